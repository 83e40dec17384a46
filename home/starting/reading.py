"""What a program has by now, as the rules ask for it: one statement for all of it, however much there is."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Q

from checkins.models import Blackout, Round
from home.starting.rules import Progress, progress
from notices.models import Notice
from programs.acting import Acting
from programs.models import Membership, Program, Role, Supervision
from programs.times import today
from prompts.models import Prompt
from resources.induction import items
from resources.mentor_kinds import Name
from resources.models import Induction, LocalResource, MentorProfile, Resource
from resources.rules.induction import BEFORE, NEWCOMERS
from triage.models import Branch, Contact

LISTEN = (Role.FACILITATOR, Role.WELLNESS_LEAD)


@dataclass(frozen=True)
class Ready:
    """What is there from the first day."""

    prompts: int
    resources: int
    lines: int


def progress_of(acting: Acting, now: datetime) -> Progress:
    """How far the acting person's program is, with what they may do about it. One query."""
    found = _facts(acting.here, now)
    return progress(found, acting.here.set_aside, acting.permissions)


def _facts(program: Program, now: datetime) -> dict[str, bool]:
    day = today(now, program.time_zone)
    begun = Induction.objects.filter(program=program).values("trainee_id")
    trainees = Membership.objects.filter(program=program, role=Role.TRAINEE).exclude(ends_on__lt=day)
    newcomers = trainees.filter(starts_on__range=(day - NEWCOMERS, day + BEFORE)).exclude(person__in=begun)
    here = Membership.objects.on(day).filter(program=program)
    asked = {
        "trainees": trainees,
        "listeners": here.filter(role__in=LISTEN),
        "newcomers": newcomers,
        "rotations": Supervision.objects.filter(program=program, ends_on__gte=day),
        "help": Contact.objects.seen_from(program.institution_id, program.pk)
        .filter(branches__contains=[Branch.SAFETY])
        .exclude(phone=""),
        "resources": LocalResource.objects.filter(
            Q(program=program, original=None, inherited=None) | Q(program=None, institution=program.institution_id),
            hidden=False,
        ),
        "mentors": MentorProfile.objects.filter(program=program, is_open=True, person__in=here.values("person")),
        "invited": Notice.objects.filter(program=program, kind=Name.INVITED),
        "quiet": Blackout.objects.filter(program=program, person=None, ends_on__gte=day),
        "round": Round.objects.filter(program=program),
    }
    there = Program.objects.filter(pk=program.pk).values_list(
        *(Exists(rows.order_by()) for rows in asked.values())
    )  # fmt: skip
    is_there = dict(zip(asked, there.get(), strict=True))
    return {
        "people": is_there["trainees"] and is_there["listeners"],
        "newcomers": is_there["trainees"] and not is_there["newcomers"],
        "mentors": is_there["mentors"] or is_there["invited"],
        **{key: is_there[key] for key in ("rotations", "help", "resources", "quiet", "round")},
    }


def ready_from_the_start() -> Ready:
    """How much of everything comes with Hearten. Two queries."""
    return Ready(
        prompts=Prompt.objects.filter(retired=False).count(),
        resources=Resource.objects.filter(retired=False).count(),
        lines=len(items()),
    )
