"""What a program's library holds and what is suggested, as truth tables."""

from collections.abc import Collection

import pytest

from prompts.rules import Asked, Entry, Local, Original, merged, offered, suggested

ORIGINALS = [
    Original("a-1", "a", 1, "First?", topics=frozenset({"x"}), lean="strength"),
    Original("a-2", "a", 2, "Second?", topics=frozenset({"y"}), lean="strain"),
    Original("a-3", "a", 3, "Third?", topics=frozenset({"y"}), lean="both"),
    Original("a-2a", "a", 4, "Under two?", parent="a-2", topics=frozenset({"y"}), lean="strain"),
    Original("a-4", "a", 5, "Must be said.", fixed=True),
]


def _keys(entries: list[Entry], *, hidden: bool = True) -> list[str]:
    return [entry.key for entry in entries if hidden or not entry.hidden]


class TestMerging:
    @pytest.mark.parametrize(
        ("locals_", "keys"),
        [
            ([], ["a-1", "a-2", "a-2a", "a-3", "a-4"]),
            ([Local("l", "a", "a-3", place=50)], ["a-3", "a-1", "a-2", "a-2a", "a-4"]),
            ([Local("l", "a", "a-2", place=999)], ["a-1", "a-3", "a-4", "a-2", "a-2a"]),
            ([Local("l", "a", "a-1", hidden=True)], ["a-2", "a-2a", "a-3", "a-4"]),
            # A sub-question is hidden with its question, and alone too.
            ([Local("l", "a", "a-2", hidden=True)], ["a-1", "a-3", "a-4"]),
            ([Local("l", "a", "a-2a", hidden=True)], ["a-1", "a-2", "a-3", "a-4"]),
            # What must be said stays.
            ([Local("l", "a", "a-4", hidden=True)], ["a-1", "a-2", "a-2a", "a-3", "a-4"]),
            ([Local("own", "a", text="Ours?")], ["a-1", "a-2", "a-2a", "a-3", "a-4", "own"]),
            ([Local("own", "a", text="Ours?", place=150)], ["a-1", "own", "a-2", "a-2a", "a-3", "a-4"]),
            ([Local("own", "a", text="Ours?", hidden=True)], ["a-1", "a-2", "a-2a", "a-3", "a-4"]),
        ],
    )
    def test_what_is_left_and_in_which_order(self, locals_: list[Local], keys: list[str]) -> None:
        assert _keys(merged(ORIGINALS, locals_), hidden=False) == keys

    def test_the_original_stays_beside_a_rewording(self) -> None:
        entry = merged(ORIGINALS, [Local("l", "a", "a-1", text="In our words?", based_on="First?")])[0]
        assert (entry.text, entry.original, entry.reworded, entry.outdated) == ("In our words?", "First?", True, False)

    def test_an_upgrade_after_a_rewording_is_told(self) -> None:
        assert merged(ORIGINALS, [Local("l", "a", "a-1", text="In our words?", based_on="Older?")])[0].outdated

    @pytest.mark.parametrize(("text", "there"), [("", False), ("In our words?", True)])
    def test_a_retired_prompt_stays_only_where_it_has_local_words(self, text: str, there: bool) -> None:
        gone = [Original("a-9", "a", 9, "Gone?", retired=True)]
        assert bool(merged(gone, [Local("l", "a", "a-9", text=text, place=3)])) is there
        assert merged(gone, []) == []

    def test_an_own_prompt_without_a_topic_touches_all_of_its_category(self) -> None:
        own = merged(ORIGINALS, [Local("own", "a", text="Ours?")])[-1]
        assert own.topics == {"x", "y"}

    def test_an_own_prompt_keeps_the_topics_it_names(self) -> None:
        assert merged(ORIGINALS, [Local("own", "a", text="Ours?", topics=frozenset({"z"}))])[-1].topics == {"z"}


@pytest.mark.parametrize(
    ("hidden", "topics", "alone", "may"),
    [
        (False, {"x"}, set(), True),
        (False, {"x"}, {"y"}, True),
        (False, {"x"}, {"x"}, False),
        (False, {"x", "y"}, {"y"}, False),
        (False, set(), {"x"}, True),
        (True, {"x"}, set(), False),
        (True, set(), {"x"}, False),
    ],
)
def test_what_may_be_offered(hidden: bool, topics: set[str], alone: set[str], may: bool) -> None:
    entry = Entry("k", "a", "Text?", hidden=hidden, topics=frozenset(topics))
    assert (offered([entry], alone) == [entry]) is may


def _entries(strengths: int, strains: int, both: int = 0, hidden: Collection[str] = ()) -> list[Entry]:
    made = []
    for lean, count in (("strength", strengths), ("strain", strains), ("both", both)):
        for number in range(count):
            key = f"{lean}{number}"
            made.append(
                Entry(
                    key, f"c{number % 4}", f"{key}?", lean=lean, topics=frozenset({f"t{number}"}), hidden=key in hidden
                )
            )
    return made


def _leans(entries: list[Entry]) -> str:
    return " ".join(entry.lean for entry in entries)


class TestSuggesting:
    @pytest.mark.parametrize(
        ("count", "leans"),
        [
            (1, "strength strain strength"),
            (3, "strength strain strength"),
            (4, "strength strain both strength"),
            (5, "strength strain both strain strength"),
            (9, "strength strain both strain strength"),
        ],
    )
    def test_three_to_five_that_begin_and_end_with_a_strength(self, count: int, leans: str) -> None:
        assert _leans(suggested(_entries(9, 9, 9), Asked(), count)) == leans

    @pytest.mark.parametrize(
        ("there", "leans"),
        [
            ((9, 0, 0), "strength strength strength strength"),
            ((0, 9, 0), "strain strain strain strain"),
            ((1, 1, 9), "strength strain both both"),
            ((9, 9, 0), "strength strain strength strength"),
            ((1, 1, 0), "strength strain"),
            ((0, 0, 0), ""),
        ],
    )
    def test_what_is_missing_is_made_up_for(self, there: tuple[int, int, int], leans: str) -> None:
        assert _leans(suggested(_entries(*there), Asked())) == leans

    def test_questions_of_next_time_and_sub_questions_are_not_suggested(self) -> None:
        entries = [Entry("n", "a", "?", lean="next"), Entry("s", "a", "?", lean="strain", parent="p")]
        assert suggested(entries, Asked()) == []

    def test_never_a_topic_that_the_trainee_raises_alone_and_nothing_hidden(self) -> None:
        entries = _entries(6, 6, 6, hidden={"strength3"})
        for turn in range(12):
            found = suggested(entries, Asked(alone=frozenset({"t0", "t1"}), turn=turn), 5)
            assert len(found) == 5
            assert not {"t0", "t1"} & {topic for entry in found for topic in entry.topics}
            assert "strength3" not in {entry.key for entry in found}

    def test_all_topics_alone_suggests_nothing(self) -> None:
        assert suggested(_entries(3, 3), Asked(alone=frozenset({"t0", "t1", "t2"}))) == []

    def test_nothing_of_last_time(self) -> None:
        entries = _entries(9, 9, 9)
        first = {entry.key for entry in suggested(entries, Asked(), 5)}
        again = {entry.key for entry in suggested(entries, Asked(before=frozenset(first)), 5)}
        assert len(again) == 5
        assert not first & again

    def test_last_times_come_again_only_when_nothing_else_is_left(self) -> None:
        entries = _entries(2, 1, 0)
        found = suggested(entries, Asked(before=frozenset({"strength0", "strain0"})))
        assert found[0].key == "strength1"
        assert len(found) == 3

    @pytest.mark.parametrize("turn", range(12))
    def test_from_one_round_to_the_next_nothing_comes_again_though_nothing_was_kept(self, turn: int) -> None:
        entries = _entries(9, 9, 9)
        now = {entry.key for entry in suggested(entries, Asked(turn=turn), 5)}
        later = {entry.key for entry in suggested(entries, Asked(turn=turn + 1), 5)}
        assert not now & later

    def test_hiding_one_question_does_not_shift_the_rounds(self) -> None:
        entries, fewer = _entries(9, 9, 9), _entries(9, 9, 9, hidden={"strength0", "strain1"})
        now = {entry.key for entry in suggested(entries, Asked(turn=4))}
        later = {entry.key for entry in suggested(fewer, Asked(turn=5))}
        assert not now & later

    def test_from_several_categories(self) -> None:
        for turn in range(6):
            found = suggested(_entries(9, 9, 9), Asked(turn=turn))
            assert len({entry.category for entry in found}) >= 3
