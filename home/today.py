"""What needs somebody today, as plain values for one page a role. Each reads only what its role may see."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.urls import NoReverseMatch, reverse

from checkins.actions.asking import asks_of_listener
from checkins.actions.placement import forecast_of
from checkins.actions.rounds import eligible
from checkins.models import Listener, Offer, Round, Slot
from home.helping import help_needs
from home.learning_needs import learning_needs
from home.promises import promise_needs
from home.starting.reading import progress_of
from home.starting.rules import Progress
from home.theme_needs import theme_needs
from programs.acting import Acting
from programs.models import Program, Role, RosterReport
from programs.permissions import Permission
from programs.times import day_text, local, span_text
from programs.times import today as local_day
from resources.mentors import questions_to, reviews_for
from resources.models import Mentorship
from resources.rules.mentoring import ANSWER_WITHIN
from resources.showing import broken_links


@dataclass(frozen=True)
class Need:
    """One thing that needs the person now."""

    title: str
    text: str
    url: str
    link: str


@dataclass(frozen=True)
class Line:
    """A talk or time on the page."""

    day: str
    time: str
    text: str
    url: str = ""
    named: bool = False


@dataclass
class Today:
    needs: list[Need] = field(default_factory=list)
    talks: list[Line] = field(default_factory=list)
    talks_title: str = ""
    rounds: list[Round] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    day: date | None = None
    year: date | None = None


def today_for(acting: Acting, now: datetime) -> Today:
    """Everything on the start page of the acting role."""
    if acting.role == Role.GME_OFFICE:
        return _institution(acting, now)
    found = Today(day=local_day(now, acting.zone))
    if acting.can(Permission.OWN_OFFER):
        _trainee(found, acting, now)
    begun = progress_of(acting, now) if acting.can(Permission.PROGRAM_START) else None
    if begun and not begun.ready:
        _starting(found, begun)
    if acting.can(Permission.ROUND_READ):
        _rounds(found, acting, now)
    if acting.can(Permission.MENTORS):
        _mentoring(found, acting, now)
    if acting.can(Permission.ROSTER_WRITE):
        _roster(found, acting)
    if acting.can(Permission.RESOURCES_WRITE):
        _directory(found, acting)
    if acting.can(Permission.OWN_SLOTS):
        _listener(found, acting, now)
    found.needs += [
        Need(*each) for needs in (promise_needs, learning_needs, theme_needs, help_needs) for each in needs(acting, now)
    ]
    return found


def address(name: str, **kwargs: object) -> str:
    """The address of a page, or nothing while no app has it."""
    try:
        return reverse(name, kwargs=kwargs or None)
    except NoReverseMatch:
        return ""


def _trainee(found: Today, acting: Acting, now: datetime) -> None:
    found.talks_title = "Your talks"
    offers = Offer.objects.with_everything().filter(
        trainee=acting.person, program=acting.here, round__state=Round.State.OPEN
    )
    for offer in offers.order_by("round__starts_on"):
        seat = getattr(offer, "seat", None)
        url = address("checkins:offer", pk=offer.pk)
        if offer.state == Offer.State.HELD and seat and seat.starts_at > now:
            when = f"{_day(seat.starts_at, acting.zone)}, {span_text(seat.starts_at, seat.ends_at, acting.zone)}"
            text = f"With {seat.slot.facilitator.name}, {when}. Saying no is fine."
            found.needs.append(Need(f"A {offer.round.minutes}-minute talk is kept for you", text, url, "Look"))
        elif offer.state == Offer.State.OPEN:
            found.needs.append(Need("A talk is waiting for you", "Choose a time, if you like.", url, "Choose a time"))
        elif offer.state == Offer.State.ACCEPTED and seat and seat.ends_at > now:
            found.talks.append(
                Line(
                    day=_day(seat.starts_at, acting.zone),
                    time=span_text(seat.starts_at, seat.ends_at, acting.zone),
                    text=f"With {seat.slot.facilitator.name}. {seat.slot.place}",
                    url=url,
                    named=True,
                )
            )


def _listener(found: Today, acting: Acting, now: datetime) -> None:
    """Own times of the next two weeks: a name where it may show, else the same words for held and free."""
    found.talks_title = "Your own check-ins"
    slots = Slot.objects.standing().filter(facilitator=acting.person, program=acting.here, ends_at__gt=now)
    for slot in slots.filter(starts_at__lt=now + timedelta(days=14)).with_names(now).order_by("starts_at")[:5]:
        names = [seat.trainee.name for seat in slot.named_seats if seat.trainee]  # type: ignore[attr-defined]  # prefetch
        shows_on = local(slot.starts_at - timedelta(days=1), acting.zone)
        waits = f"Offered. If somebody comes, the name shows on {shows_on:%A}."
        if now >= slot.starts_at - timedelta(days=1):
            waits = "Nobody has taken this time."
        found.talks.append(
            Line(
                day=_day(slot.starts_at, acting.zone),
                time=span_text(slot.starts_at, slot.ends_at, acting.zone),
                text=f"{', '.join(names)}. {slot.place}" if names else f"{slot.place}. {waits}",
                url=address("checkins:prepare", pk=slot.pk),
                named=bool(names),
            )
        )
    for ask in asks_of_listener(acting.here, acting.person, now):
        by = local(ask.due_by, acting.zone)
        text = f"Offer one to three times by {day_text(by.date())}, or say that you cannot. Nobody else knows."
        title = f"{ask.trainee.name} would like to talk with you"
        found.needs.append(Need(title, text, address("checkins:answer_ask", pk=ask.pk), "Offer times"))
    missing = Listener.objects.filter(person=acting.person, program=acting.here).exclude(
        Q(round__state=Round.State.CLOSED) | Q(round__slots__facilitator=acting.person)
    )
    for listener in missing.select_related("round"):
        text = f"{_dates(listener.round)}. Two or three times a week are plenty."
        title = f"Offer times for {listener.round.name}"
        found.needs.append(Need(title, text, address("checkins:offer_times", pk=listener.round_id), "Offer times"))


def _is_new(found: Today) -> bool:
    """Whether the page says already what is left to do."""
    return any(need.url == address("home:start") for need in found.needs)


def _starting(found: Today, begun: Progress) -> None:
    """A new program: how far it is, and the one page that leads through the rest."""
    first, url = begun.next, address("home:start")
    title = f"Your program is being set up: {begun.done} of {len(begun.lines)} done"
    text = f"Next: {first.task.title.lower()}. About {begun.minutes_left} minutes are left." if first else ""
    found.needs.append(Need(title, text, url, "Go on" if begun.done else "Get started"))


def _roster(found: Today, acting: Acting) -> None:
    """Lines that people say are wrong."""
    waiting = RosterReport.objects.filter(program=acting.here, done_at__isnull=True).count()
    if waiting:
        title = "A line of the roster is wrong" if waiting == 1 else f"{waiting} lines of the roster are wrong"
        text = "Whoever it is about says what it should be."
        found.needs.append(Need(title, text, address("programs:reports"), "Look"))


def _rounds(found: Today, acting: Acting, now: datetime) -> None:
    program = acting.here
    first = academic_year_of(local_day(now, program.time_zone), program.academic_year_start)
    found.year = first
    rounds = Round.objects.filter(program=program).select_related("program")
    found.rounds = list(rounds.filter(ends_on__gte=first).order_by("starts_on"))
    if not any(round_.state != Round.State.CLOSED for round_ in found.rounds) and not _is_new(found):
        text = "A round takes about ten minutes to plan. Listeners then offer their times."
        found.needs.append(Need("No round is planned", text, address("checkins:plan_round"), "Plan a round"))
    for round_ in found.rounds:
        if round_.state == Round.State.DRAFT:
            found.needs.append(_draft(round_, acting, now))


def _mentoring(found: Today, acting: Acting, now: datetime) -> None:
    """Questions that wait for a mentor, and mentorships to look at anew."""
    for row in questions_to(acting.here, acting.person):
        by = _day(row.asked_at + ANSWER_WITHIN, acting.zone)
        text = f"Say yes or lead on by {by}. Both are fine."
        found.needs.append(Need(f"{row.mentee.name} asks you to be a mentor", text, _room(row), "Look and answer"))
    for row, other in reviews_for(acting.here, acting.person):
        text = "Three choices and a line, for yourself first. Two minutes."
        found.needs.append(Need(f"You and {other.first_name}: look back together", text, _room(row), "Look back"))


def _room(row: Mentorship) -> str:
    return address("resources:room", pk=row.pk)


def _directory(found: Today, acting: Acting) -> None:
    """Links of the directory that should be looked at."""
    if count := len(broken_links(acting.program)):
        title = f"{count} directory link{'s' if count > 1 else ''} should be looked at"
        text = "The page did not answer several times in a row, or is gone."
        found.needs.append(Need(title, text, address("resources:look_over"), "Look"))


def _draft(round_: Round, acting: Acting, now: datetime) -> Need:
    forecast = forecast_of(round_, eligible(round_), now)
    url = address("checkins:round", pk=round_.pk)
    listeners = Slot.objects.as_offered().filter(round=round_).aggregate(n=Count("facilitator", distinct=True))["n"]
    sizes = f"{forecast.trainees} trainees, {listeners} listeners, {forecast.seats} seats. {_dates(round_)}."
    if forecast.unplaced == 0 and forecast.seats:
        hours = f"About {_hours(forecast.hours_a_week)} of listening a week in all."
        return Need(f"{round_.name} can open", f"{sizes} Everyone can be placed. {hours}", url, "Look and open")
    return Need(f"{round_.name}: times are coming in", f"{sizes} Not enough yet for everyone.", url, "Look")


def _institution(acting: Acting, now: datetime) -> Today:
    """The GME office: each program's size and rounds, no participation and no name."""
    found = Today(needs=[Need(*each) for each in help_needs(acting, now)])
    programs = Program.objects.filter(institution=acting.institution).order_by("name")
    count = programs.count()
    found.facts = [("Programs", str(count))]
    if not count and acting.can(Permission.PROGRAMS_WRITE):
        text = "A name, a time zone, and one person who sets it up: two minutes."
        found.needs.append(Need("Start your first program", text, address("home:start_program"), "Start a program"))
    return found


def academic_year_of(day: date, first_month: int) -> date:
    """The first day of the academic year that a day belongs to."""
    return date(day.year if day.month >= first_month else day.year - 1, first_month, 1)


def _day(moment: datetime, zone: str) -> str:
    return day_text(local(moment, zone).date())


def _dates(round_: Round) -> str:
    return f"{round_.starts_on:%B} {round_.starts_on.day} to {round_.ends_on:%B} {round_.ends_on.day}"


def _hours(hours: float) -> str:
    rounded = max(1, round(hours))
    return "one hour" if rounded == 1 else f"{rounded} hours"
