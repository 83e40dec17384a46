"""What a trainee lets be counted. Nobody is told, and no access event names it (privacy.md 2.1)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from checkins.models import Format, Slot
from followups.counting import change
from followups.models import SessionMember, Window, WrapUp
from followups.themes import BY_KEY
from followups.themes.rows import PANELS, Row
from followups.themes.windows import FREELY
from programs.errors import RefusedError
from programs.models import Person, Program
from programs.times import local, today

CLOSED = "This time is over: what was counted then cannot be changed any more."
TOO_LATE = "The seven days after your talk are over. You can still take everything back."


def propose(*, slot: Slot, trainee: Person, by: Person, themes: Iterable[str], now: datetime) -> bool:
    """Note that a trainee was asked "may this be counted?", and what they said may be; none is an answer, too.

    Adds to what stands already. False, and nothing noted, where the program gathers no themes at that time.
    Raises RefusedError for an unknown theme, or by somebody who did not listen.
    """
    return _ask(slot=slot, trainees=[trainee.pk], by=by, themes=_known(themes), now=now)


def ask_group(*, slot: Slot, trainees: Sequence[Person], by: Person, now: datetime) -> bool:
    """Note that the members of a session were told they may tick on their own page (privacy.md 2.1)."""
    return _ask(slot=slot, trainees=[person.pk for person in trainees], by=by, themes=frozenset(), now=now)


def pass_over(*, slot: Slot, now: datetime) -> None:
    """Nobody was asked: the rows are written anew all the same, so that a wrap-up never tells whether somebody was."""
    window = window_of(slot, now)
    if window is not None:
        change(window, (), lambda row: row)


def _ask(*, slot: Slot, trainees: Sequence[UUID], by: Person, themes: frozenset[str], now: datetime) -> bool:
    if slot.facilitator_id != by.pk:
        raise RefusedError("Only whoever listened can ask this.")
    window = window_of(slot, now)
    if window is None:
        return False
    heard = panels_of(slot)
    return change(window, trainees, lambda row: _with(row, heard, row.themes | themes))


def _with(row: Row, heard: frozenset[UUID], themes: frozenset[str]) -> Row:
    panels = row.panels | heard
    # Where there is no room for whoever heard it, it must not be counted either.
    return row if len(panels) > PANELS else Row(asked=True, themes=themes, panels=panels)


def window_of(slot: Slot, now: datetime) -> Window | None:
    """The window that a talk counts in, while it can still be changed."""
    zone = slot.program.time_zone
    day = local(slot.starts_at, zone).date()
    found = Window.objects.filter(program_id=slot.program_id, starts_on__lte=day, ends_on__gte=day).first()
    return found if found is not None and found.open_on(today(now, zone)) else None


def panels_of(slot: Slot) -> frozenset[UUID]:
    """Who knows what was said: the listener, and the group where there was one."""
    group = {slot.pk} if slot.format == Format.GROUP else set()
    return frozenset({slot.facilitator_id} | group)


def choose(*, program: Program, by: Person, themes: Iterable[str], now: datetime) -> None:
    """Set what a trainee wants counted, within seven days of a talk; none is fine. Raises RefusedError afterwards."""
    chosen = _known(themes)
    windows = fresh_windows(program, by, now)
    if not windows:
        raise RefusedError(TOO_LATE)
    for window, heard in windows:
        change(window, [by.pk], lambda row, heard=heard: _with(row, heard, chosen))  # type: ignore[misc]  # bound now


def fresh_windows(program: Program, trainee: Person, now: datetime) -> list[tuple[Window, frozenset[UUID]]]:
    """Windows in which a trainee had a talk wrapped up within seven days, with who heard them there; mostly one."""
    lately = WrapUp.objects.filter(program=program, state=WrapUp.State.HELD, done_at__gt=now - FREELY)
    groups = SessionMember.objects.filter(program=program, person=trainee).values("wrap_up_id")
    mine = (lately.filter(trainee=trainee) | lately.filter(pk__in=groups)).select_related("slot__program")
    found: dict[Window, frozenset[UUID]] = {}
    for wrap_up in mine:
        window = window_of(wrap_up.slot, now)
        if window is not None:
            found[window] = found.get(window, frozenset()) | panels_of(wrap_up.slot)
    return list(found.items())


def withdraw(*, program: Program, by: Person, now: datetime) -> None:
    """Take everything back, in every window that has not closed. Raises RefusedError when none is open."""
    windows = open_windows_of(program, now)
    if not windows:
        raise RefusedError(CLOSED)
    for window in windows:
        change(window, [by.pk], lambda row: Row(panels=row.panels))


def open_windows_of(program: Program, now: datetime) -> list[Window]:
    """Windows whose contributions can still be changed: one, and for two weeks the one before it."""
    day = today(now, program.time_zone)
    windows = Window.objects.filter(program=program, published_on__isnull=True).order_by("starts_on")
    return [window for window in windows if window.open_on(day)]


def _known(themes: Iterable[str]) -> frozenset[str]:
    chosen = frozenset(themes)
    if not chosen <= BY_KEY.keys():
        raise RefusedError("Choose from the list of themes.")
    return chosen
