"""Files of prompts: read line by line, looked at, written as one change."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from programs.models import Person, Program, Role
from programs.rosterfile import UnreadableFileError
from programs.rosterfile.export import to_csv, to_xlsx
from prompts.actions import editing
from prompts.actions.editing import Editing
from prompts.actions.importing import import_rows, known_of, plan
from prompts.filing import HEADINGS, ParsedPrompts, lines_of, parse_prompts
from prompts.models import LibraryChange, LocalPrompt
from prompts.shelf import Shelf, shelf_of
from tests.factories import NOW, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(program: Program) -> Person:
    return make_member(program, Role.COORDINATOR)


def _editing(program: Program, by: Person) -> Editing:
    return Editing(program, shelf_of(program), by, NOW)


def _read(program: Program, *lines: str) -> ParsedPrompts:
    return parse_prompts("\n".join(lines).encode(), known_of(shelf_of(program)))


def _bring(program: Program, by: Person, *lines: str) -> LibraryChange | None:
    return import_rows(_editing(program, by), _read(program, *lines).rows, "guide.csv")


HEAD = "Key,Category,Number,Wording,Hidden,Looks for,Topics"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",Adjustment,1,,,,", "no wording"),
        (",Adjustment,1,   ,,,", "no wording"),
        (",,,What helps?,,,", "no category"),
        (",Weather,,What helps?,,,", "“Weather” is no category"),
        (",Adjustment,10,What helps?,,,", "no prompt with the number “10”"),
        (",Adjustment,x,What helps?,,,", "no prompt with the number “x”"),
        (",While you listen,1,What helps?,,,", "among questions only"),
        ("adjustment-77,,,What helps?,,,", "no prompt with the key “adjustment-77”"),
        (",Adjustment,1,=1+1,,,", "wording begins like a formula"),
        (",Adjustment,1,@SUM(A1),,,", "wording begins like a formula"),
        (",Adjustment,1,'=1+1,,,", "wording begins like a formula"),
        (",=Adjustment,1,What helps?,,,", "category begins like a formula"),
        (",Adjustment,1,<b>What</b> helps?,,,", "contains < or >"),
        (f",Adjustment,1,{'a' * 301},,,", "longer than 300"),
        (",Adjustment,1,What helps?,perhaps,,", "does not say whether it is hidden"),
        ("closing-privacy,,,I keep it to myself.,yes,,", "cannot be hidden"),
        (",Adjustment,,What helps?,,joy,", "“joy” is not what a prompt looks for"),
        (",Adjustment,,What helps?,,,weather", "“weather” is no topic"),
        (',Adjustment,1,"What helps?,,,', "opens and never closes"),
        (",Adjustment,2,Said before?,,,", "already in line 2"),
    ],
)
def test_a_wrong_line_is_left_out_with_its_reason(line: str, reason: str, program: Program) -> None:
    found = _read(program, HEAD, ",Adjustment,2,Good?,,,", line)
    assert [row.text for row in found.rows] == ["Good?"]
    assert [rejected.line for rejected in found.rejected] == [3]
    assert reason in found.rejected[0].reason
    # What looks like code is never said back.
    assert "=1+1" not in found.rejected[0].reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"name,mail\nA,b\n", "no column for Wording|No line of headings"),
        (b"%PDF-1.7", "PDF"),
        (b"<html>", "web page"),
        (b"PK\x03\x04 nonsense", "damaged"),
        (b"category,wording\n" + b"Adjustment,Again?\n" * 2001, "more than 2,000 lines"),
        (b"a" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(data: bytes, reason: str, program: Program) -> None:
    with pytest.raises(UnreadableFileError, match=reason):
        parse_prompts(data, known_of(shelf_of(program)))


def test_a_program_that_holds_the_guide_brings_its_wording(program: Program, coordinator: Person) -> None:
    """Category as the guide heads it, number and wording are enough (R18)."""
    change = _bring(
        program,
        coordinator,
        "Section;No;Question",
        "Strengths and Successful Coping;2;Our own text, one?",
        '"Connection, Belonging and Psychological Safety";3a;Our own text, two?',
    )
    assert change is not None
    shelf = shelf_of(program)
    assert [shelf.entry(key).text for key in ("strengths-2", "connection-3a")] == [  # type: ignore[union-attr]  # there
        "Our own text, one?",
        "Our own text, two?",
    ]


def test_a_line_without_number_is_a_new_prompt_unless_it_is_there_already(
    program: Program, coordinator: Person
) -> None:
    lines = ("category,wording", "Adjustment,Which street do you like?")
    assert plan(_editing(program, coordinator), _read(program, *lines).rows).counts == {"added": 1}
    _bring(program, coordinator, *lines)
    assert plan(_editing(program, coordinator), _read(program, *lines).rows).counts == {"unchanged": 1}
    assert _bring(program, coordinator, *lines) is None
    assert LocalPrompt.objects.count() == 1


def test_a_file_without_a_column_for_hidden_shows_nothing_again(program: Program, coordinator: Person) -> None:
    entry = shelf_of(program).entry("support-2")
    assert entry is not None
    editing.set_hidden(_editing(program, coordinator), entry, hidden=True)
    _bring(program, coordinator, "key,wording", "support-2,Ours?")
    after = shelf_of(program).entry("support-2")
    assert after is not None
    assert (after.text, after.hidden) == ("Ours?", True)


def _messy(program: Program, coordinator: Person) -> Shelf:
    """Something of everything: reworded, hidden, moved, added."""
    entry = shelf_of(program).entry("support-2")
    assert entry is not None
    editing.reword(_editing(program, coordinator), entry, text="Ours, with “quotes”, a comma and é?")
    entry = shelf_of(program).entry("connection-3")
    assert entry is not None
    editing.set_hidden(_editing(program, coordinator), entry, hidden=True)
    editing.move(_editing(program, coordinator), entry, up=True)
    editing.add(
        _editing(program, coordinator), category="support", text="One more?", lean="strain", topics=frozenset({"team"})
    )
    return shelf_of(program)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_taken_out_and_brought_back_changes_nothing(kind: str, program: Program, coordinator: Person) -> None:
    known = known_of(_messy(program, coordinator))
    data = to_csv(HEADINGS, lines_of(known)) if kind == "csv" else to_xlsx("Prompts", HEADINGS, lines_of(known))
    found = parse_prompts(data, known)
    assert found.rejected == ()
    planned = plan(_editing(program, coordinator), found.rows)
    assert set(planned.counts) == {"unchanged"}
    assert import_rows(_editing(program, coordinator), found.rows, "prompts.csv") is None


def test_an_export_brought_to_another_program_carries_words_order_and_own_prompts(
    program: Program, coordinator: Person
) -> None:
    shelf = _messy(program, coordinator)
    data = to_csv(HEADINGS, lines_of(known_of(shelf)))
    for change in LibraryChange.objects.order_by("-at"):
        change.delete()
    LocalPrompt.objects.all().delete()
    import_rows(_editing(program, coordinator), parse_prompts(data, known_of(shelf_of(program))).rows, "prompts.csv")

    def said(shelf: Shelf) -> list[tuple[Any, ...]]:
        return [(e.category, e.text, e.hidden, e.lean, e.topics, e.own) for e in shelf.entries]

    assert said(shelf_of(program)) == said(shelf)


def _five_hundred() -> list[list[str]]:
    """As people keep such a list: most lines good, every kind of mistake among them."""
    wrong = ["", "=cmd()", "<script>x</script>", "a" * 301]
    lines = []
    for number in range(500):
        text = wrong[number // 25 % 4] if number % 25 == 7 else f"What about matter {number}?"
        category = (
            "Nowhere" if number % 50 == 3 else ("Adjustment", "Support and chances", "While you listen")[number % 3]
        )
        lines.append(["", category, "", text])
    return lines


def _workbook(lines: list[list[str]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Prompts of our program, fall"])
    sheet.append(["Key", "Category", "Number", "Wording"])
    for line in lines:
        sheet.append(line)
        # As typed: a leading = would become a formula, whose result is empty.
        sheet.cell(sheet.max_row, 4).data_type = "s"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_five_hundred_lines_with_wrong_ones_among_them(kind: str, program: Program, coordinator: Person) -> None:
    lines = _five_hundred()
    data = to_bytes(lines) if kind == "csv" else _workbook(lines)
    found = parse_prompts(data, known_of(shelf_of(program)))
    first = 3
    wrong = {number + first for number in range(500) if number % 25 == 7 or number % 50 == 3}
    assert {rejected.line for rejected in found.rejected} == wrong
    assert len(found.rows) == 500 - len(wrong) == 470
    change = import_rows(_editing(program, coordinator), found.rows, "prompts.csv")
    assert change is not None
    assert LocalPrompt.objects.count() == 470
    assert len([entry for entry in shelf_of(program).entries if entry.own]) == 470
    # One change, one undo.
    editing.undo(change, by=coordinator, now=NOW)
    assert LocalPrompt.objects.count() == 0


def to_bytes(lines: list[list[str]]) -> bytes:
    head = "Prompts of our program, fall\nKey,Category,Number,Wording\n"
    return (head + "\n".join(",".join(line) for line in lines)).encode()
