"""Fixtures for messages."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.mail import EmailMessage

from programs.models import Person, Program
from tests.factories import make_member
from tests.notices.kinds import Told, registered


@pytest.fixture
def person(program: Program) -> Person:
    return make_member(program)


@pytest.fixture
def told() -> Iterator[Told]:
    """A registered kind "test.note"."""
    with registered(Told()) as kind:
        yield kind


@pytest.fixture
def mails(settings: Any, mailoutbox: list[EmailMessage]) -> list[EmailMessage]:
    """As if a mail server were configured: what leaves ends up here."""
    settings.MAIL_LEAVES = True
    return mailoutbox
