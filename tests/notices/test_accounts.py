"""Sign-in codes: sealed, sent in seconds, gone at once, and the same for an address that nobody has."""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notices import mail, rules
from notices.actions.accounts import send_account_mails, write_account_mail
from notices.models import AccountMail
from notices.sealing import unseal
from programs.models import Person
from tests.conftest import TenantClient
from tests.factories import NOW, make_person

LOCMEM = {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
OUTBOX = {"default": {"BACKEND": "notices.backends.OutboxBackend"}, "leaving": LOCMEM}


@pytest.fixture
def outbox(settings: Any, db: None) -> None:
    """The default mailer as in production, while what leaves is kept for the test."""
    settings.MAILERS = OUTBOX
    # It counts whoever asks, known or not, and differs from one request to the next.
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def somebody(db: None) -> Person:
    return make_person(email="mei@riverside.test")


def write(to: str = "mei@riverside.test") -> AccountMail:
    message = EmailMessage("Your code", "Here it is: ABCD-1234", to=[to])
    write_account_mail(message=message, now=NOW)
    return AccountMail.objects.get()


def test_a_code_is_sealed_while_it_waits(somebody: Person) -> None:
    row = write()
    assert "ABCD-1234" not in row.sealed
    assert "ABCD-1234" in unseal(row.sealed)


def test_it_is_sent_and_gone(somebody: Person, mailoutbox: list[EmailMessage]) -> None:
    row = write()
    assert send_account_mails(now=NOW) == 1
    assert [sent.subject for sent in mailoutbox] == ["Your code"]
    assert mailoutbox[0].extra_headers["Message-ID"] == row.message_id
    assert not AccountMail.objects.exists()


def test_for_an_address_that_nobody_has_it_is_thrown_away(db: None, mailoutbox: list[EmailMessage]) -> None:
    write("nobody@riverside.test")
    assert send_account_mails(now=NOW) == 0
    assert mailoutbox == []
    assert not AccountMail.objects.exists()


def test_somebody_who_left_gets_no_code(somebody: Person, mailoutbox: list[EmailMessage]) -> None:
    Person.objects.update(is_active=False)
    write()
    assert send_account_mails(now=NOW) == 0
    assert mailoutbox == []


def test_one_that_fails_is_tried_again_in_seconds_and_then_forgotten(
    somebody: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_mail: Any) -> None:
        raise mail.NotSentError from ConnectionRefusedError()

    monkeypatch.setattr(mail, "send", refuse)
    write()
    now = NOW
    for attempt, wait in enumerate(rules.ACCOUNT_BACK_OFF, start=1):
        send_account_mails(now=now)
        row = AccountMail.objects.get()
        assert (row.attempts, row.due_at, row.last_error) == (attempt, now + wait, "ConnectionRefusedError")
        now += wait
    send_account_mails(now=now)
    assert not AccountMail.objects.exists()


def test_one_that_fails_stops_no_other(somebody: Person, mailoutbox: list[EmailMessage]) -> None:
    broken = write()
    AccountMail.objects.filter(pk=broken.pk).update(sealed="not ours", due_at=NOW - timedelta(seconds=1))
    write_account_mail(message=EmailMessage("Second", "text", to=["mei@riverside.test"]), now=NOW)
    assert send_account_mails(now=NOW) == 1
    assert [sent.subject for sent in mailoutbox] == ["Second"]


def test_nothing_is_older_than_an_hour(somebody: Person, mailoutbox: list[EmailMessage]) -> None:
    write()
    assert send_account_mails(now=NOW + rules.ACCOUNT_MAIL_LIVES + timedelta(seconds=1)) == 0
    assert mailoutbox == []
    assert not AccountMail.objects.exists()


def asked(address: str, email: str) -> tuple[int, str, list[str]]:
    """The answer to somebody who asks for a mail, and the statements it took."""
    before = AccountMail.objects.count()
    with CaptureQueriesContext(connection) as queries:
        response = TenantClient().post(address, {"email": email})
    assert AccountMail.objects.count() == before + 1
    tables = [re.sub(r"'[^']*'|[0-9_x]+", "", query["sql"])[:60] for query in queries]
    return response.status_code, response.headers.get("Location", ""), tables


def test_known_and_unknown_addresses_work_alike(outbox: None, somebody: Person) -> None:
    """To the statement: the time that an answer takes must not tell either."""
    known, unknown = (asked("/accounts/login/code/", email) for email in (somebody.email, "nobody@riverside.test"))
    assert known == unknown


def test_known_and_unknown_addresses_look_alike_when_a_password_is_reset(outbox: None, somebody: Person) -> None:
    """django-allauth itself looks at two more rows for a known one, and notes the address the first time."""
    asked("/accounts/password/reset/", somebody.email)
    known, unknown = (asked("/accounts/password/reset/", email) for email in (somebody.email, "nobody@riverside.test"))
    assert known[:2] == unknown[:2]
    assert len(known[2]) - len(unknown[2]) <= 2


def test_a_code_asked_for_on_the_page_arrives(
    outbox: None, somebody: Person, client: TenantClient, mailoutbox: list[EmailMessage]
) -> None:
    client.post("/accounts/login/code/", {"email": somebody.email})
    assert mailoutbox == []
    row = AccountMail.objects.get()
    send_account_mails(now=row.due_at)
    assert mailoutbox[0].to == [f"{somebody.name} <{somebody.email}>"]


def test_without_a_mail_server_a_mail_is_a_closed_file(
    tmp_path: Path, settings: Any, somebody: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mail"
    settings.MAILERS = {"leaving": {"BACKEND": "notices.backends.EmlBackend", "OPTIONS": {"folder": str(folder)}}}
    write()
    assert send_account_mails(now=NOW) == 1
    (file,) = folder.iterdir()
    assert b"ABCD-1234" in file.read_bytes()
    assert (folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)
    os.utime(file, (0, 0))
    write()
    send_account_mails(now=NOW)
    assert file not in set(folder.iterdir())


def test_django_itself_writes_into_the_outbox(outbox: None, somebody: Person) -> None:
    assert django_mail.send_mail("Subject", "Text", None, [somebody.email]) == 1
    assert AccountMail.objects.get().recipient == somebody


def test_the_worker_is_woken_once_a_transaction(
    settings: Any,
    somebody: Person,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    woken: list[str] = []
    settings.NOTICES_NUDGE = True
    monkeypatch.setattr("notices.nudge._send", woken.append)
    with django_capture_on_commit_callbacks(execute=True):
        write()
        write_account_mail(message=EmailMessage("Second", "text", to=["mei@riverside.test"]), now=NOW)
        assert woken == []
    assert woken == ["notices.tasks.send_account_mails"]


def test_a_queue_that_is_down_fails_no_request(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_args: Any, **_kwargs: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("celery.current_app.send_task", down)
    from notices.nudge import _hand_out

    _hand_out()
