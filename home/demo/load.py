"""Loads the demo program, through the same actions that people use."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db import transaction

from checkins.actions import offers, rounds, slots
from checkins.models import Blackout, Format, Listener, Mode, Offer, Round, Seat, Slot
from checkins.rules import WeeklyPattern, wall_times
from home.demo import (
    appearing,
    arriving,
    cadence,
    directory,
    growing,
    helping,
    mentoring,
    noting,
    preparing,
    promises,
    themes,
    wishing,
)
from home.demo.people import DOMAIN, PASSWORD, STAFF, TRAINEES, DemoPerson
from home.demo.story import Story
from programs import tenancy
from programs.errors import RefusedError
from programs.models import Evaluation, Institution, Membership, Person, Program, Role, Supervision
from programs.times import localize, today

INSTITUTION, PROGRAM = "riverside", "demo"
ZONE = "America/Chicago"
ROTATIONS = ("Wards A", "Wards B", "MICU", "Clinic", "Cardiology", "Night float", "Elective", "Emergency")
PLACES = (
    (Mode.CAFE, "Garden café, 2nd floor"),
    (Mode.OFFICE, "Office 4.112"),
    (Mode.WALK, "River path, meet at the main door"),
    (Mode.VIDEO, "https://video.demo.hearten.test/quiet-room"),
    (Mode.OFFICE, "Library, small reading room"),
)

# Each later capability tells its own part, a year deep, in a module of its own beside this one.
CHAPTERS: tuple[Callable[[Story], None], ...] = (
    directory.tell,
    # Before anybody prepares: whoever comes to the mentor first wishes what the mentor then reads.
    wishing.tell,
    preparing.tell,
    promises.tell,
    helping.tell,
    mentoring.tell,
    themes.tell,
    growing.tell,
    noting.tell,
    cadence.tell,
    arriving.tell,
    appearing.tell,
)


class AlreadyLoadedError(Exception):
    """The demo program is there already; `make demo-reset` starts anew."""


def load(*, now: datetime) -> Program:
    """Make the demo program as of `now`; the same people and choices each time. Raises AlreadyLoadedError."""
    try:
        tenancy.find_program(f"{INSTITUTION}/{PROGRAM}")
    except Program.DoesNotExist:
        pass
    else:
        raise AlreadyLoadedError("The demo program is already loaded; `make demo-reset` starts anew.")
    choose = random.Random(20261)  # noqa: S311  # the demo is the same each time; nothing secret comes of it
    with transaction.atomic():
        program = _program()
        with tenancy.inside(program=program):
            # Hashed once: hashing is slow on purpose, and the password is public.
            password = make_password(PASSWORD)
            day = today(now, ZONE)
            people = {person.email: _person(program, person, day, password) for person in (*STAFF, *TRAINEES)}
            staff = [people[person.email] for person in STAFF if person.role != Role.GME_OFFICE]
            trainees = [people[person.email] for person in TRAINEES]
            _rotations(program, trainees, staff, today(now, ZONE))
            _blackouts(program, today(now, ZONE))
            _profiles(program, people)
            listeners = _listeners(people)
            _past_rounds(program, listeners, now)
            round_ = _open_round(program, listeners, people, now, choose)
            _next_round(program, listeners, people, now)
            story = Story(program, people, trainees, listeners, round_, now, choose)
            for chapter in CHAPTERS:
                chapter(story)
    return program


def _program() -> Program:
    pk = uuid4()
    with tenancy.inside(institution_id=pk):
        institution = Institution.objects.create(
            pk=pk, name="Riverside Health System", slug=INSTITUTION, email_domain="demo.hearten.test"
        )
    program_id = uuid4()
    with tenancy.inside(institution_id=pk, program_id=program_id):
        return Program.objects.create(
            pk=program_id,
            institution=institution,
            name="Riverside Internal Medicine",
            slug=PROGRAM,
            time_zone=ZONE,
            checkin_minutes=15,
        )


def _person(program: Program, demo: DemoPerson, day: date, password: str) -> Person:
    person = Person.objects.create(
        email=demo.email,
        first_name=demo.first_name,
        last_name=demo.last_name,
        password=password if demo.login else make_password(None),
    )
    trainee = demo.role == Role.TRAINEE
    index = TRAINEES.index(demo) if trainee else 0
    year = index % 3 + 1
    started = _academic_year(day) - timedelta(days=365 * (year - 1 if trainee else 3))
    Membership.objects.create(
        institution_id=program.institution_id,
        program=None if demo.role == Role.GME_OFFICE else program,
        person=person,
        role=demo.role,
        title=demo.title,
        training_year=year if trainee else None,
        starts_on=started,
        ends_on=started + timedelta(days=365 * 3 - 1) if trainee else None,
    )
    if demo.role in (Role.DIRECTOR, Role.ASSOCIATE_DIRECTOR):
        Evaluation.objects.create(program=program, person=person, kind=Evaluation.Kind.DIRECTOR, starts_on=started)
    return person


def _academic_year(day: date) -> date:
    return date(day.year if day.month >= 7 else day.year - 1, 7, 1)


def _rotations(program: Program, trainees: list[Person], staff: list[Person], day: date) -> None:
    """Four-week blocks over the academic year, each under one of the faculty."""
    faculty = [person for person in staff if person.email not in {d.email for d in STAFF[:5]}]
    first = _academic_year(day)
    Supervision.objects.bulk_create(
        Supervision(
            program=program,
            trainee=trainee,
            supervisor=faculty[(index + block) % len(faculty)],
            rotation=ROTATIONS[(index + block + 3) % len(ROTATIONS)],
            starts_on=first + timedelta(weeks=4 * block),
            ends_on=first + timedelta(weeks=4 * block + 4, days=-1),
            nights=ROTATIONS[(index + block + 3) % len(ROTATIONS)] == "Night float",
        )
        for index, trainee in enumerate(trainees)
        for block in range(13)
    )


def _blackouts(program: Program, day: date) -> None:
    first = _academic_year(day)
    last = first + timedelta(days=364)
    for label, weekday, start, end in (
        ("Pre-rounding", None, time(6, 0), time(8, 30)),
        ("Noon conference", 1, time(12, 0), time(13, 0)),
        ("Grand rounds", 3, time(8, 0), time(9, 0)),
    ):
        Blackout.objects.create(
            program=program, label=label, weekday=weekday, from_time=start, to_time=end, starts_on=first, ends_on=last
        )


def _profiles(program: Program, people: dict[str, Person]) -> None:
    for demo in STAFF:
        if demo.about:
            slots.save_profile(program=program, person=people[demo.email], about=demo.about)


def _listeners(people: dict[str, Person]) -> list[Person]:
    return [people[d.email] for d in STAFF if d.role in (Role.FACILITATOR, Role.WELLNESS_LEAD) or d.login == "director"]


SEASONS = ("Winter", "Spring", "Welcome", "Fall")


def season(day: date, shift: int = 0) -> str:
    """What programs call a round of that time of year; `shift` counts rounds before or after it."""
    return SEASONS[((day + timedelta(days=30)).month % 12 // 3 + shift) % 4]


def _plan(program: Program, listeners: list[Person], starts_on: date, ends_on: date, name: str) -> rounds.Plan:
    return rounds.Plan(
        name=f"{name} check-ins",
        participation=Program.Participation.OPT_OUT,
        minutes=15,
        formats=[Format.ONE_ON_ONE],
        starts_on=starts_on,
        ends_on=ends_on,
        listeners=listeners,
    )


def _past_rounds(program: Program, listeners: list[Person], now: datetime) -> None:
    """Four rounds that are over: what they were and which times were offered; every answer is forgotten."""
    day = today(now, program.time_zone)
    for shift, days_ago in ((-4, 352), (-3, 261), (-2, 142), (-1, 75)):
        starts_on = day - timedelta(days=days_ago)
        opened = now - timedelta(days=days_ago + 10)
        past = Round.objects.create(
            program=program,
            name=f"{season(day, shift)} check-ins",
            state=Round.State.CLOSED,
            participation=Program.Participation.OPT_OUT,
            minutes=15,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=25),
            safety_number="+1 312 555 0142",
            safety_attested_at=opened,
            opened_at=opened,
            closed_at=now - timedelta(days=days_ago - 26),
        )
        for number, person in enumerate(listeners):
            Listener.objects.create(program=program, round=past, person=person, max_per_day=2)
            _past_slots(past, person, number)


def _past_slots(past: Round, person: Person, number: int) -> None:
    mode, place = PLACES[number % len(PLACES)]
    made = [
        Slot(
            program_id=past.program_id,
            round=past,
            facilitator=person,
            starts_at=start,
            ends_at=start + timedelta(minutes=15),
            mode=mode,
            place=place,
        )
        for week in range(3)
        for weekday in (2, 4)
        for start in [_at(past, week, weekday + number % 2 - 1, time(12, 10))]
    ]
    Slot.objects.bulk_create(made)
    Seat.objects.bulk_create(
        Seat(program_id=past.program_id, slot=slot, starts_at=slot.starts_at, ends_at=slot.ends_at) for slot in made
    )


def _at(round_: Round, week: int, weekday: int, clock: time) -> datetime:
    monday = round_.starts_on - timedelta(days=round_.starts_on.weekday()) + timedelta(weeks=week + 1)
    return localize(datetime.combine(monday + timedelta(days=weekday), clock), ZONE)


def _open_round(
    program: Program, listeners: list[Person], people: dict[str, Person], now: datetime, choose: random.Random
) -> Round:
    """A round that opened six days ago; its times begin tomorrow, so that whoever looks has one to answer."""
    day, then = today(now, program.time_zone), now - timedelta(days=6)
    director = people[STAFF[0].email]
    plan = _plan(program, listeners, day + timedelta(days=1), day + timedelta(days=24), season(day))
    round_ = rounds.plan_round(program=program, plan=plan, by=director, now=then - timedelta(days=8))
    for number, person in enumerate(listeners):
        _offer_times(round_, person, number, then)
    rounds.open_round(round_=round_, safety_number="+1 312 555 0142", by=director, now=then)
    _answers(round_, people, now, choose)
    return round_


def _offer_times(round_: Round, person: Person, number: int, now: datetime) -> None:
    mode, place = PLACES[number % len(PLACES)]
    weekdays = frozenset({(number + shift) % 5 for shift in (0, 2, 3)})
    clock = (time(12, 10), time(16, 30), time(13, 15), time(8, 45))[number % 4]
    pattern = WeeklyPattern(
        first_day=round_.starts_on,
        last_day=round_.ends_on,
        weekdays=weekdays,
        from_time=clock,
        to_time=(datetime.combine(round_.starts_on, clock) + timedelta(minutes=20)).time(),
        minutes=15,
    )
    times = slots.NewTimes(wall_times=wall_times(pattern), mode=mode, place=place)
    slots.offer_times(round_=round_, facilitator=person, times=times, now=now)


def _answers(round_: Round, people: dict[str, Person], now: datetime, choose: random.Random) -> None:
    """What the trainees did in private; Mei has not answered yet."""
    mei = people[TRAINEES[0].email]
    waiting = Offer.objects.filter(round=round_).exclude(trainee=mei).select_related("trainee")
    for offer in sorted(waiting, key=lambda offer: offer.trainee.email):
        luck = choose.random()
        # A time that has begun by now, or nothing free: the trainee leaves it, and the savepoint forgets the attempt.
        with suppress(RefusedError), transaction.atomic():
            if luck < 0.5:
                offers.accept(offer=offer, now=now - timedelta(days=3))
            elif luck < 0.62:
                offers.decline(offer=offer, now=now - timedelta(days=2))
            elif luck < 0.75:
                _move(offer, now, choose)


def _move(offer: Offer, now: datetime, choose: random.Random) -> None:
    # Few ask for the director; most go to somebody who doesn't evaluate them.
    wanted = Slot.objects.open_to(offer, now)
    if choose.random() < 0.9:
        wanted = wanted.exclude(facilitator__evaluates_in__isnull=False)
    free = list(wanted.values_list("pk", flat=True))
    if free:
        offers.take(offer=offer, slot_id=choose.choice(sorted(free)), now=now - timedelta(days=1))


def _next_round(program: Program, listeners: list[Person], people: dict[str, Person], now: datetime) -> Round:
    """The one after, ready to open: everybody but the mentor has offered times."""
    day = today(now, program.time_zone)
    starts_on = day + timedelta(days=68)
    plan = _plan(program, listeners, starts_on, starts_on + timedelta(days=25), season(day, 1))
    round_ = rounds.plan_round(program=program, plan=plan, by=people[STAFF[0].email], now=now - timedelta(days=1))
    for number, person in enumerate(listeners):
        if person != people[f"mentor@{DOMAIN}"]:
            _offer_times(round_, person, number, now)
    return round_
