"""Looking at a mentorship anew at set times, each side first alone (R55); and the day's work on all mentorships."""

from datetime import datetime

from django.db import transaction

from notices.actions import NewNotice, post_all
from programs.errors import RefusedError
from programs.models import Person, Program
from programs.times import today
from resources.actions import leaving, mentoring
from resources.mentor_kinds import Name
from resources.models import Mentorship, Review
from resources.rules import mentoring as rules


def open_review(*, mentorship: Mentorship, now: datetime) -> Review:
    """Ask both sides; once more in a week whoever has not answered. Finds the one that is open."""
    day = today(now, mentorship.program.time_zone)
    with transaction.atomic():
        found = Review.objects.filter(mentorship=mentorship, closed_on=None).first()
        if found:
            return found
        made = Review.objects.create(program_id=mentorship.program_id, mentorship=mentorship, opened_on=day)
        notices = [
            NewNotice(Name.REVIEW, mentorship.pk, person, f"{day} {turn}", due)
            for person in (mentorship.mentor_id, mentorship.mentee_id)
            for turn, due in (("first", now), ("again", now + rules.REVIEW_REMINDER))
        ]
        post_all(program=mentorship.program, notices=notices)
    return made


def answer(*, review: Review, by: Person, choice: str, words: str, now: datetime) -> bool:
    """One side's answer, which the other sees once both have answered; whether that is so now.

    Raises RefusedError when it was closed meanwhile.
    """
    with transaction.atomic():
        row = Review.objects.select_for_update(of=("self",)).select_related("mentorship__program").get(pk=review.pk)
        if row.closed_on is not None:
            raise RefusedError("This was closed meanwhile.")
        side = "mentor" if row.mentorship.mentor_id == by.pk else "mentee"
        setattr(row, f"{side}_choice", choice)
        setattr(row, f"{side}_words", words)
        row.save()
        both = bool(row.mentor_choice and row.mentee_choice)
        if both:
            _close(row, by, now)
    return both


def _close(row: Review, by: Person | None, now: datetime) -> None:
    mentorship = row.mentorship
    day = today(now, mentorship.program.time_zone)
    row.outcome = rules.outcome([row.mentor_choice, row.mentee_choice])
    row.closed_on = day
    row.save()
    if row.outcome == rules.PART:
        mentoring.part(mentorship=mentorship, by=None, now=now)
        return
    mentorship.next_review_on = rules.review_due(day, day)
    mentorship.save(update_fields=["next_review_on"])
    told = [person for person in (mentorship.mentor_id, mentorship.mentee_id) if by and person != by.pk]
    notices = [NewNotice(Name.REVIEWED, mentorship.pk, person, str(day), now) for person in told]
    post_all(program=mentorship.program, notices=notices)


def daily(program: Program, now: datetime) -> None:
    """The day's work: lead on, part from people who left, ask both sides, close what waited two weeks, forget."""
    mentoring.lead_on_late(program, now)
    leaving.part_from_people_who_left(program, now)
    day = today(now, program.time_zone)
    active = Mentorship.objects.filter(program=program, state=Mentorship.State.ACTIVE).select_related("program")
    for mentorship in active.filter(next_review_on__lte=day):
        open_review(mentorship=mentorship, now=now)
    waited = Review.objects.filter(program=program, closed_on=None, opened_on__lte=day - rules.REVIEW_WITHIN)
    for review in waited.select_related("mentorship__program"):
        _close(review, None, now)
    mentoring.forget(program, now)
