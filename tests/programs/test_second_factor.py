"""Notes, roster, exports and settings need a second factor, however somebody signed in (privacy.md 1)."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import IntegrityError, connection
from django.urls import reverse

from programs import tenancy
from programs.models import Person, Program, Role
from programs.permissions import ROLE_PERMISSIONS, SECOND_FACTOR, Permission
from tests.access_table import ACCESS, Row
from tests.conftest import TenantClient
from tests.factories import NOW, make_member
from tests.samples import kwargs_for
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
PASSWORD = "a sentence nobody else thinks of"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
GUARDED = {
    name: row for name, row in ACCESS.items() if isinstance(row.access, Permission) and row.access in SECOND_FACTOR
}


@pytest.fixture(autouse=True)
def _no_demo(settings: Any) -> Iterator[None]:
    settings.DEMO = False
    # A code of the app holds for half a minute; here it stays the same.
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def director(program: Program) -> Person:
    person = make_member(program, Role.DIRECTOR, "Thandiwe Okonkwo")
    person.set_password(PASSWORD)
    person.save()
    return person


def _code() -> str:
    return str(format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time())))))


def _sign_in(client: TenantClient, person: Person, password: str = PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": person.email, "password": password})


def _opens(client: TenantClient) -> bool:
    return bool(client.get(reverse("programs:people")).status_code == 200)


# --- Every view -----------------------------------------------------------------------------------------------


def test_what_must_be_guarded_is() -> None:
    assert {"followups:open_note", "programs:people", "programs:export_people", "programs:settings"} <= set(GUARDED)
    # Whatever exports people, and every way into a note.
    for name, row in ACCESS.items():
        if name.startswith("followups:") and "note" in name and row.access != Permission.NOTES_ABOUT_ME:
            assert name in GUARDED
        if name.startswith("programs:export"):
            assert name in GUARDED


def _addresses(world: World) -> Iterator[tuple[str, Row, Role, str]]:
    made: dict[str, dict[str, Any]] = {}
    for name, row in GUARDED.items():
        for role in Role:
            if row.access in ROLE_PERMISSIONS[role]:
                # Some are one thing for everybody, and can be made once only.
                with suppress(IntegrityError), tenancy.inside(program=world.program):
                    made[row.sample] = kwargs_for(row.sample, world, role)
                yield name, row, role, reverse(name, kwargs=made[row.sample])


def _everything_stored() -> dict[str, str]:
    """A digest of every table's rows, sessions aside, as this transaction sees them without any policy in its way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [table for (table,) in cursor.fetchall() if table not in ("django_session", "cache")]
        digests = {}
        for table in tables:
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM {table} t")
            digests[table] = cursor.fetchone()[0]
    return digests


def test_without_one_every_such_view_leads_to_setting_one_up_and_changes_nothing(client: TenantClient) -> None:
    world = make_world()
    addresses = list(_addresses(world))
    assert len({name for name, *_ in addresses}) == len(GUARDED)
    with tenancy.inside(program=world.program):
        before = _everything_stored()
    for name, row, role, address in addresses:
        client.acting(world.people[role])
        for method in row.methods.split():
            response = client.generic(method, address, "step=save&what=x", "application/x-www-form-urlencoded")
            assert response.status_code == 302, f"{method} {name} as {role}"
            assert response.headers["Location"].startswith(reverse("programs:second_factor")), f"{method} {name}"
    with tenancy.inside(program=world.program):
        after = _everything_stored()
    assert {table for table in before if before[table] != after[table]} <= {"programs_person"}  # last sign-in


def test_with_one_none_of_them_asks_again(client: TenantClient) -> None:
    world = make_world()
    for name, row, role, address in list(_addresses(world)):
        if "GET" not in row.methods:
            continue
        person = world.people[role]
        client.acting(person)
        _record(client, person, "mfa")
        response = client.get(address)
        assert "second-factor" not in response.headers.get("Location", ""), f"{name} as {role}"


def _record(client: TenantClient, person: Person, method: str) -> None:
    session = client.session
    session["account_authentication_methods"] = [{"method": method, "at": 1.0}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


@pytest.mark.parametrize("method", ["password", "code", "password_reset", "socialaccount", "demo"])
def test_no_other_way_to_sign_in_counts(method: str, client: TenantClient, director: Person) -> None:
    client.acting(director)
    _record(client, director, method)
    assert not _opens(client)
    _record(client, director, "mfa")
    assert _opens(client)


def test_what_somebody_else_showed_in_the_same_browser_does_not_count(
    client: TenantClient, director: Person, program: Program
) -> None:
    client.acting(director)
    _record(client, make_member(program, Role.DIRECTOR, "Yusuf Aydin"), "mfa")
    assert not _opens(client)


# --- The ways in, as people go them ---------------------------------------------------------------------------


def test_a_password_alone_leads_to_setting_one_up(client: TenantClient, director: Person) -> None:
    _sign_in(client, director)
    page = client.get(reverse("programs:people"), follow=True).content.decode()
    assert "This page opens once your account has a second step" in page
    assert reverse("mfa_index") in page


def test_with_the_code_of_the_app_it_opens(client: TenantClient, director: Person) -> None:
    TOTP.activate(director, SECRET)
    asked = _sign_in(client, director)
    assert asked.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert not _opens(client)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not _opens(client)
    client.post(reverse("mfa_authenticate"), {"code": _code()})
    client.post(reverse("mfa_trust"), {"action": "trust"})
    assert _opens(client)


def test_on_a_remembered_device_it_is_asked_for_once_and_leads_back(client: TenantClient, director: Person) -> None:
    """Remembering a device saves the code at sign-in; what concerns other people asks for it all the same."""
    TOTP.activate(director, SECRET)
    _sign_in(client, director)
    client.post(reverse("mfa_authenticate"), {"code": _code()})
    client.post(reverse("mfa_trust"), {"action": "trust"})
    client.post(reverse("account_logout"))
    _sign_in(client, director)
    assert client.get("/").status_code == 200
    sent = client.get(reverse("programs:people"))
    assert urlsplit(sent.headers["Location"]).path == reverse("programs:second_factor")
    assert parse_qs(urlsplit(sent.headers["Location"]).query) == {"next": [reverse("programs:people")]}
    page = client.get(sent.headers["Location"]).content.decode()
    assert "Show your second step" in page
    assert f"{reverse('mfa_reauthenticate')}?next=%2Fpeople%2F" in page


def test_the_page_leads_nowhere_outside(client: TenantClient, director: Person) -> None:
    TOTP.activate(director, SECRET)
    client.acting(director)
    page = client.get(reverse("programs:second_factor"), {"next": "https://evil.test/"}).content.decode()
    assert "evil.test" not in page


@pytest.mark.parametrize("has_one", [True, False])
def test_a_new_password_by_mail_gets_nobody_past_it(has_one: bool, client: TenantClient, director: Person) -> None:
    if has_one:
        TOTP.activate(director, SECRET)
    key = f"{user_pk_to_url_str(director)}-{default_token_generator.make_token(director)}"
    uid, _, token = key.partition("-")
    form = client.get(reverse("account_reset_password_from_key", args=[uid, token]), follow=True)
    changed = client.post(
        form.request["PATH_INFO"], {"password1": "another long phrase", "password2": "another long phrase"}
    )
    assert changed.status_code == 302
    # Not signed in by it, and signing in with it asks for the second factor as ever.
    assert client.get("/").status_code == 302
    asked = _sign_in(client, director, "another long phrase")
    assert asked.headers["Location"].startswith(reverse("mfa_authenticate") if has_one else "/")
    assert not _opens(client)


def test_a_second_step_that_was_taken_off_is_missing_at_the_next_sign_in(
    client: TenantClient, director: Person
) -> None:
    TOTP.activate(director, SECRET)
    Authenticator.objects.filter(user=director).delete()
    _sign_in(client, director)
    assert not _opens(client)
