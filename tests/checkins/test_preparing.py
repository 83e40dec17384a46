"""What is ready for a conversation, as truth tables."""

from dataclasses import replace

import pytest

from checkins.preparing import Line, Question, as_lines, may_be_added, planned
from prompts.rules import Asked, Entry

PATH = Entry("path", "a", "How did you get here?", lean="strength", topics=frozenset({"way"}))
WORK = Entry("work", "a", "How is work?", lean="strain", topics=frozenset({"work"}))
HOME = Entry("home", "b", "How is home?", lean="both", topics=frozenset({"life", "close"}))
LOVE = Entry("love", "b", "What do you love?", lean="strength", topics=frozenset({"life"}))
NEXT = Entry("next", "c", "When again?", lean="next")
EVERY = [PATH, WORK, HOME, LOVE, NEXT]


def _ready(lines: list[Line] | None, alone: set[str] | None = None, entries: list[Entry] = EVERY) -> list[str]:
    found = planned(entries, lines, Asked(alone=frozenset(alone or set())))
    return [question.key for question in found.questions]


@pytest.mark.parametrize(
    ("lines", "alone", "keys", "left_out"),
    [
        # A choice stands as it was made, in its order, with questions of every kind; an empty one stays empty.
        (["work", "path"], set(), ["work", "path"], 0),
        (["next"], {"life", "work"}, ["next"], 0),
        ([], set(), [], 0),
        # What the trainee raises alone is left out, whichever of its topics that is.
        (["work", "home", "path"], {"close"}, ["work", "path"], 1),
        (["work", "home", "love"], {"life"}, ["work"], 2),
        (["work"], {"work"}, [], 1),
        # What the library no longer has is gone, and not counted as the trainee's.
        (["gone", "work"], {"life"}, ["work"], 0),
    ],
)
def test_a_saved_choice_meets_what_may_be_asked(
    lines: list[str], alone: set[str], keys: list[str], left_out: int
) -> None:
    found = planned(EVERY, [Line(key) for key in lines], Asked(alone=frozenset(alone)))
    assert [question.key for question in found.questions] == keys
    assert (found.left_out, found.suggested) == (left_out, False)


def test_a_question_that_was_hidden_since_is_gone() -> None:
    assert _ready([Line("work"), Line("path")], entries=[replace(WORK, hidden=True), PATH]) == ["path"]


def test_without_a_choice_there_is_a_suggestion() -> None:
    found = planned(EVERY, None, Asked())
    assert found.suggested
    assert [question.entry.lean for question in found.questions] == ["strength", "strain", "both", "strength"]
    # Never what the trainee raises alone, nor last time's while there is something else.
    assert set(_ready(None, {"life"})) == {"path", "work"}
    again = planned(EVERY, None, Asked(before=frozenset({"path"})))
    assert "path" not in {question.key for question in again.questions}


@pytest.mark.parametrize(
    ("typed", "said", "reworded"),
    [("", "How is work?", False), ("How is work?", "How is work?", False), ("And work?", "And work?", True)],
)
def test_words_for_this_conversation_alone(typed: str, said: str, reworded: bool) -> None:
    question = planned(EVERY, [Line("work", typed)], Asked()).questions[0]
    assert (question.text, question.reworded) == (said, reworded)


@pytest.mark.parametrize(
    ("drop", "add", "lines"),
    [
        ([], [], [Line("work", "And work?"), Line("path")]),
        (["work"], [], [Line("path")]),
        ([], [LOVE], [Line("work", "And work?"), Line("path"), Line("love")]),
        (["path", "work"], [LOVE], [Line("love")]),
        (["nothing"], [], [Line("work", "And work?"), Line("path")]),
    ],
)
def test_a_choice_as_it_is_saved(drop: list[str], add: list[Entry], lines: list[Line]) -> None:
    questions = [Question(WORK, "And work?"), Question(PATH, PATH.text)]
    assert as_lines(questions, drop, add) == lines


def test_what_can_be_added() -> None:
    every = [replace(WORK, hidden=True), PATH, HOME, LOVE, NEXT]
    assert [entry.key for entry in may_be_added(every, {"close"}, {"path"})] == ["love", "next"]
