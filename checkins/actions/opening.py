"""Opening a large round without a page, or anybody, waiting for its placing.

A director asks; a worker opens in steps, each in a transaction of its own, and says how far it is. The placing is
worked out while nothing is locked, and looked at again when it is written: what went meanwhile is worked out anew.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from checkins.actions.placement import SeatsGoneError, problem_of
from checkins.actions.rounds import eligible, offer_to_all
from checkins.models import Round
from checkins.placing import Placement, place
from checkins.planning import attestation_holds
from programs import tenancy
from programs.errors import RefusedError
from programs.models import Person, Program
from triage.actions.contacts import attest_number

# From so many trainees on, opening is a worker's.
LARGE = 150
# Asked, reading, placing, writing.
READING, PLACING, WRITING = 1, 2, 3
STEPS = 4
# A worker that says nothing for so long is dead, and another one begins anew.
LEASE = timedelta(minutes=10)
TRIES = 3


@dataclass(frozen=True)
class Attestation:
    """A director's word that somebody answers a number, and when it was given."""

    number: str
    by: Person | None
    at: datetime


def is_large(round_: Round) -> bool:
    """Whether opening it takes longer than a page may wait."""
    return round_.participation == Program.Participation.OPT_OUT and len(eligible(round_)) > LARGE


def ask_to_open(*, round_: Round, attested: Attestation, by: Person | None, now: datetime) -> None:
    """Write down that a draft is to be opened; a worker does it within a minute.

    Raises RefusedError when it is open, asked for already, or the word on the safety number is too old.
    """
    with transaction.atomic():
        found = Round.objects.select_for_update(of=("self",)).select_related("program").get(pk=round_.pk)
        if found.state != Round.State.DRAFT:
            raise RefusedError("This round is already open.")
        if found.opening_asked_at is not None:
            raise RefusedError("This round is being opened already.")
        if not attestation_holds(attested.at, now):
            raise RefusedError("It is a while since the safety number was called. Please call it once more.")
        found.safety_number, found.safety_attested_by = attested.number, attested.by
        found.safety_attested_at, found.opening_asked_at, found.opening_step = attested.at, now, 0
        found.save()
        if by is not None and attested.at == now:
            attest_number(program=found.program, number=attested.number, by=by, now=now)


def open_asked(*, program_id: UUID, round_id: UUID, now: datetime) -> bool:
    """Open a round that somebody asked to open; whether this call did. Harmless when another worker is at it."""
    if not _claim(program_id, round_id, now):
        return False
    for _ in range(TRIES):
        placement = _placement(program_id, round_id, now)
        try:
            return _write(program_id, round_id, placement, now)
        except SeatsGoneError:
            continue
        except RefusedError:
            break
    # Back to a draft that somebody can look at.
    with tenancy.inside(program_id=program_id):
        Round.objects.filter(pk=round_id).update(opening_asked_at=None, opening_step=0)
    return False


def _claim(program_id: UUID, round_id: UUID, now: datetime) -> bool:
    """Take it for as long as the lease runs; one statement, so that of two workers one has it."""
    with tenancy.inside(program_id=program_id):
        waiting = Round.objects.filter(pk=round_id, state=Round.State.DRAFT, opening_asked_at__lte=now)
        return waiting.update(opening_asked_at=now + LEASE, opening_step=READING) == 1


def _placement(program_id: UUID, round_id: UUID, now: datetime) -> Placement:
    with tenancy.inside(program_id=program_id):
        round_ = Round.objects.select_related("program").get(pk=round_id)
        problem = problem_of(round_, [trainee.pk for trainee in eligible(round_)], now)
        Round.objects.filter(pk=round_id).update(opening_step=PLACING)
    found = place(problem)
    with tenancy.inside(program_id=program_id):
        Round.objects.filter(pk=round_id).update(opening_step=WRITING)
    return found


def _write(program_id: UUID, round_id: UUID, placement: Placement, now: datetime) -> bool:
    with tenancy.inside(program_id=program_id):
        found = Round.objects.select_for_update(of=("self",)).select_related("program").get(pk=round_id)
        if found.state != Round.State.DRAFT:
            return False
        tenancy.enter(program_id=program_id, institution_id=found.program.institution_id)
        offer_to_all(round_=found, by=found.safety_attested_by, now=now, placement=placement)
    return True
