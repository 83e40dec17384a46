"""Messages that go out whatever anybody answered: the weekly note on open times, and somebody's own link."""

from datetime import datetime, time

from django.db import transaction

from checkins.actions.offers import as_notice
from checkins.models import Offer, Round
from checkins.telling import Kind, Planned
from notices.actions import post_all
from programs.models import AccessEvent, Membership, Person, Program
from programs.times import local, localize, today

# On Mondays at this hour, so that it is a habit and no sign of anything.
DIGEST_WEEKDAY, DIGEST_AT = 0, time(10)
# On the first Tuesday of a month.
MONTHLY_WEEKDAY, FIRST_WEEK = 1, 7


def send_digest(program: Program, now: datetime) -> None:
    """Once a week, to everybody with an offer in an open round, whatever they answered, also when no time is open.

    So a freed seat makes no wave, and who gets the note tells nothing (privacy.md 1).
    """
    here = local(now, program.time_zone)
    if here.weekday() != DIGEST_WEEKDAY:
        return
    due = localize(datetime.combine(here.date(), DIGEST_AT), program.time_zone)
    week = here.date().isoformat()
    # A round that opened this very week has just sent invitations.
    offers = Offer.objects.filter(
        program=program,
        round__asked=False,
        round__state=Round.State.OPEN,
        round__ends_on__gte=today(now, program.time_zone),
    ).exclude(round__opened_at__gt=due)
    planned = [
        as_notice(pk, Planned(Kind.DIGEST, trainee_id, week, due))
        for pk, trainee_id in offers.order_by("pk").values_list("pk", "trainee_id")
    ]
    post_all(program=program, notices=planned)


def send_monthly(program: Program, now: datetime) -> None:
    """Once a month, to everybody with a role here, the same words: whether an address is right shows by this mail.

    So that one which comes back tells nothing about a seat (privacy.md 1).
    """
    here = local(now, program.time_zone)
    if here.weekday() != MONTHLY_WEEKDAY or here.day > FIRST_WEEK:
        return
    due = localize(datetime.combine(here.date(), DIGEST_AT), program.time_zone)
    members = Membership.objects.on(here.date()).filter(program=program, person__is_active=True)
    people = sorted(set(members.values_list("person_id", flat=True)))
    planned = [as_notice(pk, Planned(Kind.MONTHLY, pk, f"{here:%Y-%m}", due)) for pk in people]
    post_all(program=program, notices=planned)


def send_own_link(*, program: Program, person: Person, by: Person, now: datetime) -> None:
    """Send a trainee the way to their own page, at most once an hour: the same mail whether they have a seat or not."""
    hour = local(now, program.time_zone).strftime("%Y-%m-%dT%H")
    with transaction.atomic():
        planned = Planned(Kind.OWN_LINK, person.pk, hour, now)
        post_all(program=program, notices=[as_notice(person.pk, planned)])
        AccessEvent.objects.create(program=program, actor=by, subject=person, action="sent somebody a link", at=now)
