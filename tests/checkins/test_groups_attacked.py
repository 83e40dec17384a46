"""Nobody but its listener learns how many joined a session: no page, file or button of the staff (privacy.md 1)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction

from checkins.actions import away, offers
from checkins.actions.groups import hold_as_single_talks
from checkins.actions.rounds import call_off
from checkins.models import Format, Offer, Slot, Withdrawn
from programs import printing, tenancy
from programs.models import Role
from programs.times import local, today
from tests.conftest import TenantClient
from tests.crawling import seen
from tests.factories import NOW, make_member
from tests.samples import kwargs_for
from tests.world import World, make_offer, make_slot, make_world

pytestmark = pytest.mark.django_db

STARTS = NOW + timedelta(days=5)
DAY_BEFORE = STARTS - timedelta(hours=23)
# A director's pages are a coordinator's, and more.
STAFF = (Role.DIRECTOR, Role.GME_OFFICE)
TELL_OF_TIMES = (
    *("checkins:rounds", "checkins:round", "checkins:rooms", "checkins:rooms_pdf", "checkins:offered_pdf"),
    *("checkins:reliability", "checkins:institution", "checkins:offered_pdf_of_institution", "followups:evidence_pdf"),
)


@pytest.fixture
def session(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[World, Slot, Offer]:
    """45 minutes with the wellness lead; three people come, just enough, and the first of them may still leave."""
    settings.DEMO = True
    monkeypatch.setattr(printing, "draw", lambda page: page.encode())
    world = make_world()
    tenancy.enter(program_id=world.program.pk, institution_id=world.program.institution_id)
    lead = world.people[Role.WELLNESS_LEAD]
    slot = make_slot(world.round, lead, starts_at=STARTS, seats=6, minutes=45, format=Format.GROUP)
    members = [
        make_offer(world.round, make_member(world.program, name=f"Member{n} Of-group"), slot=slot, state="held")
        for n in range(3)
    ]
    for role in STAFF:
        for sample in ("prompt", "resource", "message", "published theme"):
            kwargs_for(sample, world, role)
    return world, slot, members[0]


def test_no_page_or_file_of_the_staff(session: tuple[World, Slot, Offer], client: TenantClient) -> None:
    world, slot, first = session
    with time_machine.travel(DAY_BEFORE, tick=False):
        enough = seen(client, world, Role.DIRECTOR)
        offers.decline(offer=first, now=NOW)
        hold_as_single_talks(world.program, DAY_BEFORE)
        too_few = seen(client, world, Role.DIRECTOR)
    slot.refresh_from_db()
    assert slot.withdrawn_why == Withdrawn.SPLIT
    assert [name for name in enough if enough[name] != too_few[name]] == []


@pytest.mark.parametrize("minutes", [None, 10], ids=["all day", "ten minutes"])
def test_not_when_its_listener_is_away_either(
    minutes: int | None, session: tuple[World, Slot, Offer], client: TenantClient
) -> None:
    """A session that is off is off, whether it was held as one or as single talks: in rooms, counts and reliability."""
    world, _, first = session
    lead, day = world.people[Role.WELLNESS_LEAD], today(STARTS, world.program.time_zone)
    begins = local(STARTS, world.program.time_zone)
    hours = (begins.time(), (begins + timedelta(minutes=minutes)).time()) if minutes else ()
    pages = []
    with time_machine.travel(DAY_BEFORE, tick=False):
        for leaves in (False, True):
            with transaction.atomic():
                if leaves:
                    offers.decline(offer=first, now=NOW)
                hold_as_single_talks(world.program, DAY_BEFORE)
                absence = away.Absence(day, day, *hours)
                away.say_away(program=world.program, person=lead, absence=absence, by=lead, now=DAY_BEFORE)
                pages.append([seen(client, world, role, TELL_OF_TIMES) for role in STAFF])
                transaction.set_rollback(True)
    for one, other in zip(*pages, strict=True):
        assert [name for name in one if one[name] != other[name]] == []


def test_what_is_called_off_is_counted_as_it_was_offered(session: tuple[World, Slot, Offer]) -> None:
    world, _, first = session
    counts = []
    for leaves in (False, True):
        with transaction.atomic():
            if leaves:
                offers.decline(offer=first, now=NOW)
            hold_as_single_talks(world.program, DAY_BEFORE)
            counts.append(call_off(round_=world.round, by=world.people[Role.DIRECTOR], now=DAY_BEFORE))
            transaction.set_rollback(True)
    assert counts[0] == counts[1]
