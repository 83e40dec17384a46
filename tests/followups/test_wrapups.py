"""Wrapping a check-in up: what is written down, told and refused, and what a not-held one leaves behind."""

import itertools
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from checkins.models import FollowUpPreferences, Format, Offer, Privacy, Round, Seat, Slot
from followups.actions import wrapups
from followups.actions.wrapups import Agreed, Promise
from followups.meeting import Meeting, meeting_in
from followups.models import SessionMember, Task, WrapUp
from followups.rules.promises import What
from followups.telling import Kind
from notices.models import Notice
from notices.registry import Message, kind_named
from programs.errors import RefusedError
from programs.models import AccessEvent, Person, Program, Role
from resources.access import offered
from tests.agreed import make_talk, make_wrap_up
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member

pytestmark = pytest.mark.django_db
WEEK = TODAY + timedelta(days=7)


def _meeting(slot: Slot) -> Meeting:
    found = meeting_in(Slot.objects.select_related("round", "program").get(pk=slot.pk))
    assert found is not None
    return found


def _sent(kind: Kind) -> list[tuple[Person, Message]]:
    """What would be sent of a kind now, to whom."""
    notices = Notice.objects.filter(kind=kind).exclude(state="cancelled").select_related("recipient", "program")
    kind_ = kind_named(kind)
    return [
        (each.recipient, kind_.render(each))
        for each in notices.order_by("recipient__sort_key")
        if kind_.still_true(each)
    ]


def _finish(slot: Slot, by: Person, agreed: Agreed) -> WrapUp:
    return wrapups.finish(meeting=_meeting(slot), agreed=agreed, by=by, now=NOW)


def test_what_was_agreed_is_written_down_once_and_told_to_both_in_the_same_words(
    program: Program, talk: Slot, mentor: Person, mei: Person
) -> None:
    help_ = offered(program)[:2]
    promises = [Promise(mentor, What.CLINIC, "Thursdays", WEEK), Promise(mei, What.OTHER, "bring the plan", WEEK)]
    agreed = Agreed(thanked=True, promises=promises, resources=[each.key for each in help_], next_step="round")
    found = _finish(talk, mentor, agreed)
    assert found.state == WrapUp.State.HELD
    assert {task.owner for task in Task.objects.filter(wrap_up=found, trainee=mei)} == {mentor, mei}
    (first, said_to_mei), (second, said_to_mentor) = sorted(_sent(Kind.RECAP), key=lambda pair: pair[0] != mei)
    assert (first, second) == (mei, mentor)
    for line in (
        "Nadia Karimi: change the clinic schedule (Thursdays), by Monday, November 30",
        "Mei Yilmaz: bring the plan, by Monday, November 30",
        help_[0].name,
        "We talk again with the next round.",
        "unless somebody may be in danger or the law asks for a report",
        "The door stays open.",
    ):
        assert line in said_to_mei.text
        assert line in said_to_mentor.text
    assert said_to_mei.subject == said_to_mentor.subject == "After our conversation"
    assert "Your wishes" in said_to_mei.text
    assert AccessEvent.objects.get(subject=mei).action == "check-in wrapped up"
    with pytest.raises(RefusedError, match="already"):
        _finish(talk, mentor, Agreed(heard=True, next_step="round"))


def test_being_heard_is_enough(talk: Slot, mentor: Person) -> None:
    found = _finish(talk, mentor, Agreed(heard=True, next_step="on_request"))
    assert not Task.objects.exists()
    text = _sent(Kind.RECAP)[0][1].text
    assert "Nothing needs doing. Being heard was enough." in text
    assert "We talk again when you ask for it." in text
    assert found.draft == {}


def test_a_talk_sooner_is_a_promise_of_the_facilitator(talk: Slot, mentor: Person) -> None:
    _finish(talk, mentor, Agreed(heard=True, next_step="sooner", next_on=WEEK))
    task = Task.objects.get()
    assert (task.what, task.owner, task.due_on) == (What.TALK, mentor, WEEK)


def test_nobody_promises_for_somebody_who_was_not_there(talk: Slot, mentor: Person, zoe: Person) -> None:
    with pytest.raises(RefusedError), transaction.atomic():
        _finish(talk, mentor, Agreed(promises=[Promise(zoe, What.SEND, "", WEEK)], next_step="round"))
    assert not WrapUp.objects.exists()


def test_a_draft_is_kept_and_gone_on_with(talk: Slot, mentor: Person, mei: Person) -> None:
    wrapups.save_draft(meeting=_meeting(talk), typed={"what_1": "clinic"}, by=mentor, now=NOW)
    wrapups.save_draft(meeting=_meeting(talk), typed={"what_1": "call"}, by=mentor, now=NOW)
    assert WrapUp.objects.get().draft == {"what_1": "call"}
    assert not WrapUp.objects.told_to(mei.pk).exists()
    assert not Notice.objects.filter(kind=Kind.RECAP).exists()
    # The round closes, and its answers are forgotten: the draft still knows whom it is about.
    Seat.objects.update(offer=None, trainee=None)
    assert _meeting(talk).trainee == mei


def test_only_whoever_listened_wraps_up(talk: Slot, zoe: Person) -> None:
    with pytest.raises(RefusedError):
        _finish(talk, zoe, Agreed(heard=True, next_step="round"))


def test_the_database_keeps_to_two_resources_and_one_wrap_up_a_time(talk: Slot, mei: Person) -> None:
    with pytest.raises(IntegrityError, match="two_resources_or_fewer"), transaction.atomic():
        make_wrap_up(talk, mei, resources=["a", "b", "c"])
    make_wrap_up(talk, mei, resources=["a", "b"])
    with pytest.raises(IntegrityError, match="slot_id"), transaction.atomic():
        make_wrap_up(talk, mei)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "draft"}, "draft_until_it_is_done"),
        ({"draft": {"what_1": "x"}}, "keeps_no_draft"),
        ({"state": "not_held", "next_step": ""}, "not_held_names_nobody"),
        ({"state": "draft", "done_at": None}, "something_only_of_a_talk"),
        ({"next_step": "sooner"}, "names_a_day_for_sooner"),
    ],
)
def test_the_database_refuses_what_makes_no_sense(talk: Slot, mei: Person, fields: dict[str, Any], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make_wrap_up(talk, mei, **fields)


def test_an_introduction_goes_to_both_and_says_nothing_about_why(
    talk: Slot, mentor: Person, mei: Person, zoe: Person
) -> None:
    promises = [Promise(mentor, What.HOUSING, "", WEEK)]
    _finish(talk, mentor, Agreed(promises=promises, introduced_to=zoe, next_step="round"))
    sent = dict(_sent(Kind.INTRODUCTION))
    assert set(sent) == {mei, zoe}
    assert "Mei said yes to this" in sent[zoe].text
    assert mei.email in sent[zoe].text
    assert zoe.email in sent[mei].text
    assert "housing" not in sent[zoe].text
    # Whoever is introduced reads nothing else of it.
    assert zoe not in dict(_sent(Kind.RECAP))


def test_whoever_asked_not_to_be_written_to_gets_no_recap_in_the_mail(
    program: Program, talk: Slot, mentor: Person, mei: Person
) -> None:
    FollowUpPreferences.objects.create(program=program, trainee=mei, privacy=[Privacy.IN_PERSON])
    _finish(talk, mentor, Agreed(promises=[Promise(mentor, What.CLINIC, "", WEEK)], next_step="round"))
    sent = dict(_sent(Kind.RECAP))
    assert "clinic" not in sent[mei].text
    assert "clinic" in sent[mentor].text


# Not held


def test_not_held_offers_another_time_and_names_nobody(round_: Round, talk: Slot, mentor: Person, mei: Person) -> None:
    meeting = _meeting(talk)
    wrapups.not_held(meeting=meeting, by=mentor, now=NOW)
    offer = Offer.objects.get(trainee=mei)
    assert offer.state == Offer.State.OPEN
    assert not Seat.objects.filter(offer=offer).exists()
    assert (offer.former_state, offer.former_slot) == ("", None)
    found = WrapUp.objects.get()
    assert (found.state, found.trainee) == (WrapUp.State.NOT_HELD, None)
    ((recipient, message),) = _sent(Kind.NOT_HELD)
    assert recipient == mei
    assert "did not take place. That happens, and nothing needs explaining." in message.text
    assert message.inbox_link == f"/checkins/{offer.pk}/"
    # Somebody who chose again meanwhile is not asked to.
    Offer.objects.update(state=Offer.State.DECLINED)
    assert _sent(Kind.NOT_HELD) == []
    # Two windows: the other one still shows the form.
    with pytest.raises(RefusedError, match="already"):
        wrapups.finish(meeting=meeting, agreed=Agreed(heard=True, next_step="round"), by=mentor, now=NOW)


def test_a_time_that_has_not_begun_cannot_be_missed(round_: Round, mentor: Person, mei: Person) -> None:
    ahead = make_talk(round_, mentor, mei, days=2)
    with pytest.raises(RefusedError, match="not begun"):
        wrapups.not_held(meeting=_meeting(ahead), by=mentor, now=NOW)
    assert Seat.objects.filter(trainee=mei).exists()


def test_after_the_round_a_draft_can_still_be_closed_as_not_held(talk: Slot, mentor: Person) -> None:
    wrapups.save_draft(meeting=_meeting(talk), typed={}, by=mentor, now=NOW)
    Seat.objects.update(offer=None, trainee=None)
    Offer.objects.all().delete()
    Round.objects.update(state=Round.State.CLOSED)
    wrapups.not_held(meeting=_meeting(talk), by=mentor, now=NOW)
    ((_, message),) = _sent(Kind.NOT_HELD)
    assert "ask for a talk at any time" in message.text


# Groups


@pytest.fixture
def group(program: Program, round_: Round, mentor: Person, mei: Person) -> Slot:
    others = [make_member(program, name=name) for name in ("Ana Souza", "Wei Chen")]
    return make_talk(round_, mentor, mei, *others, days=-4, minutes=45, format=Format.GROUP)


def test_a_group_has_one_wrap_up_that_says_nothing_about_a_person(group: Slot, mentor: Person, mei: Person) -> None:
    found = _finish(group, mentor, Agreed(promises=[Promise(mentor, What.CALL, "", WEEK)], next_step="round"))
    assert found.trainee is None
    assert SessionMember.objects.filter(wrap_up=found).count() == 3
    task = Task.objects.get()
    assert task.trainee is None
    sent = _sent(Kind.RECAP)
    assert len(sent) == 4
    texts = [message.text for _, message in sent]
    for text, name in itertools.product(texts, ("Yilmaz", "Souza", "Chen")):
        assert name not in text
    assert "What was said stays in the group" in texts[0]
    assert Task.objects.promised_to(mei.pk).get() == task


def test_a_promise_in_a_group_is_the_facilitators(group: Slot, mentor: Person, mei: Person) -> None:
    with pytest.raises(RefusedError):
        _finish(group, mentor, Agreed(promises=[Promise(mei, What.SEND, "", WEEK)], next_step="round"))


def test_a_group_that_did_not_meet_is_offered_other_times_and_forgotten(group: Slot, mentor: Person) -> None:
    wrapups.not_held(meeting=_meeting(group), by=mentor, now=NOW)
    assert len(_sent(Kind.NOT_HELD)) == 3
    assert not SessionMember.objects.exists()
    assert set(Offer.objects.values_list("state", flat=True)) == {Offer.State.OPEN}


# What waits to be wrapped up


def _waiting(client: TenantClient, person: Person) -> Sequence[Slot]:
    page = client.acting(person).get("/tasks/")
    return [meeting.slot for meeting, _ in page.context["to_wrap_up"]]


def test_what_was_talked_about_waits_to_be_wrapped_up(
    client: TenantClient, program: Program, round_: Round, mentor: Person, group: Slot
) -> None:
    talk = make_talk(round_, mentor, make_member(program, name="Priya Sharma"))
    make_talk(round_, mentor, make_member(program, name="Omar Farouk"), days=2)
    make_talk(round_, mentor, days=-5)
    done = make_talk(round_, mentor, make_member(program, name="Rosa Hosseini"), days=-6)
    make_wrap_up(done, None, state=WrapUp.State.NOT_HELD, next_step="")
    assert _waiting(client, mentor) == [group, talk]
    director = make_member(program, Role.DIRECTOR, "Thandiwe Okonkwo")
    assert _waiting(client, director) == []


def test_a_person_who_listens_and_trains_sees_each_in_its_role(program: Program, mentor: Person, talk: Slot) -> None:
    """A chief resident's own wrap-ups are not on their page as a trainee."""
    make_member(program, Role.TRAINEE, person=mentor)
    client = TenantClient()
    assert client.acting(mentor, "trainee").get(f"/wrap-ups/{talk.pk}/").status_code == 404
    assert client.acting(mentor, "facilitator").get(f"/wrap-ups/{talk.pk}/").status_code == 200
