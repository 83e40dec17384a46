"""A copy of the database makes nobody's codes: what second factors are made from is sealed (programs/seeds.py)."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from programs.actions.seeds import versions_used
from programs.adapter import UNREADABLE
from programs.aead import UnreadableError
from programs.keyring import read_keys
from programs.models import Person, Program, Role
from programs.seeds import open_seed, seal_seed, version_of
from tests.conftest import TenantClient
from tests.factories import NOW, make_member

PASSWORD = "a sentence nobody else thinks of"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def _part(version: str, letter: bytes) -> str:
    return f"{version}:{base64.b64encode(letter * 32).decode()}"


OLD, NEW = _part("1", b"k"), _part("2", b"n")
RING = read_keys([NEW, OLD])


class TestSealing:
    def test_it_comes_back_and_never_looks_alike(self) -> None:
        sealed = {seal_seed(SECRET, RING) for _ in range(20)}
        assert len(sealed) == 20
        for each in sealed:
            assert open_seed(each, RING) == SECRET
            assert version_of(each) == "2"
            assert SECRET not in each

    def test_the_old_key_opens_what_it_sealed(self) -> None:
        before = seal_seed(SECRET, read_keys([OLD]))
        assert open_seed(before, RING) == SECRET
        with pytest.raises(UnreadableError):
            open_seed(before, read_keys([NEW]))

    @pytest.mark.parametrize("stored_", [SECRET, "", "sealed", "sealed:2", "sealed:2:", "sealed:9:AAAA", "sealed:2:%%"])
    def test_nothing_else_opens_least_of_all_a_seed_that_somebody_planted(self, stored_: str) -> None:
        with pytest.raises(UnreadableError):
            open_seed(stored_, RING)

    def test_an_altered_one_or_one_said_to_be_of_another_version_does_not_open(self) -> None:
        mark, version, box = seal_seed(SECRET, RING).split(":")
        raw = bytearray(base64.b64decode(box))
        for bit in (0, 100, 12 * 8, len(raw) * 8 - 1):
            altered = bytearray(raw)
            altered[bit // 8] ^= 1 << bit % 8
            with pytest.raises(UnreadableError):
                open_seed(f"{mark}:{version}:{base64.b64encode(altered).decode()}", RING)
        with pytest.raises(UnreadableError):
            open_seed(f"{mark}:1:{box}", RING)

    def test_the_key_of_notes_itself_opens_nothing(self) -> None:
        assert RING.derived("2", "one") != RING.derived("2", "other") != b"n" * 32


@pytest.fixture
def director(program: Program, settings: Any) -> Iterator[Person]:
    settings.DEMO = False
    person = make_member(program, Role.DIRECTOR, "Thandiwe Okonkwo")
    person.set_password(PASSWORD)
    person.save()
    with time_machine.travel(NOW, tick=False):
        yield person


def _code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def _sign_in(client: TenantClient, person: Person, code: str) -> bool:
    client.post(reverse("account_logout"))
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": code})
    client.post(reverse("mfa_trust"), {"action": ""})
    return bool(client.get(reverse("programs:people")).status_code == 200)


def _recovery(person: Person) -> RecoveryCodes:
    return RecoveryCodes(Authenticator.objects.get(user=person, type="recovery_codes"))


def _dump() -> str:
    """Every row of every table, as this test's transaction sees it."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # names from the catalogue
            told += [f"{table} {row}" for (row,) in cursor.fetchall()]
    return "\n".join(told)


@pytest.mark.django_db
def test_set_up_through_the_pages_no_row_of_any_table_holds_a_seed_or_a_code(
    client: TenantClient, director: Person
) -> None:
    client.post(reverse("account_login"), {"login": director.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": _code(secret)})
    recovery = _recovery(director)
    codes = recovery.generate_codes()
    told = _dump()
    assert "mfa_authenticator" in told
    seed = open_seed(recovery.instance.data["seed"], read_keys([OLD]))
    for hidden in (secret, seed, *codes):
        assert hidden not in told
    # And both ways in still work, each code once.
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        assert _sign_in(client, director, _code(secret))
        assert _sign_in(client, director, codes[3])
        assert not _sign_in(client, director, codes[3])
        assert not _sign_in(client, director, "000000")


@pytest.mark.django_db
class TestNewKeys:
    def test_seeds_come_under_the_new_key_and_the_old_one_can_go(
        self, client: TenantClient, director: Person, settings: Any, capsys: Any
    ) -> None:
        settings.NOTE_KEYS = [OLD]
        TOTP.activate(director, SECRET)
        codes = RecoveryCodes.activate(director).generate_codes()
        assert versions_used() == {"1"}
        settings.NOTE_KEYS = [NEW, OLD]
        assert _sign_in(client, director, _code(SECRET))
        call_command("rotate_keys", "--json")
        assert json.loads(capsys.readouterr().out)["second_factors"] == 2
        assert versions_used() == {"2"}
        settings.NOTE_KEYS = [NEW]
        assert _recovery(director).generate_codes() == codes
        assert _sign_in(client, director, codes[0])
        call_command("rotate_keys")
        assert "0 second factor(s) sealed anew" in capsys.readouterr().out

    def test_one_that_does_not_open_is_said_and_stops_no_other(
        self, director: Person, settings: Any, capsys: Any
    ) -> None:
        settings.NOTE_KEYS = [OLD]
        broken, good = TOTP.activate(director, SECRET).instance, RecoveryCodes.activate(director).instance
        Authenticator.objects.filter(pk=broken.pk).update(data={"secret": "sealed:1:AAAA"})
        settings.NOTE_KEYS = [NEW, OLD]
        with pytest.raises(CommandError, match=r"1 key\(s\) did not open"):
            call_command("rotate_keys", "--json")
        assert json.loads(capsys.readouterr().out)["unreadable"] == 1
        assert version_of(Authenticator.objects.get(pk=good.pk).data["seed"]) == "2"
        assert Authenticator.objects.get(pk=broken.pk).data == {"secret": "sealed:1:AAAA"}

    def test_without_the_key_nobody_gets_in_and_it_says_why(
        self, client: TenantClient, director: Person, settings: Any
    ) -> None:
        TOTP.activate(director, SECRET)
        settings.NOTE_KEYS = [NEW]
        client.post(reverse("account_login"), {"login": director.email, "password": PASSWORD})
        # The code of an empty seed, which is what a lost one must not become.
        for code in (_code(SECRET), _code("")):
            said = client.post(reverse("mfa_authenticate"), {"code": code}, follow=True).content.decode()
            assert UNREADABLE.split(":")[0] in said
            assert client.get(reverse("programs:people")).status_code != 200


@pytest.mark.django_db
def test_rows_from_before_are_sealed_by_the_migration_and_come_back(
    client: TenantClient, director: Person, program: Program
) -> None:
    migration = import_module("programs.migrations.0007_sealed_second_factors")
    # Stored as it was before; a passkey has nothing to seal.
    totp = Authenticator.objects.create(user=director, type="totp", data={"secret": SECRET})
    codes = Authenticator.objects.create(
        user=director, type="recovery_codes", data={"seed": "5eed" * 20, "used_mask": 2}
    )
    other = make_member(program, Role.COORDINATOR)
    old = Authenticator.objects.create(
        user=other, type="recovery_codes", data={"migrated_codes": ["11112222"], "used_mask": 0}
    )
    passkey = Authenticator.objects.create(user=other, type="webauthn", data={"name": "Key", "credential": {}})
    before = {row.pk: row.data for row in (totp, codes, old, passkey)}
    editor = SimpleNamespace(connection=connection)
    for _ in range(2):
        # A second run finds all of it sealed.
        migration.seal(apps, editor)
    rows = {row.pk: row for row in Authenticator.objects.all()}
    told = json.dumps([row.data for row in rows.values()])
    for hidden in (SECRET, "5eed5eed", "11112222"):
        assert hidden not in told
    assert rows[passkey.pk].data == before[passkey.pk]
    assert rows[codes.pk].data["used_mask"] == 2
    assert RecoveryCodes(rows[old.pk]).generate_codes() == ["11112222"]
    assert _sign_in(client, director, _code(SECRET))
    migration.unseal(apps, editor)
    assert {row.pk: row.data["secret"] for row in Authenticator.objects.filter(pk=totp.pk)} == {totp.pk: SECRET}
    assert Authenticator.objects.get(pk=old.pk).data == before[old.pk]
