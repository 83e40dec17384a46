"""Two worlds that differ only in what one trainee privately did look the same, byte for byte, to everybody else.

The strongest test we have (privacy.md 1): it crawls every page of every other role that the access table lists, so a
new page is under it from its first day, and compares what waits to be sent to anybody else.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction

from checkins.actions import asking, offers, preferences
from checkins.actions.slots import NewTimes
from checkins.models import Blackout, Offer, Seat, Slot
from checkins.rules import NAME_SHOWS_BEFORE
from followups.actions import notes, promises, wrapups
from followups.counting import change
from followups.meeting import Meeting
from followups.models import Task
from followups.rules.promises import Step, What
from followups.themes import KEYS
from followups.themes.rows import Row
from notices.models import Notice
from programs import printing, tenancy
from programs.models import Person, Role
from tests.conftest import TenantClient
from tests.crawling import answers, seen
from tests.factories import NOW, TODAY, make_member
from tests.samples import kwargs_for, make_open_window
from tests.world import World, make_offer, make_slot, make_world

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

OTHERS = [role for role in Role if role != Role.TRAINEE]


@pytest.fixture
def world(db: None) -> World:
    """The trainee in question holds a seat ten days ahead; two others have theirs, one of them accepted."""
    made = make_world()
    with tenancy.inside(program=made.program):
        # There from the beginning, since pages that list them are crawled before those that are about them.
        for role in OTHERS:
            for sample in ("prompt", "resource", "message", "published theme"):
                kwargs_for(sample, made, role)
        make_open_window(made)
    for state, days in ((Offer.State.HELD, 13), (Offer.State.ACCEPTED, 14)):
        slot = make_slot(made.round, made.people[Role.FACILITATOR], days=days)
        made.slots.append(slot)
        made.offers.append(
            make_offer(made.round, make_member(made.program, name="Samir Haddad"), slot=slot, state=state)
        )
    # Whoever had a talk of their own with the trainee, and is none of those whose pages are compared.
    make_slot(made.round, make_member(made.program, Role.FACILITATOR, "Quiet Listener"), days=-2)
    tenancy.enter(program_id=made.program.pk, institution_id=made.program.institution_id)
    return made


def _decline(world: World) -> None:
    offers.decline(offer=world.offers[0], now=NOW)


def _not_now(world: World) -> None:
    offers.not_now(offer=world.offers[0], now=NOW)


def _decline_then_undo(world: World) -> None:
    offers.decline(offer=world.offers[0], now=NOW)
    offers.undo(offer=world.offers[0], now=NOW)


def _was_never_placed(world: World) -> None:
    Seat.objects.filter(offer=world.offers[0]).update(offer=None, trainee=None)
    Offer.objects.filter(pk=world.offers[0].pk).update(state=Offer.State.OPEN)


def _placed_elsewhere(world: World) -> None:
    _was_never_placed(world)
    Offer.objects.filter(pk=world.offers[0].pk).update(state=Offer.State.HELD)
    seat = Seat.objects.filter(slot=world.slots[1]).first()
    assert seat is not None
    Seat.objects.filter(pk=seat.pk).update(offer=world.offers[0], trainee=world.people[Role.TRAINEE])


def _wrote_wishes(world: World) -> None:
    """Everything a trainee can wish, also never to meet somebody again, with the same seats in the end."""
    program, trainee = world.program, world.people[Role.TRAINEE]
    talks = preferences.TalkWishes(
        same_listener=True, formats=["group"], modes=["walk"], kinds=["leader"], bad_parts=["morning"], bad_weekdays=[3]
    )
    preferences.save_talk_wishes(program=program, by=trainee, wishes=talks)
    people = {
        world.people[Role.FACILITATOR].pk: "never",
        world.people[Role.WELLNESS_LEAD].pk: "never",
        world.people[Role.DIRECTOR].pk: "gladly",
    }
    preferences.save_person_wishes(program=program, by=trainee, wishes=people)
    follow_up = preferences.FollowUpWishes(approach="listen", withheld_topics=["close"], boundaries="No calls.")
    preferences.save_follow_up_preferences(program=program, by=trainee, wishes=follow_up)
    Blackout.objects.create(program=program, person=trainee, label="Leave", starts_on=TODAY, ends_on=TODAY)


def _asked_for_a_talk(world: World) -> None:
    """Somebody whom no role here is listened, offered times to the trainee alone, and one was taken."""
    program, listener = world.program, Person.objects.get(first_name="Quiet")
    made = asking.ask_for_talk(program=program, by=world.people[Role.TRAINEE], person=listener, backup=None, now=NOW)
    wall = datetime.combine(TODAY + timedelta(days=2), time(12, 10))
    times = NewTimes([(wall, wall + timedelta(minutes=20))], mode="cafe", place="Garden café")
    asking.answer(ask=made, by=listener, times=times, now=NOW)
    offer = Offer.objects.get(trainee=world.people[Role.TRAINEE], round__asked=True)
    offers.take(offer=offer, slot_id=Slot.objects.get(round=offer.round).pk, now=NOW)


def _agreed_and_went_on(world: World) -> None:
    """A wrap-up, its promises and everything that became of them, between the trainee and one listener."""
    trainee, listener = world.people[Role.TRAINEE], Person.objects.get(first_name="Quiet")
    slot = Slot.objects.select_related("round", "program").get(facilitator=listener, starts_at__lt=NOW)
    due = TODAY + timedelta(days=2)
    agreed = wrapups.Agreed(
        promises=[
            wrapups.Promise(listener, What.CLINIC, "Thursdays", due),
            wrapups.Promise(listener, What.HOUSING, "", due),
            wrapups.Promise(trainee, What.OTHER, "bring the plan", due),
        ],
        next_step="round",
    )
    meeting = Meeting(slot, [trainee], None)
    wrapups.save_draft(meeting=meeting, typed={"line_1": "half a line"}, by=listener, now=NOW)
    wrap_up = wrapups.finish(meeting=meeting, agreed=agreed, by=listener, now=NOW)
    kept, lay, own = (Task.objects.get(wrap_up=wrap_up, what=what) for what in (What.CLINIC, What.HOUSING, What.OTHER))
    promises.take_step(task=kept, step=Step.DONE, by=listener, now=NOW)
    promises.take_step(task=kept, step=Step.THANK, by=trainee, now=NOW)
    promises.lapse(task=lay, now=NOW)
    promises.take_step(task=lay, step=Step.WAIT, by=trainee, now=NOW)
    promises.take_step(task=own, step=Step.DONE, by=trainee, now=NOW)
    routine = promises.Routine(trainee, listener, What.CHILDCARE, due)
    promises.make_routine(program=world.program, routine=routine, by=listener, now=NOW)


def _discussed_in_a_note(world: World) -> None:
    """Written, opened and kept longer by the one listener whose pages are not compared."""
    trainee, listener = world.people[Role.TRAINEE], Person.objects.get(first_name="Quiet")
    slot = Slot.objects.select_related("program").get(facilitator=listener, starts_at__lt=NOW)
    slot.program.notes_allowed = True
    note = notes.write_note(slot=slot, trainee=trainee, text="Ask about the garden.", by=listener, now=NOW)
    notes.open_note(note=note, by=listener, now=NOW)
    notes.extend_note(note=note, by=listener, now=NOW)


def _ticked_themes(world: World) -> None:
    """Heard by the facilitator, and everything may be counted."""
    row = Row(True, frozenset(KEYS), frozenset({world.people[Role.FACILITATOR].pk}))
    assert change(make_open_window(world), [world.people[Role.TRAINEE].pk], lambda _row: row)


PRIVATE = [
    _ticked_themes,
    _agreed_and_went_on,
    _asked_for_a_talk,
    _decline,
    _discussed_in_a_note,
    _not_now,
    _decline_then_undo,
    _was_never_placed,
    _placed_elsewhere,
    _wrote_wishes,
]


# Each act in one of the worlds that are crawled: what becomes of the offer beside what has nothing to do with it, since
# every crawl draws every page. A page that one of the two changes is not brought back by the other.
TOGETHER = [
    (_decline, _ticked_themes),
    (_not_now, _agreed_and_went_on),
    (_decline_then_undo, _discussed_in_a_note),
    (_was_never_placed, _asked_for_a_talk),
    (_placed_elsewhere, _wrote_wishes),
]
assert {act for acts in TOGETHER for act in acts} == {*PRIVATE}


def _waiting(world: World) -> list[tuple[Any, ...]]:
    trainees = [offer.trainee_id for offer in world.offers]
    with tenancy.inside(program=world.program):
        # Whoever was asked for a talk is no stranger to it.
        involved = [*trainees, *Person.objects.filter(first_name="Quiet").values_list("pk", flat=True)]
        rows = Notice.objects.exclude(recipient_id__in=involved).exclude(state=Notice.State.CANCELLED)
        # The day before, a held seat's name shows; until then nothing may be due for anybody else.
        due = rows.filter(due_at__lte=NOW + timedelta(days=7)).order_by("kind", "recipient_id", "due_at")
        return list(due.values_list("kind", "recipient_id", "due_at"))


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets are compared before they are drawn: the same page drawn twice differs by a byte, and drawing is slow."""
    monkeypatch.setattr(printing, "draw", lambda page: page.encode())


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.usefixtures("paper", "unwatched")
def test_nobody_else_can_tell(role: Role, world: World, client: TenantClient, settings: Any) -> None:
    settings.DEMO = True
    with time_machine.travel(NOW, tick=False):
        before = seen(client, world, role)
        for acts in TOGETHER:
            with transaction.atomic():
                with tenancy.inside(program=world.program):
                    for act in acts:
                        act(world)
                after = seen(client, world, role)
                transaction.set_rollback(True)
            assert before.keys() == after.keys()
            for page in before:
                assert before[page] == after[page], (acts, page)


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.DIRECTOR])
@pytest.mark.usefixtures("paper")
def test_no_button_answers_differently(role: Role, world: World, client: TenantClient, settings: Any) -> None:
    """What a role may press, pressed: the reply, its message and every exported file are the same bytes, too.

    A director's buttons are a coordinator's, and more.
    """
    settings.DEMO = True
    with time_machine.travel(NOW, tick=False):
        before = answers(client, world, role)
        for acts in ([_decline], [_wrote_wishes, _ticked_themes, _agreed_and_went_on]):
            with transaction.atomic():
                with tenancy.inside(program=world.program):
                    for act in acts:
                        act(world)
                after = answers(client, world, role)
                transaction.set_rollback(True)
            assert before.keys() == after.keys()
            assert [name for name in before if before[name] != after[name]] == [], acts


@pytest.mark.parametrize("act", PRIVATE, ids=lambda act: act.__name__.strip("_"))
def test_nothing_waits_for_anybody_else(act: Callable[[World], None], world: World) -> None:
    before = _waiting(world)
    with tenancy.inside(program=world.program):
        act(world)
    assert _waiting(world) == before


@pytest.mark.usefixtures("paper", "unwatched")
@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.DIRECTOR])
def test_the_crawl_would_notice(role: Role, world: World, client: TenantClient, settings: Any) -> None:
    """A name that shows is a difference: otherwise the test above could not fail."""
    settings.DEMO = True
    with time_machine.travel(NOW, tick=False):
        before = seen(client, world, role)
        with tenancy.inside(program=world.program):
            offers.accept(offer=world.offers[0], now=NOW)
        after = seen(client, world, role)
    if role == Role.FACILITATOR:
        assert before["home:today"] != after["home:today"]
    else:
        # An accepted talk is between two people; nobody else's pages change.
        assert before == after


def test_a_day_before_the_name_shows_and_not_sooner(world: World, client: TenantClient) -> None:
    slot = world.slots[0]
    for moment, shown in ((slot.starts_at - NAME_SHOWS_BEFORE - timedelta(minutes=1), False), (_eve(slot), True)):
        with time_machine.travel(moment, tick=False), transaction.atomic():
            client.acting(world.people[Role.FACILITATOR])
            page = client.get("/").content.decode()
        assert (world.people[Role.TRAINEE].name in page) is shown


def _eve(slot: Any) -> datetime:
    moment: datetime = slot.starts_at - NAME_SHOWS_BEFORE
    return moment
