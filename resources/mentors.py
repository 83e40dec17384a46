"""Who mentors here and has room, as lists show them; a constant number of queries, however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from programs.models import Evaluation, Membership, Person, Program, Supervision
from programs.names import plain
from programs.times import today
from resources.models import Kind, MentorProfile, Mentorship, Review
from resources.rules.mentoring import seats_left
from resources.searching import found_mentors


@dataclass(frozen=True)
class MentorCard:
    """Somebody who mentors, in a list."""

    profile: MentorProfile
    kinds: tuple[str, ...]
    left: int
    # Each place, and whether it is taken.
    places: tuple[bool, ...]
    # What a trainee may want to know first: "Takes part in evaluations", "Supervises you now".
    remarks: tuple[str, ...]


def mentors_of(program: Program, asked: dict[str, Any], now: datetime) -> list[MentorProfile]:
    """Profiles of people who are here and take mentees, by what somebody looks for; three to six queries.

    Languages and fields are a trainee's own filter, kept nowhere, and never a rule of the program (R57).
    """
    here = Membership.objects.on(today(now, program.time_zone)).filter(program=program).values("person_id")
    open_ones = MentorProfile.objects.filter(program=program, is_open=True, person__in=here).defer("search", "terms")
    profiles = list(open_ones.select_related("person").order_by("person__sort_key", "pk"))
    if words := " ".join(asked.get("q", "").split()):
        by_person = {str(profile.person_id): profile for profile in profiles}
        profiles = [by_person[key] for key in found_mentors(program, words) if key in by_person]
    if kind := asked.get("kind"):
        profiles = [profile for profile in profiles if kind in profile.kinds]
    if language := plain(asked.get("language", "")):
        profiles = [profile for profile in profiles if language in plain(profile.languages)]
    return profiles


def rooms(program: Program) -> dict[UUID, int]:
    """How many mentees each mentor has."""
    active = Mentorship.objects.filter(program=program, state=Mentorship.State.ACTIVE).order_by()
    return dict(active.values_list("mentor_id").annotate(n=Count("pk")))


def mentor_cards(
    profiles: Iterable[MentorProfile], viewer: Person, program: Program, now: datetime
) -> list[MentorCard]:
    """Profiles as lists show them to somebody; two queries beside `rooms`."""
    taken = rooms(program)
    day = today(now, program.time_zone)
    evaluators = set(Evaluation.objects.on(day).filter(program=program).values_list("person_id", flat=True))
    supervisors = set(Supervision.objects.filter(program=program).supervisors_of(viewer.pk, day))
    found = []
    for profile in profiles:
        remarks = []
        if profile.person_id in supervisors:
            remarks.append("Supervises you now")
        if profile.person_id in evaluators:
            remarks.append("Takes part in evaluations")
        kinds = tuple(label for key, label in Kind.choices if key in profile.kinds)
        left = seats_left(profile.room, taken.get(profile.person_id, 0))
        places = tuple(number >= left for number in range(profile.room))[::-1]
        found.append(MentorCard(profile, kinds, left, places, tuple(remarks)))
    return found


def own_mentorships(program: Program, person: Person) -> list[Mentorship]:
    """What is between somebody and their mentors and mentees, what waits first."""
    own = Mentorship.objects.filter(Q(mentor=person) | Q(mentee=person), program=program)
    rows = own.exclude(state=Mentorship.State.WITHDRAWN).select_related("mentor", "mentee", "suggested")
    order = {state: at for at, state in enumerate(("asked", "active", "led_on", "ended"))}
    return sorted(rows, key=lambda row: (order[row.state], -row.asked_at.timestamp(), row.pk))


def has_mentor(program: Program, trainee: Person) -> bool:
    """Whether a trainee has a mentor here."""
    return Mentorship.objects.filter(program=program, mentee=trainee, state=Mentorship.State.ACTIVE).exists()


def questions_to(program: Program, person: Person) -> list[Mentorship]:
    """Questions that wait for somebody's answer, the oldest first."""
    rows = Mentorship.objects.filter(program=program, mentor=person, state=Mentorship.State.ASKED)
    return list(rows.select_related("mentee").order_by("asked_at", "pk"))


def reviews_for(program: Program, person: Person) -> list[tuple[Mentorship, Person]]:
    """Mentorships that wait for somebody's answer on how it goes, each with the other person."""
    waits = Q(mentorship__mentor=person, mentor_choice="") | Q(mentorship__mentee=person, mentee_choice="")
    rows = Review.objects.filter(waits, program=program, closed_on=None).order_by("opened_on", "pk")
    found = [review.mentorship for review in rows.select_related("mentorship__mentor", "mentorship__mentee")]
    return [(row, row.mentee if row.mentor_id == person.pk else row.mentor) for row in found]
