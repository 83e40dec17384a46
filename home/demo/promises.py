"""A year of promises: kept ones with thanks, one that is late, one before Mei, a talk that waits to be wrapped up."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from checkins.models import Mode, Offer, Round, Seat, Slot
from followups.actions import promises, wrapups
from followups.actions.promises import Details, Routine
from followups.actions.wrapups import Agreed, Promise
from followups.meeting import Meeting
from followups.models import Task, WrapUp
from followups.rules.promises import Step, What
from home.demo.people import DOMAIN
from home.demo.story import Story
from notices.actions import forget
from programs.models import Person
from programs.times import local, localize, today
from resources.access import offered


@dataclass(frozen=True)
class Told:
    """One promise of the story.

    `days` until it is due are counted from the talk, `left` from today; `kept` (days after the talk) is None while it
    is open.
    """

    what: What
    days: int = 0
    line: str = ""
    own: bool = False
    kept: int | None = None
    thanked: bool = False
    dropped: str = ""
    left: int | None = None


@dataclass(frozen=True)
class Talk:
    """One talk of the story: which past round (-1 is the last), by which listener, with which trainee."""

    round_: int
    listener: str
    trainee: int
    told: list[Told] = field(default_factory=list)
    resources: int = 0
    introduced: str = ""


MENTOR, WELLNESS, DIRECTOR = f"mentor@{DOMAIN}", f"wellness@{DOMAIN}", f"director@{DOMAIN}"
DMYTRO = f"dmytro.bondar@{DOMAIN}"

# Mei is the first of the trainees.
TALKS = (
    Talk(-4, MENTOR, 0, [Told(What.CLINIC, 14, "Thursday afternoons", kept=10, thanked=True)]),
    Talk(-3, WELLNESS, 0),
    Talk(-3, MENTOR, 4, [Told(What.ACCESS, 7, kept=5, thanked=True)]),
    Talk(-2, DMYTRO, 0, [Told(What.STUDY, 21)]),
    Talk(-2, MENTOR, 7, [Told(What.CALL, 14, dropped="the plan was fixed until spring"), Told(What.SEND, 7, kept=6)]),
    Talk(-2, DIRECTOR, 9, [Told(What.CALL, 21, "two nights less in a row", kept=20, thanked=True)]),
    Talk(
        -1,
        MENTOR,
        0,
        [
            Told(What.SEND, 7, "how others set up their first clinic", kept=6),
            Told(What.OTHER, 0, "look for a quiet desk near the wards", left=4),
            Told(What.OTHER, 0, "write down two goals for spring", own=True, left=6),
        ],
        resources=2,
        introduced=WELLNESS,
    ),
    Talk(-1, MENTOR, 11, [Told(What.CALL, left=-5)]),
    Talk(-1, DIRECTOR, 13, [Told(What.ACCESS, left=2)]),
)


def tell(story: Story) -> None:
    """Write the chapter through the actions that people use, each at its own time."""
    rounds = list(Round.objects.filter(program=story.program, state=Round.State.CLOSED).order_by("starts_on"))
    used: set[UUID] = set()
    for talk in TALKS:
        slot = _slot(rounds[talk.round_], story.people[talk.listener], used)
        if slot is not None:
            used.add(slot.pk)
            _talked(story, slot, talk)
    _missed(story, rounds[-1], used)
    _routine(story)
    _yesterday(story)


def _slot(round_: Round, listener: Person, used: set[UUID]) -> Slot | None:
    own = Slot.objects.select_related("round", "program").filter(round=round_, facilitator=listener)
    return own.exclude(pk__in=used).order_by("starts_at").first()


def _talked(story: Story, slot: Slot, talk: Talk) -> None:
    trainee, listener = story.trainees[talk.trainee], slot.facilitator
    at = slot.ends_at
    made = [
        Promise(trainee if told.own else listener, told.what, told.line, _due(told, at, story)) for told in talk.told
    ]
    agreed = Agreed(
        thanked=True,
        confidentiality_said=True,
        door_open=True,
        heard=not made,
        promises=made,
        resources=[each.key for each in offered(story.program)[: talk.resources]],
        introduced_to=story.people[talk.introduced] if talk.introduced else None,
        next_step=WrapUp.Next.ROUND,
    )
    wrap_up = wrapups.finish(meeting=Meeting(slot, [trainee], None), agreed=agreed, by=listener, now=at)
    tasks = Task.objects.filter(wrap_up=wrap_up)
    for told in talk.told:
        _went_on(tasks.get(what=told.what, line=told.line), told, trainee, listener, at, story.now)
    # What was mailed then was read then.
    forget(program=story.program, subject_ids=[wrap_up.pk, *tasks.values_list("pk", flat=True)])


def _due(told: Told, at: datetime, story: Story) -> date:
    zone = story.program.time_zone
    if told.left is not None:
        return today(story.now, zone) + timedelta(days=told.left)
    return today(at, zone) + timedelta(days=told.days)


def _went_on(task: Task, told: Told, trainee: Person, listener: Person, at: datetime, now: datetime) -> None:
    if told.dropped:
        promises.take_step(
            task=task, step=Step.DROP, by=listener, now=at + timedelta(days=3), details=Details(word=told.dropped)
        )
    elif told.kept is not None:
        done = at + timedelta(days=told.kept)
        promises.take_step(task=task, step=Step.DONE, by=listener, now=done)
        if told.thanked:
            promises.take_step(task=task, step=Step.THANK, by=trainee, now=done + timedelta(days=1))
    elif not told.own and task.due_on + timedelta(days=21) < now.date():
        promises.lapse(task=task, now=at + timedelta(days=told.days + 22))


def _missed(story: Story, round_: Round, used: set[UUID]) -> None:
    """A time that did not take place; whoever was missing is named nowhere."""
    slot = _slot(round_, story.people[MENTOR], used)
    if slot is not None:
        meeting = Meeting(slot, [story.trainees[15]], None)
        made = wrapups.not_held(meeting=meeting, by=slot.facilitator, now=slot.ends_at)
        forget(program=story.program, subject_ids=[made.pk])


def _routine(story: Story) -> None:
    """A routine matter that Mei sees as a next step."""
    due = today(story.now, story.program.time_zone) + timedelta(days=9)
    routine = Routine(story.trainees[0], story.people[WELLNESS], What.HOUSING, due)
    promises.make_routine(
        program=story.program, routine=routine, by=story.people[WELLNESS], now=story.now - timedelta(days=2)
    )


def _yesterday(story: Story) -> None:
    """A talk that the mentor had yesterday and has not wrapped up yet."""
    zone = story.program.time_zone
    noon = local(story.now, zone).replace(hour=12, minute=30, second=0, microsecond=0, tzinfo=None)
    starts_at = localize(noon - timedelta(days=1), zone)
    offer = _somebody(story)
    if offer is None:
        return
    round_ = story.open_round
    round_.starts_on = min(round_.starts_on, local(starts_at, zone).date())
    round_.save(update_fields=["starts_on"])
    slot = Slot.objects.create(
        program=story.program,
        round=round_,
        facilitator=story.people[MENTOR],
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=15),
        mode=Mode.CAFE,
        place="Garden café, 2nd floor",
    )
    forget(program=story.program, subject_ids=[offer.pk])
    Seat.objects.filter(offer=offer).update(offer=None, trainee=None)
    Offer.objects.filter(pk=offer.pk).update(state=Offer.State.ACCEPTED, former_state="", former_slot=None)
    Seat.objects.create(
        program=story.program,
        slot=slot,
        offer=offer,
        trainee_id=offer.trainee_id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
    )


def _somebody(story: Story) -> Offer | None:
    """The first trainee but Mei who has no time of their own choice yet."""
    waiting = Offer.objects.filter(round=story.open_round, state__in=(Offer.State.HELD, Offer.State.OPEN))
    return waiting.exclude(trainee=story.trainees[0]).order_by("trainee__sort_key").first()
