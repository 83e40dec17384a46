"""A process that publishes what is due, and may be killed: `-m tests.followups.publishing PROGRAM INSTITUTION`."""

import os
import sys
import uuid

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from followups.actions.gathering import nightly  # noqa: E402  # after the set-up
from programs import tenancy  # noqa: E402
from programs.models import Program  # noqa: E402
from tests.followups.gathered import DUE, at  # noqa: E402


def main(program_id: str, institution_id: str) -> None:
    with tenancy.inside(program_id=uuid.UUID(program_id), institution_id=uuid.UUID(institution_id)):
        nightly(Program.objects.get(pk=program_id), at(DUE))


main(*sys.argv[1:])
