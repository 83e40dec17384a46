"""Load and authorize what is between a mentor and a mentee: one of the two, or 404."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from programs.access import first_or_404
from programs.acting import Acting
from programs.models import Membership
from programs.times import today
from resources.models import Meeting, MentorProfile, Mentorship, Milestone


def profile_in_program(acting: Acting, person_id: UUID, now: datetime) -> MentorProfile:
    """How somebody who is here describes themselves as a mentor; their own also while they take nobody."""
    here = Membership.objects.on(today(now, acting.zone)).filter(program=acting.here).values("person_id")
    shown = MentorProfile.objects.filter(program=acting.here, person_id=person_id, person__in=here)
    found = shown.select_related("person").first()
    if found is None or not (found.is_open or found.person_id == acting.person.pk):
        raise Http404
    return found


def mentorship_of(acting: Acting, pk: UUID, *, side: str = "") -> Mentorship:
    """A mentorship of the acting person; `side` asks for the "mentor" or the "mentee" of it."""
    own = Q(mentor=acting.person) | Q(mentee=acting.person)
    if side:
        own = Q(**{side: acting.person})
    found = Mentorship.objects.filter(own, program=acting.here, pk=pk)
    return first_or_404(found.select_related("mentor", "mentee", "suggested", "program"))


def milestone_of(acting: Acting, pk: UUID) -> Milestone:
    """A date on the timeline of one of the acting person's mentorships."""
    own = Q(mentorship__mentor=acting.person) | Q(mentorship__mentee=acting.person)
    return first_or_404(Milestone.objects.filter(own, program=acting.here, pk=pk).select_related("mentorship"))


def meeting_of(acting: Acting, pk: UUID) -> Meeting:
    """A meeting of one of the acting person's mentorships."""
    own = Q(mentorship__mentor=acting.person) | Q(mentorship__mentee=acting.person)
    return first_or_404(Meeting.objects.filter(own, program=acting.here, pk=pk).select_related("mentorship__program"))
