"""The timeline of a mentorship: dates to reach, and meetings in both calendars."""

from datetime import date, datetime, timedelta

from django.db import transaction

from notices.actions import NewNotice, cancel, post_all
from programs.errors import RefusedError
from resources.mentor_kinds import Name
from resources.models import Meeting, Mentorship, Milestone

MOST_MILESTONES = 30


def add_milestone(*, mentorship: Mentorship, what: str, due_on: date) -> Milestone:
    """Put a date on the timeline. Raises RefusedError when it has ended, or the timeline is full."""
    _still_active(mentorship)
    if mentorship.milestones.count() >= MOST_MILESTONES:
        raise RefusedError("The timeline is full. Remove what is done first.")
    return Milestone.objects.create(program_id=mentorship.program_id, mentorship=mentorship, what=what, due_on=due_on)


def tick_milestone(*, milestone: Milestone, done_on: date | None) -> None:
    """Say that something was reached, or was not after all."""
    milestone.done_on = done_on
    milestone.save(update_fields=["done_on"])


def plan_meeting(*, mentorship: Mentorship, starts_at: datetime, minutes: int, place: str, now: datetime) -> Meeting:
    """Plan a meeting and put it into both calendars. Raises RefusedError for the past."""
    _still_active(mentorship)
    if starts_at <= now:
        raise RefusedError("This time is over. Choose one that is still to come.")
    with transaction.atomic():
        made = Meeting.objects.create(
            program_id=mentorship.program_id,
            mentorship=mentorship,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            place=place,
        )
        both = (mentorship.mentor_id, mentorship.mentee_id)
        post_all(
            program=mentorship.program,
            notices=[NewNotice(Name.MEETING, made.pk, person, "1", now, made.starts_at) for person in both],
        )
    return made


def call_off(*, meeting: Meeting, now: datetime) -> None:
    """Take a meeting out of both calendars."""
    mentorship = meeting.mentorship
    with transaction.atomic():
        subject = meeting.pk
        cancel(program=mentorship.program, subject_id=subject, now=now)
        meeting.delete()
        both = (mentorship.mentor_id, mentorship.mentee_id)
        post_all(
            program=mentorship.program,
            notices=[NewNotice(Name.MEETING_OFF, subject, person, "1", now) for person in both],
        )


def _still_active(mentorship: Mentorship) -> None:
    if mentorship.state != Mentorship.State.ACTIVE:
        raise RefusedError("This mentorship has ended.")
