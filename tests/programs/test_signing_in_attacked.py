"""Somebody who wants in, or wants to be taken for somebody else (privacy.md 7)."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from notices.actions.accounts import send_account_mails
from programs.models import Person, Program, Role
from tests.conftest import TenantClient
from tests.factories import NOW, make_member

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough phrase"
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def director(program: Program) -> Person:
    person = make_member(program, Role.DIRECTOR, "Thandiwe Okonkwo")
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def _limits(settings: Any) -> None:
    """As in production: counted in a cache, behind one proxy."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    cache.clear()


def _try(client: TenantClient, email: str, forwarded: str, password: str = "") -> Any:
    tried = {"login": email, "password": password or "wrong"}
    return client.post(reverse("account_login"), tried, headers={"x-forwarded-for": forwarded})


@pytest.mark.usefixtures("_limits")
class TestTrying:
    def test_one_visitor_who_tries_too_often_locks_nobody_else_out(
        self, client: TenantClient, director: Person
    ) -> None:
        """All come from the proxy's address; the last entry of the header tells them apart."""
        for number in range(40):
            last = _try(client, f"{number}@elsewhere.test", "203.0.113.9")
        assert last.status_code == 429
        assert _try(client, director.email, "203.0.113.10", PASSWORD).status_code == 302

    def test_a_forged_header_makes_nobody_somebody_else(self, client: TenantClient, director: Person) -> None:
        """What a visitor writes stands before what the proxy adds."""
        answers = {
            _try(client, f"{number}@elsewhere.test", f"198.51.100.{number}, 203.0.113.9").status_code
            for number in range(40)
        }
        assert 429 in answers

    def test_one_address_is_guessed_at_five_times_from_anywhere(self, client: TenantClient, director: Person) -> None:
        for number in range(6):
            _try(client, director.email, f"203.0.113.{number}")
        assert _try(client, director.email, "203.0.113.99", PASSWORD).status_code == 200


def test_production_counts_behind_its_proxy() -> None:
    settings = {
        "HEARTEN_MODE": "production",
        "REDIS_URL": "redis://queue.invalid:6379/0",
        "EMAIL_URL": "smtp://mail.invalid:25",
        "ALLOWED_HOSTS": "hearten.invalid",
        "SITE_URL": "https://hearten.invalid",
        "THEME_KEYS_DIR": "/theme-keys",
    }
    done = subprocess.run(
        [sys.executable, "-c", "from config import settings; print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)"],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "1", done.stderr


def test_nobody_takes_an_address_that_somebody_else_will_come_with(
    client: TenantClient, program: Program, director: Person
) -> None:
    """Put down beforehand, it would lead the other one into an account that is not theirs."""
    mei = make_member(program)
    client.force_login(mei)
    for action in ("action_add", "action_primary", "action_send"):
        client.post(reverse("account_email"), {action: "", "email": "newcomer@riverside.test"})
    assert not EmailAddress.objects.filter(email="newcomer@riverside.test").exists()
    client.post(reverse("account_email"), {"action_add": "", "email": director.email})
    assert set(EmailAddress.objects.filter(email=director.email).values_list("user", flat=True)) <= {director.pk}
    newcomer = make_member(program, name="New Comer")
    Person.objects.filter(pk=newcomer.pk).update(email="newcomer@riverside.test")
    client.logout()
    client.post(reverse("account_request_login_code"), {"email": "newcomer@riverside.test"})
    send_account_mails(now=NOW)
    assert [message.to for message in mail.outbox] in ([], [["newcomer@riverside.test"]])


def test_a_session_from_before_signing_in_is_not_the_one_after(client: TenantClient, director: Person) -> None:
    client.get(reverse("account_login"))
    session = client.session
    session["membership"] = "planted"
    session.save()
    planted = str(session.session_key)
    client.cookies["sessionid"] = planted
    client.post(reverse("account_login"), {"login": director.email, "password": PASSWORD})
    assert client.cookies["sessionid"].value != planted
    stranger = TenantClient()
    stranger.cookies["sessionid"] = planted
    assert stranger.get("/").status_code == 302


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.test/", "//elsewhere.test/", r"\\elsewhere.test", "/\\elsewhere"]
)
def test_nobody_is_led_elsewhere(wanted: str, client: TenantClient, director: Person) -> None:
    answer = client.post(reverse("account_login"), {"login": director.email, "password": PASSWORD, "next": wanted})
    assert "elsewhere" not in answer.headers.get("Location", "")
    for name in ("programs:second_factor", "account_reauthenticate", "account_logout", "account_login"):
        page = client.get(reverse(name), {"next": wanted})
        assert "elsewhere" not in page.headers.get("Location", "")
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": wanted})
    assert "elsewhere" not in answer.headers.get("Location", "")
    answer = client.post(reverse("account_logout"), {"next": wanted})
    assert "elsewhere" not in answer.headers.get("Location", "")
