"""The library holds exactly what the guide asks for, in words that are our own and easy to read."""

import re
from pathlib import Path

import pytest

from prompts import library
from prompts.library import CategoryData, LibraryError, PromptData, credits, read
from tests.reading import HIGHEST, grade
from tools.source_runs import digest, runs

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = read()
QUESTIONS = {c.key: c for c in LIBRARY.categories if c.kind == "question"}
WORDS = {c.key: c for c in LIBRARY.categories if c.kind == "words"}
PROMPTS = list(LIBRARY.prompts())

SALT, *HASHES = (ROOT / "tests" / "data" / "source-runs.txt").read_text().split()
FORBIDDEN = frozenset(HASHES)


def _shared(text: str) -> list[str]:
    return [run for run in runs(text) if digest(SALT, run) in FORBIDDEN]


class TestStructure:
    @pytest.mark.parametrize(
        ("key", "count", "under"),
        [
            ("meaning", 5, 0),
            ("adjustment", 9, 0),
            ("strengths", 8, 0),
            ("connection", 6, 2),
            ("support", 7, 0),
            ("next", 7, 0),
        ],
    )
    def test_each_category_has_as_many_as_the_guide(self, key: str, count: int, under: int) -> None:
        prompts = QUESTIONS[key].prompts
        top = [prompt for prompt in prompts if not prompt.under]
        assert [prompt.number for prompt in top] == [str(number) for number in range(1, count + 1)]
        assert len(prompts) - len(top) == under

    def test_six_categories_in_the_order_of_the_guide_and_42_questions_with_two_below(self) -> None:
        assert list(QUESTIONS) == ["meaning", "adjustment", "strengths", "connection", "support", "next"]
        every = [prompt for category in QUESTIONS.values() for prompt in category.prompts]
        assert len([prompt for prompt in every if not prompt.under]) == 42
        assert [(p.key, p.under) for p in every if p.under] == [
            ("connection-3a", "connection-3"),
            ("connection-3b", "connection-3"),
        ]

    @pytest.mark.parametrize(("category", "prompt"), PROMPTS, ids=[prompt.key for _, prompt in PROMPTS])
    def test_each_cites_document_section_and_position(self, category: CategoryData, prompt: PromptData) -> None:
        assert prompt.document in library.DOCUMENTS
        assert prompt.section
        assert re.fullmatch(r"[1-9][ab]?", prompt.number)

    def test_all_that_is_said_besides_questions_is_there(self) -> None:
        """R13, R14, R19 to R28, R33, R44."""
        assert set(WORDS) == {
            "opening", "norms", "followups", "cues", "phrases", "open", "mirror", "outside", "help", "closing", "scope",
        }  # fmt: skip
        assert len(WORDS["followups"].prompts) == 3
        assert {p.key for p in WORDS["opening"].prompts} >= {
            f"opening-{what}" for what in ("purpose", "power", "humility", "small", "comfort", "privacy")
        }
        assert "norms-pass" in {p.key for p in WORDS["norms"].prompts}
        assert all(p.instead_of and p.text.endswith("?") for p in WORDS["open"].prompts)

    def test_what_must_be_said_cannot_be_hidden(self) -> None:
        fixed = {prompt.key for _, prompt in PROMPTS if prompt.fixed}
        assert fixed >= {"opening-purpose", "opening-privacy", "closing-privacy", "norms-privacy", "norms-pass"}
        assert {prompt.key for prompt in WORDS["scope"].prompts} <= fixed

    def test_strengths_are_asked_about_as_much_as_strains(self) -> None:
        leans = [prompt.lean for _, prompt in PROMPTS]
        assert leans.count("strength") >= leans.count("strain")


class TestOurOwnWords:
    @pytest.mark.parametrize("prompt", [p for _, p in PROMPTS], ids=[p.key for _, p in PROMPTS])
    def test_no_prompt_shares_eight_words_in_a_row_with_the_source(self, prompt: PromptData) -> None:
        assert _shared(f"{prompt.text}\n{prompt.instead_of}") == []

    def test_no_file_of_the_library_does_as_a_whole(self) -> None:
        for name in ("questions", "words", "topics"):
            assert _shared((library.FOLDER / f"{name}.toml").read_text()) == []

    @pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda p: str(p.name))
    def test_no_page_does_either(self, path: Path) -> None:
        text = re.sub(r"{%.*?%}|{#.*?#}|{{.*?}}|<[^>]*>", " ", path.read_text(), flags=re.DOTALL)
        # The title of an endnote is a fact.
        for note in credits().endnotes:
            text = text.replace(note.title.replace("\u2019", "'"), " ").replace(note.title, " ")
        assert _shared(text) == []

    def test_the_test_would_notice(self) -> None:
        """A run of ours, put among the hashes, is found; one word changed, it is not."""
        text = "one two three four five six seven eight"
        assert digest(SALT, next(runs(text))) not in FORBIDDEN
        assert digest(SALT, next(runs(f"<p>{text.title()}.</p>"[3:]))) == digest(SALT, text)
        assert len(FORBIDDEN) > 4000


class TestEasyToRead:
    @pytest.mark.parametrize("prompt", [p for _, p in PROMPTS], ids=[p.key for _, p in PROMPTS])
    def test_each_text_reads_at_grade_eight_or_below(self, prompt: PromptData) -> None:
        assert grade(prompt.text) <= HIGHEST

    def test_names_of_topics_are_easy_too(self) -> None:
        assert all(grade(topic.name) <= HIGHEST for topic in LIBRARY.topics)

    def test_the_measure_knows_hard_from_easy(self) -> None:
        hard = "Institutional heterogeneity necessitates multidisciplinary organizational considerations."
        assert grade(hard) > 15
        assert grade("How was your day? I am glad that you came.") < 3


class TestFiles:
    def _write(self, folder: Path, questions: str) -> None:
        (folder / "topics.toml").write_text('topics = [{ key = "life", name = "Life" }]')
        (folder / "questions.toml").write_text(questions)
        (folder / "words.toml").write_text('document = "G"\nkind = "words"\ncategory = []')

    @pytest.mark.parametrize(
        ("prompt", "why"),
        [
            ('number = "1"\nlean = "up"\ntopics = ["life"]\ntext = "A?"', "leans to 'up'"),
            ('number = "1"\nlean = "both"\ntopics = ["war"]\ntext = "A?"', "names a topic that is not"),
            ('number = "1"\nlean = "both"\ntext = "A?"', "names no topic"),
            ('number = "1"\ntopics = ["life"]\ntext = "A?"', "does not say what it leans to"),
            ('number = "1"\nunder = "7"\nlean = "next"\ntext = "A?"', "does not come before it"),
            ('number = "1"\nlean = "next"\ntext = " "', "needs a text"),
            (f'number = "1"\nlean = "next"\ntext = "{"a" * 301}"', "at most 300"),
            ('lean = "next"\ntext = "A?"', "has no 'number'"),
            ("number = ", "questions.toml cannot be read"),
        ],
    )
    def test_a_wrong_file_is_refused_with_its_place(self, prompt: str, why: str, tmp_path: Path) -> None:
        head = 'document = "G"\nkind = "question"\n[[category]]\nkey = "x"\nname = "X"\nabout = "X"\nsection = "X"\n'
        self._write(tmp_path, f"{head}[[category.prompt]]\n{prompt}")
        with pytest.raises(LibraryError, match=re.escape(why)):
            read(tmp_path)

    def test_the_same_key_twice_is_refused(self, tmp_path: Path) -> None:
        head = 'document = "G"\nkind = "question"\n[[category]]\nkey = "x"\nname = "X"\nabout = "X"\nsection = "X"\n'
        self._write(tmp_path, head + '[[category.prompt]]\nnumber = "1"\nlean = "next"\ntext = "A?"\n' * 2)
        with pytest.raises(LibraryError, match="x-1 is there twice"):
            read(tmp_path)


def test_the_guide_and_its_five_endnotes_are_credited() -> None:
    """R47."""
    assert [note.number for note in credits().endnotes] == [1, 2, 3, 4, 5]
    assert {person.name.split(",")[0] for person in credits().people} == {"Katie Powell", "Heidi Ison-Lustberg"}
