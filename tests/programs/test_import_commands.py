"""`manage.py import_roster` and `import_rotations`."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from programs import tenancy
from programs.models import Membership, Program, Supervision
from tests.factories import make_program

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[1] / "data"
TIDY, MESSY, ROTATIONS = (
    str(DATA / name) for name in ("riverside-tidy.csv", "riverside-messy.csv", "riverside-rotations.csv")
)


def said(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def test_json_is_one_object_with_these_keys_alone(program: Program) -> None:
    tenancy.enter()
    found = json.loads(said("import_roster", program.slug, MESSY, "--json"))
    assert list(found) == ["added", "changed", "unchanged", "rejected"]
    assert (found["added"], found["changed"], found["unchanged"]) == (62, 0, 0)
    assert [line["line"] for line in found["rejected"]] == [67, 68, 69, 70, 71, 72, 73]
    assert all(list(line) == ["line", "reason"] for line in found["rejected"])
    again = json.loads(said("import_roster", program.slug, MESSY, "--json"))
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 62)


def test_a_dry_run_says_the_same_and_changes_nothing(program: Program) -> None:
    assert json.loads(said("import_roster", program.slug, TIDY, "--dry-run", "--json"))["added"] == 62
    assert "Nothing was changed. It would be: 62 added" in said("import_roster", program.slug, TIDY, "--dry-run")
    assert Membership.objects.count() == 0


def test_in_words_every_line_left_out_has_its_reason(program: Program) -> None:
    text = said("import_roster", program.slug, MESSY)
    assert text.startswith(
        "62 added, 0 changed, 0 unchanged.\nLine 67 was left out. This person was already in line 21."
    )


def test_rotations_alike(program: Program) -> None:
    said("import_roster", program.slug, TIDY)
    assert json.loads(said("import_rotations", program.slug, ROTATIONS, "--dry-run", "--json"))["added"] == 288
    assert Supervision.objects.count() == 0
    expected = {"added": 288, "changed": 0, "unchanged": 0, "rejected": []}
    assert json.loads(said("import_rotations", program.slug, ROTATIONS, "--json")) == expected


@pytest.mark.parametrize("command", ["import_roster", "import_rotations"])
def test_bad_input_is_one_clear_line_and_changes_nothing(program: Program, tmp_path: Path, command: str) -> None:
    (tmp_path / "page.xls").write_text("<html>not a sheet</html>")
    for arguments, sentence in (
        (("nowhere", TIDY), "There is no program 'nowhere'."),
        ((program.slug, str(tmp_path / "none.csv")), "none.csv cannot be read: No such file or directory."),
        ((program.slug, str(tmp_path)), "cannot be read: Is a directory."),
        ((program.slug, str(tmp_path / "page.xls")), "This is a web page or XML under another name."),
    ):
        with pytest.raises(CommandError) as caught:
            said(command, *arguments, "--json")
        assert sentence in str(caught.value)
        assert "\n" not in str(caught.value)
    assert Membership.objects.count() == 0


def test_two_institutions_with_one_slug_are_told_apart(db: None) -> None:
    programs = [make_program(slug="medicine") for _ in range(2)]
    with pytest.raises(CommandError, match="write institution/medicine"):
        said("import_roster", "medicine", TIDY)
    with tenancy.inside(program=programs[1]):
        slug = programs[1].institution.slug
    said("import_roster", f"{slug}/medicine", TIDY)
    for program, count in zip(programs, (0, 62), strict=True):
        with tenancy.inside(program=program):
            assert Membership.objects.filter(program=program).count() == count
