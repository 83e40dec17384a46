"""Every message of this app: neutral outside, held after a night shift, and as the trainee wishes."""

from datetime import timedelta

import pytest

from checkins.models import FollowUpPreferences, Rhythm, Slot
from followups.actions import promises, wrapups
from followups.actions.looking import look_after
from followups.actions.promises import Details, Routine, take_step
from followups.meeting import Meeting
from followups.models import Task, WrapUp
from followups.rules.promises import Step, What
from followups.telling import Kind
from notices.models import Notice
from notices.registry import kind_named
from programs.models import Person, Program
from tests.agreed import make_talk, make_task
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member, make_supervision

pytestmark = pytest.mark.django_db

# What anybody may read over a shoulder.
SUBJECTS = {
    "After our conversation",
    "An introduction",
    "Another time, if you like",
    "Two minutes",
    "A next step",
    "A short note",
    "A short question",
    "A short request",
    "A short reminder",
    "A thank-you",
}


def _everything(program: Program, talk: Slot, mentor: Person, mei: Person, zoe: Person) -> None:
    """One of each message."""
    due = TODAY + timedelta(days=2)
    agreed = wrapups.Agreed(
        promises=[
            wrapups.Promise(mentor, what, "", due)
            for what in (What.CLINIC, What.CALL, What.SEND, What.STUDY, What.ACCESS, What.HOUSING, What.LANGUAGE)
        ]
        + [wrapups.Promise(mei, What.OTHER, "bring the plan", due)],
        introduced_to=zoe,
        next_step="round",
    )
    wrapups.finish(meeting=Meeting(talk, [mei], None), agreed=agreed, by=mentor, now=NOW)
    task = {task.what: task for task in Task.objects.all()}

    def step(what: What, step: Step, by: Person, details: Details | None = None) -> None:
        take_step(task=task[what], step=step, by=by, now=NOW, details=details or Details())

    step(What.CLINIC, Step.DONE, mentor)
    step(What.CLINIC, Step.THANK, mei)
    step(What.CALL, Step.CHANGE, mentor, Details(due_on=due + timedelta(days=1)))
    step(What.SEND, Step.DROP, mentor, Details(word="no list any more"))
    step(What.STUDY, Step.PROPOSE, mentor, Details(person=zoe))
    step(What.STUDY, Step.AGREE, mei)
    step(What.ACCESS, Step.LET_GO, mei)
    promises.lapse(task=task[What.HOUSING], now=NOW)
    promises.lapse(task=task[What.LANGUAGE], now=NOW)
    step(What.LANGUAGE, Step.WAIT, mei)
    promises.make_routine(program=program, routine=Routine(mei, mentor, What.SEND, due), by=mentor, now=NOW)
    missed = make_talk(talk.round, mentor, make_member(program, name="Wei Chen"), days=-2)
    wrapups.not_held(meeting=Meeting(missed, [make_member(program)], None), by=mentor, now=NOW)
    make_talk(talk.round, mentor, make_member(program, name="Ana Souza"), days=-1)
    look_after(program, NOW)


def test_every_message_is_neutral_outside_and_waits_for_the_sleep_after_a_night(
    program: Program, talk: Slot, mentor: Person, mei: Person, zoe: Person
) -> None:
    _everything(program, talk, mentor, mei, zoe)
    waiting = Notice.objects.exclude(state="cancelled").select_related("recipient", "program")
    found = {notice.kind: notice for notice in waiting if kind_named(notice.kind).still_true(notice)}
    assert set(found) == {str(kind) for kind in Kind}
    make_supervision(program, mei, zoe, nights=True)
    for name, notice in found.items():
        kind = kind_named(name)
        message = kind.render(notice)
        assert message.subject in SUBJECTS, name
        assert "None" not in message.text, name
        assert f"Hello {notice.recipient.first_name}," in message.text, name
        assert message.event is None
        notice.recipient = mei
        assert kind.hold_until is not None
        assert kind.hold_until(notice, NOW) is not None, name


@pytest.mark.parametrize(("rhythm", "reminded"), [("", True), (Rhythm.SET_DATE, True), (Rhythm.AS_NEEDED, False)])
def test_whoever_reaches_out_when_they_need_to_is_not_reminded(
    program: Program, wrap_up: WrapUp, mei: Person, rhythm: str, reminded: bool
) -> None:
    make_task(wrap_up, owner=mei, due_on=TODAY)
    FollowUpPreferences.objects.create(program=program, trainee=mei, rhythm=rhythm)
    look_after(program, NOW)
    notice = Notice.objects.get(kind=Kind.OWN_CHASE)
    kind = kind_named(notice.kind)
    assert kind.optional
    assert kind.still_true(notice) is reminded


def test_a_facilitator_cannot_switch_the_reminder_off() -> None:
    assert not kind_named(Kind.CHASE).optional


def test_the_wrap_up_begins_with_what_the_trainee_wishes(
    client: TenantClient, program: Program, talk: Slot, mentor: Person, mei: Person
) -> None:
    FollowUpPreferences.objects.create(program=program, trainee=mei, rhythm=Rhythm.AS_NEEDED)
    form = client.acting(mentor).get(f"/wrap-ups/{talk.pk}/").context["form"]
    assert form["next_step"].value() == "on_request"
