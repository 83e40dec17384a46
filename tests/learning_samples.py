"""Which resources, mentorships, goals and plans fill the addresses of the access table."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from programs import tenancy
from programs.models import Role
from resources.models import (
    FirstMeeting,
    Goal,
    GoalStep,
    HandedOver,
    Induction,
    InductionItem,
    InductionTask,
    LearningPlan,
    LocalResource,
    Meeting,
    MentorProfile,
    Mentorship,
    Milestone,
    Reflection,
)
from tests.agreed import known_person
from tests.factories import NOW, TODAY
from tests.world import World

type Maker = Callable[[World, Role | None], dict[str, Any]]


def own_resource(world: World) -> LocalResource:
    """The world's one resource of its own; the same each time, since pages that show it are compared."""
    found = LocalResource.objects.filter(program=world.program, original=None, inherited=None).first()
    return found or LocalResource.objects.create(
        pk=uuid.uuid5(world.program.pk, "resource"),
        program=world.program,
        name="Housing desk",
        about="Finds rooms near the hospital.",
        audiences=["trainee"],
        needs=["housing"],
        country="United States",
        specialty="Any specialty",
        reach="Ada, room 4",
        place=-100,
        verified_on=TODAY,
    )


def offices_resource(world: World) -> LocalResource:
    """What the GME office of the world keeps for all its programs; needs the institution's tenant alone."""
    institution_id = world.program.institution_id
    found = LocalResource.objects.filter(program=None, institution_id=institution_id).first()
    return found or LocalResource.objects.create(
        pk=uuid.uuid5(world.program.pk, "office"),
        institution_id=institution_id,
        name="Well-being center",
        about="Counselors who know residents.",
        audiences=["trainee"],
        needs=["wellbeing"],
        country="United States",
        specialty="Any specialty",
        reach="312 555 0170",
        place=99,
        verified_on=TODAY,
    )


def _resource(world: World, role: Role | None) -> dict[str, Any]:
    """One that whoever asks may change, if they may change any."""
    if role != Role.GME_OFFICE:
        return {"key": own_resource(world).pk}
    with tenancy.inside(institution_id=world.program.institution_id):
        return {"key": offices_resource(world).pk}


def _handed(world: World, role: Role | None) -> dict[str, Any]:
    made = HandedOver.objects.create(
        program=world.program,
        trainee=world.people[role or Role.TRAINEE],
        by=world.people[Role.FACILITATOR],
        key="uscis",
        words="Ada expects you.",
        at=NOW,
    )
    return {"pk": made.pk}


def _mentorship(world: World, role: Role | None, state: str = "active", side: str = "") -> Mentorship:
    """A mentorship of whoever asks: a trainee's with the facilitator, anybody else's with another trainee."""
    person = world.people[role or Role.TRAINEE]
    mentee = side == "mentee" or (not side and role in (None, Role.TRAINEE))
    pk = uuid.uuid5(person.pk, f"mentorship {state} {mentee}")
    mentor = world.people[Role.WELLNESS_LEAD if role == Role.FACILITATOR else Role.FACILITATOR]
    other = mentor if mentee else known_person(world.round, f"Mentee of {role}, {state}")
    found, _ = Mentorship.objects.get_or_create(
        pk=pk,
        defaults={
            "program": world.program,
            "mentor": other if mentee else person,
            "mentee": person if mentee else other,
            "kind": "career",
            "state": state,
            "message": "May I ask you about cardiology?",
            "asked_at": NOW,
            "next_review_on": TODAY if state == "active" else None,
        },
    )
    return found


def _milestone(world: World, role: Role | None) -> dict[str, Any]:
    row = _mentorship(world, role)
    made = Milestone.objects.create(program=world.program, mentorship=row, what="A draft", due_on=TODAY)
    return {"pk": made.pk}


def _mentor_meeting(world: World, role: Role | None) -> dict[str, Any]:
    starts_at = NOW + timedelta(days=9)
    row, ends_at = _mentorship(world, role), starts_at + timedelta(minutes=30)
    made = Meeting.objects.create(
        program=world.program, mentorship=row, starts_at=starts_at, ends_at=ends_at, place="Library"
    )
    return {"pk": made.pk}


def _plan(world: World, role: Role | None, *, to_sign: bool = False) -> LearningPlan:
    """A learning plan: a trainee's own, or one that is shown to whoever asks."""
    person = world.people[role or Role.TRAINEE]
    own = role in (None, Role.TRAINEE) and not to_sign
    other = world.people[Role.FACILITATOR] if own else known_person(world.round, f"Plan of {role}")
    found, made = LearningPlan.objects.get_or_create(
        pk=uuid.uuid5(person.pk, f"plan {own}"),
        defaults={
            "program": world.program,
            "trainee": person if own else other,
            "mentor": other if own else person,
            "year": TODAY.replace(month=7, day=1),
            "shown_at": NOW,
            "trainee_signed_at": NOW,
        },
    )
    if made:
        pk = uuid.uuid5(found.pk, "goal")
        Goal.objects.create(
            pk=pk, program=world.program, trainee=found.trainee, plan=found, specific="One case written up"
        )
    return found


def _goal(world: World, role: Role | None) -> dict[str, Any]:
    return {"pk": uuid.uuid5(_plan(world, role).pk, "goal")}


def _goal_step(world: World, role: Role | None) -> dict[str, Any]:
    made = GoalStep.objects.create(program=world.program, goal_id=_goal(world, role)["pk"], what="A title", position=1)
    return {"pk": made.pk}


def _mentor(world: World, _role: Role | None) -> dict[str, Any]:
    mentor = world.people[Role.FACILITATOR]
    MentorProfile.objects.get_or_create(
        program=world.program,
        person=mentor,
        defaults={"about": "Ask away.", "areas": "Cardiology", "kinds": ["career"], "room": 2},
    )
    return {"pk": mentor.pk}


def _induction(world: World, role: Role | None) -> Induction:
    """The induction of a trainee who asks, or one that whoever asks sees to."""
    person = world.people[role or Role.TRAINEE]
    own = role in (None, Role.TRAINEE)
    found, _ = Induction.objects.get_or_create(
        pk=uuid.uuid5(person.pk, "induction"),
        defaults={
            "program": world.program,
            "trainee": person if own else known_person(world.round, f"Newcomer of {role}"),
            "responsible": world.people[Role.COORDINATOR] if own else person,
            "first_day": TODAY,
        },
    )
    return found


def _induction_task(world: World, role: Role | None) -> dict[str, Any]:
    row = _induction(world, role)
    made = InductionTask.objects.create(
        program=world.program, induction=row, part="welcome", text="Say hello", who="program", due_on=TODAY
    )
    return {"pk": made.pk}


def _induction_line(world: World, role: Role | None) -> dict[str, Any]:
    """The same id whenever it is made: its page is compared."""
    row = _induction(world, role)
    made, _ = InductionTask.objects.get_or_create(
        pk=uuid.uuid5(row.pk, "line"),
        defaults={
            "program": world.program, "induction": row, "part": "welcome", "text": "Find a desk", "who": "program",
            "due_on": TODAY,
        },
    )  # fmt: skip
    return {"pk": made.pk}


def _induction_item(world: World, _role: Role | None) -> dict[str, Any]:
    made, _ = InductionItem.objects.get_or_create(
        # The same id whenever it is made: its page is compared.
        pk=uuid.uuid5(world.program.pk, "induction item"),
        defaults={"program": world.program, "part": "welcome", "text": "Say hello", "who": "program", "day": 0},
    )
    return {"pk": made.pk}


def _first_meeting(world: World, role: Role | None) -> dict[str, Any]:
    person = world.people[role or Role.TRAINEE]
    own = role in (None, Role.TRAINEE)
    found, _ = FirstMeeting.objects.get_or_create(
        pk=uuid.uuid5(person.pk, "first meeting"),
        defaults={
            "program": world.program,
            "trainee": person if own else known_person(world.round, f"Newcomer of {role}"),
            "supervisor": world.people[Role.FACILITATOR] if own else person,
            "begun_at": NOW,
        },
    )
    return {"pk": found.pk}


def _reflection(world: World, role: Role | None) -> dict[str, Any]:
    made = Reflection.objects.create(
        program=world.program,
        trainee=world.people[role or Role.TRAINEE],
        exercise="well",
        text="I stayed calm.",
        written_on=TODAY,
    )
    return {"pk": made.pk}


LEARNING_SAMPLES: dict[str, Maker] = {
    "resource": _resource,
    "handed": _handed,
    "mentor": _mentor,
    "mentorship": lambda world, role: {"pk": _mentorship(world, role).pk},
    "asked by me": lambda world, role: {"pk": _mentorship(world, role, "asked", "mentee").pk},
    "asked of me": lambda world, role: {"pk": _mentorship(world, role, "asked", "mentor").pk},
    "milestone": _milestone,
    "mentor meeting": _mentor_meeting,
    "induction": lambda world, role: {"pk": _induction(world, role).pk},
    "induction task": _induction_task,
    "induction item": _induction_item,
    "induction line": _induction_line,
    "first meeting": _first_meeting,
    "reflection": _reflection,
    "goal": _goal,
    "goal step": _goal_step,
    "plan": lambda world, role: {"pk": _plan(world, role).pk},
    "plan to sign": lambda world, role: {"pk": _plan(world, role, to_sign=True).pk},
}
