"""The two steps of an import in the browser."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programs import uploads
from programs.models import AccessEvent, Membership, Person, Program, Role, Supervision
from programs.rosterfile import parse_roster
from tests.conftest import TenantClient
from tests.factories import NOW, make_member, make_person, make_program, make_supervision

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[1] / "data"
UPLOAD, CHECK = "/people/import/", "/people/import/check/"


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    """The second factor has tests of its own."""
    settings.DEMO = True


@pytest.fixture
def coordinator(program: Program, client: TenantClient) -> Person:
    person = make_member(program, Role.COORDINATOR, "Minh Castellanos")
    client.acting(person)
    return person


def send(client: TenantClient, data: bytes | str, name: str = "list.csv", address: str = UPLOAD) -> Any:
    data = data.encode() if isinstance(data, str) else data
    return client.post(address, {"file": SimpleUploadedFile(name, data)})


def digest(page: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def confirm(client: TenantClient, address: str = CHECK, **typed: str) -> Any:
    page = client.get(address).content.decode()
    return client.post(address, {"digest": digest(page), **typed}, follow=True)


def test_the_messy_roster_from_upload_to_list(client: TenantClient, program: Program, coordinator: Person) -> None:
    assert send(client, (DATA / "riverside-messy.csv").read_bytes()).headers["Location"] == CHECK
    page = client.get(CHECK).content.decode()
    assert "62 to add" in page
    assert "7 lines left out" in page
    for line in ("Line 67", "Line 73", "There is no e-mail address", "Parking Attendant", "O&#x27;Connor", "Øvergård"):
        assert line in page
    assert "<script>alert" not in page
    assert "HYPERLINK" not in page
    assert Membership.objects.count() == 1
    done = confirm(client).content.decode()
    assert "62 roles added." in done
    assert "48 trainees and 15 others belong here" in done
    assert Membership.objects.count() == 63
    assert AccessEvent.objects.filter(actor=coordinator, action="role added").count() == 62


def test_a_second_import_says_that_nothing_changes(client: TenantClient, program: Program, coordinator: Person) -> None:
    for _ in range(2):
        send(client, (DATA / "riverside-tidy.csv").read_bytes())
        page = client.get(CHECK).content.decode()
        if "Import this" in page:
            confirm(client)
    assert "This file would change nothing" in page
    assert "62 stay as they are" in page
    assert Membership.objects.count() == 63


def test_changes_are_shown_before_and_after(client: TenantClient, program: Program, coordinator: Person) -> None:
    make_member(program, person=make_person("Zoë Pérez", "zoe@x.edu"), title="Resident", training_year=1)
    make_member(program, name="Stays Anyway")
    send(client, "Name,Email,Role,PGY\nZoë Pérez,zoe@x.edu,Resident,2\n")
    page = client.get(CHECK).content.decode()
    assert "1 to change" in page
    assert "Training year: 1 becomes <strong>2</strong>" in page
    assert "2 are here and not in this file" in page
    assert "Stays Anyway" in page
    confirm(client)
    assert Membership.objects.get(person__email="zoe@x.edu").training_year == 2
    assert Membership.objects.filter(person__last_name="Anyway").exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("", "The file is empty"),
        ("<html><table></table></html>", "This is a web page or XML under another name"),
        ("hello", "No line of headings was found"),
        ("Name,Role\nA B,Resident\n", "have no column for E-mail"),
        ("Name,Email,Role,Start,End\nA B,a@x.edu,Resident,01/07/2026,30/06/2029\n", "have the day first"),
        ("x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_a_file_that_cannot_be_used_says_so_beside_the_field(
    client: TenantClient, coordinator: Person, data: str, sentence: str
) -> None:
    response = send(client, data)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert client.get(CHECK).headers["Location"] == UPLOAD


def test_no_file_at_all(client: TenantClient, coordinator: Person) -> None:
    response = client.post(UPLOAD, {})
    assert response.status_code == 422
    assert "Choose a file." in response.content.decode()


def test_a_files_name_and_headings_are_shown_as_text(client: TenantClient, coordinator: Person) -> None:
    send(client, "Name,Email,Role,<b>Pager</b>\nZoë Pérez,z@x.edu,Resident,\n", name="<i>list.csv")
    page = client.get(CHECK).content.decode()
    assert "<b>Pager" not in page
    assert "<i>list" not in page
    assert "&lt;b&gt;Pager" in page


def test_where_people_come_from_is_neither_shown_nor_kept(
    client: TenantClient, program: Program, coordinator: Person
) -> None:
    send(client, "Name,Email,Role,Visa Type,Citizenship\nZoë Pérez,z@x.edu,Resident,J-1-secret,Utopia\n")
    page = client.get(CHECK).content.decode()
    assert "Left out on purpose:" in page
    assert "Visa Type, Citizenship" in page
    kept = uploads.roster(person_id=coordinator.pk, program_id=program.pk)
    assert "J-1-secret" not in page + repr(kept)
    assert "Utopia" not in page + repr(kept)


def test_what_waits_is_sealed_and_one_persons_alone(
    client: TenantClient, program: Program, coordinator: Person
) -> None:
    send(client, "Name,Email,Role\nZoë Pérez,zoe@x.edu,Resident\n")
    own = {"person_id": coordinator.pk, "program_id": program.pk}
    name = f"programs.upload.roster.{program.pk}.{coordinator.pk}"
    sealed = cache.get(name)
    assert "zoe" not in sealed
    assert uploads.roster(**own)
    colleague = make_member(program, Role.DIRECTOR)
    # Not by asking, and not by moving the sealed text to one's own place.
    assert TenantClient().acting(colleague).get(CHECK).headers["Location"] == UPLOAD
    cache.set(f"programs.upload.roster.{program.pk}.{colleague.pk}", sealed)
    assert uploads.roster(person_id=colleague.pk, program_id=program.pk) is None
    assert uploads.roster(person_id=coordinator.pk, program_id=make_program().pk) is None


def test_what_waits_is_gone_after_an_hour(program: Program) -> None:
    person = make_member(program, Role.COORDINATOR)
    own = {"person_id": person.pk, "program_id": program.pk}
    parsed = parse_roster((DATA / "riverside-messy.csv").read_bytes())
    with time_machine.travel(NOW, tick=False) as clock:
        uploads.keep(uploads.ROSTER, **own, filename="x.csv", parsed=parsed)
        kept = uploads.roster(**own)
        assert kept
        assert kept.parsed == parsed
        # Even if the cache forgot to forget.
        sealed = cache.get(f"programs.upload.roster.{program.pk}.{person.pk}")
        clock.shift(timedelta(minutes=61))
        assert uploads.roster(**own) is None
        cache.set(f"programs.upload.roster.{program.pk}.{person.pk}", sealed)
        assert uploads.roster(**own) is None


def test_without_an_upload_the_second_step_leads_back(client: TenantClient, coordinator: Person) -> None:
    page = client.get(CHECK, follow=True).content.decode()
    assert "Choose the file once more" in page


def test_a_roster_that_changed_meanwhile_is_looked_at_again(
    client: TenantClient, program: Program, coordinator: Person
) -> None:
    send(client, "Name,Email,Role\nZoë Pérez,zoe@x.edu,Resident\n")
    before = digest(client.get(CHECK).content.decode())
    make_member(program, person=make_person("Zoë Pérez", "zoe@x.edu"), title="Resident")
    page = client.post(CHECK, {"digest": before}).content.decode()
    assert "The roster changed since you looked" in page
    assert "This file would change nothing" in page
    assert client.post(CHECK, {}).status_code == 200
    assert not AccessEvent.objects.exists()


def test_looking_changes_nothing_however_often(client: TenantClient, coordinator: Person) -> None:
    send(client, (DATA / "riverside-tidy.csv").read_bytes())
    pages = [client.get(CHECK).content.decode() for _ in range(2)]
    assert digest(pages[0]) == digest(pages[1])
    assert Membership.objects.count() == 1


def test_a_confirmed_upload_is_forgotten(client: TenantClient, coordinator: Person) -> None:
    send(client, "Name,Email,Role\nZoë Pérez,zoe@x.edu,Resident\n")
    confirm(client)
    assert client.get(CHECK).headers["Location"] == UPLOAD


def test_ones_own_line_is_left_out(client: TenantClient, program: Program, coordinator: Person) -> None:
    send(client, f"Name,Email,Role\nMinh Castellanos,{coordinator.email},Program Director\n")
    page = client.get(CHECK).content.decode()
    assert "This is you." in page
    assert "Import this" not in page


def test_rotations_from_upload_to_list(client: TenantClient, program: Program, coordinator: Person) -> None:
    trainee = make_member(program, person=make_person("Mei Yilmaz", "mei@x.edu"))
    boss = make_member(program, Role.FACILITATOR, person=make_person("Nadia Karimi", "nadia@x.edu"))
    span = {"starts_on": NOW.date(), "ends_on": NOW.date() + timedelta(days=27)}
    make_supervision(program, trainee, boss, rotation="Clinic", **span)
    upload, check = reverse("programs:import_rotations"), reverse("programs:check_rotations")
    text = (
        "resident_email,rotation,starts_on,ends_on,supervisor_email,nights\n"
        "mei@x.edu,MICU,2026-11-23,2026-12-20,nadia@x.edu,yes\n"
        "nobody@x.edu,MICU,2026-11-23,2026-12-20,nadia@x.edu,no\n"
    )
    with time_machine.travel(NOW, tick=False):
        client.acting(coordinator)
        assert send(client, text, address=upload).headers["Location"] == check
        page = client.get(check).content.decode()
        assert "1 to add" in page
        assert "Nobody in this program has the address nobody@x.edu" in page
        assert "1 is here and not in this file" in page
        done = confirm(client, check, remove_absent="yes").content.decode()
    assert "1 rotation added, 1 rotation removed." in done
    assert [held.rotation for held in Supervision.objects.all()] == ["MICU"]


def test_a_roster_file_never_removes_anybody(client: TenantClient, program: Program, coordinator: Person) -> None:
    make_member(program, name="Stays Anyway")
    send(client, "Name,Email,Role\nZoë Pérez,zoe@x.edu,Resident\n")
    confirm(client, remove_absent="yes")
    assert Membership.objects.filter(person__last_name="Anyway").exists()
