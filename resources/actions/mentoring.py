"""Mentors describe themselves, trainees ask, mentors answer; and parting. Seen by the two alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from notices.actions import NewNotice, cancel, cancel_many, post_all
from programs.errors import RefusedError
from programs.models import Person, Program
from programs.times import today
from resources.mentor_kinds import Name
from resources.models import Meeting, MentorProfile, Mentorship
from resources.rules import mentoring as rules

State, Because = Mentorship.State, Mentorship.Because


def describe(*, program: Program, person: Person, values: Mapping[str, Any], now: datetime) -> MentorProfile:
    """Write or change how somebody describes themselves as a mentor; without room, whoever waits is led on."""
    with transaction.atomic():
        profile = MentorProfile.objects.select_for_update().filter(program=program, person=person).first()
        profile = profile or MentorProfile(program=program, person=person)
        for name in ("about", "areas", "scholarly", "languages", "kinds", "room", "is_open"):
            setattr(profile, name, values[name])
        profile.save()
        if not profile.is_open or rules.seats_left(profile.room, active_count(program, person.pk)) == 0:
            lead_on_waiting(program=program, mentor=person, because=Because.FULL, now=now)
    return profile


def active_count(program: Program, mentor_id: Any) -> int:
    """How many mentees somebody has."""
    return Mentorship.objects.filter(program=program, mentor_id=mentor_id, state=State.ACTIVE).count()


def ask(*, program: Program, profile: MentorProfile, kind: str, message: str, by: Person, now: datetime) -> Mentorship:
    """Ask somebody to be a mentor. Raises RefusedError, in one sentence, when that cannot be."""
    with transaction.atomic():
        # One at a time for each mentor, so that the last place is not promised to two.
        locked = MentorProfile.objects.select_for_update().filter(pk=profile.pk).first()
        if locked is None:
            raise RefusedError("This mentor takes a rest. Look for somebody else who has room.")
        live = Mentorship.objects.filter(program=program, mentee=by, state__in=rules.LIVE)
        why = rules.why_not_ask(
            own=locked.person_id == by.pk,
            live_here=live.filter(mentor_id=locked.person_id).exists(),
            waiting=live.filter(state=State.ASKED).count(),
            left=rules.seats_left(locked.room, active_count(program, locked.person_id)),
            is_open=locked.is_open,
        )
        if why:
            raise RefusedError(why)
        made = Mentorship.objects.create(
            program=program, mentor_id=locked.person_id, mentee=by, kind=kind, message=message, asked_at=now
        )
        remind_at = now + rules.ANSWER_WITHIN - rules.REMIND_BEFORE
        post_all(
            program=program,
            notices=[
                NewNotice(Name.ASKED, made.pk, made.mentor_id, "1", now),
                NewNotice(Name.STILL_WAITING, made.pk, made.mentor_id, "1", remind_at, now + rules.ANSWER_WITHIN),
            ],
        )
    return made


def _move(mentorship: Mentorship, wanted: Sequence[str], said: str) -> Mentorship:
    """The row under a lock, if it is still in one of these states. Raises RefusedError."""
    locked = Mentorship.objects.select_for_update(of=("self",)).select_related("program", "mentor", "mentee")
    row = locked.get(pk=mentorship.pk)
    if row.state not in wanted:
        raise RefusedError(said)
    return row


def withdraw(*, mentorship: Mentorship, now: datetime) -> None:
    """The trainee takes a question back; what is unsent about it stays unsent."""
    with transaction.atomic():
        row = _move(mentorship, [State.ASKED], "It has been answered already.")
        row.state, row.answered_at = State.WITHDRAWN, now
        row.save()
        cancel(program=row.program, subject_id=row.pk, now=now)


def accept(*, mentorship: Mentorship, now: datetime) -> None:
    """The mentor says yes. Raises RefusedError without room."""
    with transaction.atomic():
        # The profile first, as everywhere: two answers at once wait for each other in the same order.
        described = MentorProfile.objects.filter(program_id=mentorship.program_id, person_id=mentorship.mentor_id)
        profile = described.select_for_update().first()
        row = _move(mentorship, [State.ASKED], "This question does not wait any more.")
        left = rules.seats_left(profile.room if profile else 0, active_count(row.program, row.mentor_id))
        if left == 0:
            raise RefusedError("You have no room left. Make more room in your profile first, or lead on.")
        row.state, row.answered_at = State.ACTIVE, now
        row.next_review_on = rules.review_due(today(now, row.program.time_zone), None)
        row.save()
        _answered(row, now)
        if left == 1:
            # The last place is taken: nobody waits for what cannot come.
            lead_on_waiting(program=row.program, mentor=row.mentor, because=Because.FULL, now=now)


def lead_on(*, mentorship: Mentorship, suggested: Person | None, because: str = "", now: datetime) -> None:
    """The mentor has no time, and may name somebody who does; `because`, where it was not the mentor who said so."""
    with transaction.atomic():
        row = _move(mentorship, [State.ASKED], "This question does not wait any more.")
        row.state, row.answered_at, row.suggested, row.because = State.LED_ON, now, suggested, because
        row.save()
        _answered(row, now)


def lead_on_waiting(*, program: Program, mentor: Person, because: str, now: datetime) -> int:
    """Lead on whoever waits for this mentor's answer. How many."""
    waiting = list(Mentorship.objects.filter(program=program, mentor=mentor, state=State.ASKED))
    for row in waiting:
        lead_on(mentorship=row, suggested=None, because=because, now=now)
    return len(waiting)


def _answered(row: Mentorship, now: datetime) -> None:
    cancel(program=row.program, subject_id=row.pk, now=now)
    post_all(program=row.program, notices=[NewNotice(Name.ANSWERED, row.pk, row.mentee_id, "1", now)])


def agree_focus(*, mentorship: Mentorship, focus: str) -> None:
    """What both want it to be about; either may write it. Raises RefusedError when it has ended."""
    with transaction.atomic():
        row = _move(mentorship, [State.ACTIVE], "This mentorship has ended.")
        row.focus = focus
        row.save(update_fields=["focus"])


def tick_steps(*, mentorship: Mentorship, steps: Sequence[str]) -> None:
    """Which steps of preparation the mentee has done."""
    mentorship.steps = [key for key in rules.STEP_KEYS if key in steps]
    mentorship.save(update_fields=["steps"])


def part(*, mentorship: Mentorship, by: Person | None, because: str = "", now: datetime) -> None:
    """End a mentorship well: meetings ahead are off, and the other one is thanked; `by` is not told again."""
    with transaction.atomic():
        row = _move(mentorship, [State.ACTIVE], "This mentorship has ended already.")
        row.state, row.ended_at, row.next_review_on, row.because = State.ENDED, now, None, because
        row.save()
        row.reviews.filter(closed_on=None).delete()
        meetings = list(row.meetings.filter(ends_at__gt=now).values_list("pk", flat=True))
        cancel_many(program=row.program, subject_ids=[row.pk, *meetings], now=now)
        Meeting.objects.filter(pk__in=meetings).delete()
        both = (row.mentor_id, row.mentee_id)
        off = [NewNotice(Name.MEETING_OFF, pk, person, "1", now) for pk in meetings for person in both]
        told = [person for person in both if by is None or person != by.pk]
        post_all(
            program=row.program,
            notices=[*off, *(NewNotice(Name.PARTED, row.pk, person, f"{now:%Y-%m-%d}", now) for person in told)],
        )


def forget(program: Program, now: datetime) -> None:
    """Delete questions that came to nothing after a month, and what ended after a year."""
    old = Q(state__in=(State.LED_ON, State.WITHDRAWN), answered_at__lt=now - rules.FORGET_ASKED)
    old |= Q(state=State.ENDED, ended_at__lt=now - rules.FORGET_ENDED)
    Mentorship.objects.filter(program=program).filter(old).delete()


def lead_on_late(program: Program, now: datetime) -> int:
    """Lead on every trainee whose question waited its week. How many."""
    late = Mentorship.objects.filter(program=program, state=State.ASKED, asked_at__lte=now - rules.ANSWER_WITHIN)
    count = 0
    for row in late:
        lead_on(mentorship=row, suggested=None, because=Because.LATE, now=now)
        count += 1
    return count
