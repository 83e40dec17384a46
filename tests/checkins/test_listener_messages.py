"""What is mailed to listeners, and when it is still true."""

from datetime import timedelta

import pytest

from checkins.actions import offers
from checkins.actions.slots import ask_for_times
from checkins.kinds import listener as kinds
from checkins.kinds.listener import own_times
from checkins.models import Format, Listener, Offer, Round, Slot
from checkins.telling import Kind
from notices.models import CalendarEntry, Notice
from notices.registry import kind_named
from programs.models import Person, Program
from tests.factories import NOW, make_member
from tests.world import make_offer, make_round, make_slot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]


@pytest.fixture
def round_(program: Program) -> Round:
    return make_round(program, name="Winter 2027")


@pytest.fixture
def slot(round_: Round, mentor: Person) -> Slot:
    return make_slot(round_, mentor, days=10)


@pytest.fixture
def offer(program: Program, round_: Round, slot: Slot) -> Offer:
    return make_offer(round_, make_member(program, name="Mei Yilmaz"), slot=slot, state=Offer.State.HELD)


def _notice(kind: Kind, person: Person) -> Notice:
    return Notice.objects.filter(kind=kind, recipient=person).exclude(state="cancelled").order_by("-due_at").get()


def test_who_comes_is_told_with_a_title_that_says_nothing(mentor: Person, offer: Offer, slot: Slot) -> None:
    offers.accept(offer=offer, now=NOW)
    notice = _notice(Kind.NAMED, mentor)
    assert notice.due_at == NOW
    assert kinds.comes(notice)
    message = kinds.named(notice)
    assert message.subject == "Conversation, 20 min"
    assert "Mei Yilmaz comes to your time" in message.text
    assert "Thursday, December 3\n9:00 to 9:20 am, Chicago time\nGarden café" in message.text
    assert message.link == f"/times/{slot.pk}/prepare/"
    assert message.event is not None
    assert (message.event.starts_at, message.event.ends_at) == (slot.starts_at, slot.ends_at)
    for outward in (message.subject, message.event.summary, message.event.location, message.sender_name, message.link):
        assert "Mei" not in outward
        assert "Yilmaz" not in outward


def test_a_kept_time_is_not_told_before_it_may_show(program: Program, mentor: Person, offer: Offer) -> None:
    early = Notice(program=program, kind=Kind.NAMED, subject_id=offer.pk, recipient=mentor, occasion="0", due_at=NOW)
    assert not kinds.comes(early)
    with pytest.raises(LookupError):
        kinds.named(early)


def test_a_name_is_not_told_after_the_trainee_left(mentor: Person, offer: Offer) -> None:
    offers.accept(offer=offer, now=NOW)
    notice = _notice(Kind.NAMED, mentor)
    offers.decline(offer=offer, now=NOW)
    assert not kinds.comes(notice)
    assert kinds.comes_no_more(_notice(Kind.FREED, mentor))


def test_free_again_is_one_event_whatever_happened(
    program: Program, round_: Round, mentor: Person, offer: Offer, slot: Slot
) -> None:
    other = make_slot(round_, make_member(program), days=11)
    said = []
    for leave in ("decline", "not_now", "take"):
        offers.take(offer=offer, slot_id=slot.pk, now=NOW)
        CalendarEntry.objects.update_or_create(
            program=program, person=mentor, subject_id=offer.pk,
            defaults={"starts_at": slot.starts_at, "ends_at": slot.ends_at, "summary": "x", "changed_at": NOW},
        )  # fmt: skip
        if leave == "take":
            offers.take(offer=offer, slot_id=other.pk, now=NOW)
        else:
            getattr(offers, leave)(offer=offer, now=NOW)
        notice = _notice(Kind.FREED, mentor)
        assert kinds.comes_no_more(notice)
        said.append(kinds.freed(notice))
        notice.delete()
    assert said[0] == said[1] == said[2]
    assert said[0].takes_event_out
    assert "Thursday, December 3\n9:00 to 9:20 am" in said[0].text
    assert "Mei" not in said[0].text + said[0].subject


def test_back_again_is_not_free_again(mentor: Person, offer: Offer) -> None:
    offers.accept(offer=offer, now=NOW)
    offers.decline(offer=offer, now=NOW)
    freed = _notice(Kind.FREED, mentor)
    offers.undo(offer=offer, now=NOW)
    assert not kinds.comes_no_more(freed)
    assert kinds.comes(_notice(Kind.NAMED, mentor))


def test_times_are_asked_for_until_there_are_some(program: Program, round_: Round, mentor: Person) -> None:
    Listener.objects.create(program=program, round=round_, person=mentor)
    ask_for_times(round_=round_, people=[mentor], now=NOW)
    notice = _notice(Kind.OFFER_TIMES, mentor)
    assert kinds.wants_times(notice)
    message = kinds.offer_times(notice)
    assert "Winter 2027 runs from Monday, November 16, to Monday, December 21." in message.text
    assert message.link == f"/times/offer/{round_.pk}/"
    make_slot(round_, mentor)
    assert not kinds.wants_times(notice)


@pytest.mark.parametrize("changes", [{"state": Round.State.CLOSED}, {"ends_on": (NOW - timedelta(days=1)).date()}])
def test_a_round_that_is_over_asks_nobody(
    program: Program, round_: Round, mentor: Person, changes: dict[str, object]
) -> None:
    Listener.objects.create(program=program, round=round_, person=mentor)
    ask_for_times(round_=round_, people=[mentor], now=NOW, occasion="2026-11-23")
    Round.objects.filter(pk=round_.pk).update(**changes)
    assert not kinds.wants_times(_notice(Kind.OFFER_TIMES, mentor))


def test_whoever_listens_no_more_is_not_asked(round_: Round, mentor: Person) -> None:
    ask_for_times(round_=round_, people=[mentor], now=NOW, occasion="2026-11-23")
    assert not kinds.wants_times(_notice(Kind.OFFER_TIMES, mentor))


def test_the_personal_calendar_has_every_time_alike(
    program: Program, round_: Round, mentor: Person, offer: Offer, slot: Slot
) -> None:
    free = make_slot(round_, mentor, days=11)
    group = make_slot(round_, mentor, days=12, seats=4, minutes=45, format=Format.GROUP)
    make_offer(round_, make_member(program), slot=group, state=Offer.State.ACCEPTED)
    events = list(own_times(mentor, program, NOW))
    assert [(event.key, event.summary) for event in events] == [
        (slot.pk, "Offered: conversation, 20 min"),
        (free.pk, "Offered: conversation, 20 min"),
        (group.pk, "Conversation, 45 min"),
    ]
    offers.accept(offer=offer, now=NOW)
    accepted = next(iter(own_times(mentor, program, NOW)))
    assert (accepted.key, accepted.summary) == (offer.pk, "Conversation, 20 min")


def test_every_message_to_a_listener_has_its_kind() -> None:
    for kind in (Kind.NAMED, Kind.FREED, Kind.OFFER_TIMES):
        assert kind_named(kind).name == kind
        assert not kind_named(kind).optional
