"""Fixtures for triage: a folder of its own for copies, and people who keep contacts."""

from pathlib import Path
from typing import Any

import pytest

from programs.models import Person, Program, Role
from tests.factories import NOW, make_member
from triage.actions.contacts import Details
from triage.models import Branch, Contact


@pytest.fixture(autouse=True)
def help_dir(settings: Any, tmp_path: Path) -> Path:
    """No test reads or writes another's copies."""
    settings.HELP_DIR = tmp_path / "help"
    return tmp_path / "help"


@pytest.fixture
def director(program: Program) -> Person:
    return make_member(program, Role.DIRECTOR, "Thandiwe Okonkwo")


def details(**fields: Any) -> Details:
    """A contact's details; round the clock unless said otherwise."""
    return Details(
        **{
            "name": "Psychiatry on call",
            "role": "Attending",
            "phone": "312 555 0142",
            "mail": "oncall@riverside.test",
            "branches": [Branch.SAFETY.value],
            "backup": False,
            "time_zone": "America/Chicago",
            "always": True,
            "weekly": [],
            "next_steps": "They come to you.",
            **fields,
        }
    )


def make_contact(program: Program, *, shared: bool = False, **fields: Any) -> Contact:
    """A contact of the program, or of its institution; needs that one's tenant."""
    known = {**vars(details()), "created_at": NOW, **fields}
    return Contact.objects.create(institution_id=program.institution_id, program=None if shared else program, **known)
