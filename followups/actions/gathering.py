"""A window's life, a night at a time: opened, sealed anew, published once, its key destroyed (privacy.md 2.7, 2.9)."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Count, QuerySet

from checkins.models import RoundTally
from followups import vault
from followups.counting import Rows, locked, rows_of, write_anew
from followups.models import Contribution, Pool, Task, Window
from followups.themes import KEYS, Contributor, Outcome, publish, snapshot_of
from followups.themes.change import Snapshot
from followups.themes.rows import EMPTY, Remembered, open_memory, seal_memory
from followups.themes.windows import (
    ALONE_FROM,
    POOL_PROGRAMS,
    REMEMBERED,
    pool_is_enough,
    share,
    share_of_pool,
    share_of_promises,
    span_for,
)
from notices import faults
from programs import tenancy
from programs.models import Membership, Program, Role
from programs.times import today

UNKNOWN = Snapshot(None)
TALLIES_KEPT = timedelta(days=500)


def nightly(program: Program, now: datetime) -> None:
    """Everything that a program's windows need; harmless as often as it runs."""
    day = today(now, program.time_zone)
    open_window(program=program, day=day)
    renew(program=program, day=day)
    publish_due(program=program, day=day)
    destroy_left_keys(program)
    # Counts of a round that no window ever asked for.
    RoundTally.objects.filter(program=program, round__ends_on__lt=day - TALLIES_KEPT).delete()


# --- Opening ------------------------------------------------------------------------------------------------------


def trainees_on(program: Program, day: date) -> list[UUID]:
    """Who is a trainee of a program on a day."""
    held = Membership.objects.on(day).filter(program=program, role=Role.TRAINEE, person__is_active=True)
    return sorted(held.values_list("person_id", flat=True))


def open_window(*, program: Program, day: date) -> Window | None:
    """Open the window that a day falls in, alone or with other small programs; None where there is or can be none."""
    if _covering(program, day).exists():
        return None
    trainees = trainees_on(program, day)
    if len(trainees) < ALONE_FROM:
        return _open_pool(program, day)
    span = span_for(day, len(trainees), _last_ended(program))
    window = Window(
        pk=uuid5(program.pk, span.first.isoformat()),
        program=program,
        starts_on=span.first,
        ends_on=span.last,
        eligible=len(trainees),
    )
    key = vault.make_key(window.pk)
    window.memory = seal_memory(_not_handed_over([program], day), key=key, aggregate=window.pk)
    window.save(force_insert=True)
    write_anew(window, dict.fromkeys(trainees, EMPTY))
    return window


def _covering(program: Program, day: date) -> QuerySet[Window]:
    return Window.objects.filter(program=program, starts_on__lte=day, ends_on__gte=day)


def _last_ended(program: Program) -> date | None:
    return Window.objects.filter(program=program).order_by("-ends_on").values_list("ends_on", flat=True).first()


def _open_pool(program: Program, day: date) -> Window | None:
    institution = program.institution_id
    with connection.cursor() as cursor:
        # Two programs' nights may come at once; the second finds what the first opened.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 8))", [str(institution)])
    if _covering(program, day).exists():
        return None
    small = _small_programs(institution, day)
    if program.pk not in {each.pk for each, _ in small} or not pool_is_enough([len(people) for _, people in small]):
        return None
    span = span_for(day, 0)
    pool = Pool(
        pk=uuid5(institution, span.first.isoformat()),
        institution_id=institution,
        starts_on=span.first,
        ends_on=span.last,
        eligible=sum(len(people) for _, people in small),
    )
    if Pool.objects.filter(pk=pool.pk).exists():
        # Who is in it was decided when it opened; a program that comes later joins the next.
        return None
    key = vault.make_key(pool.pk)
    pool.memory = seal_memory(_not_handed_over([each for each, _ in small], day), key=key, aggregate=pool.pk)
    pool.save(force_insert=True)
    windows = [_join_pool(pool, each, people, day) for each, people in small]
    return next(window for window in windows if window.program_id == program.pk)


def _small_programs(institution: UUID, day: date) -> list[tuple[Program, list[UUID]]]:
    found = []
    for program in Program.objects.filter(institution_id=institution).order_by("pk"):
        with tenancy.inside(program=program):
            people = trainees_on(program, day)
            if 0 < len(people) < ALONE_FROM and not _covering(program, day).exists():
                found.append((program, people))
    return found


def _join_pool(pool: Pool, program: Program, people: list[UUID], day: date) -> Window:
    with tenancy.inside(program=program):
        span = span_for(day, 0, _last_ended(program))
        window = Window.objects.create(
            pk=uuid5(program.pk, span.first.isoformat()),
            program=program,
            pool=pool,
            starts_on=span.first,
            ends_on=span.last,
            eligible=len(people),
        )
        write_anew(window, dict.fromkeys(people, EMPTY))
    return window


def _not_handed_over(programs: list[Program], day: date) -> tuple[Remembered, ...]:
    """A block of nothing known for each earlier window that was published before this one was there to be told of it.

    While the last one is unpublished it will hand on all that it knows.
    """
    blocks = []
    for program in programs:
        with tenancy.inside(program=program):
            past = list(Window.objects.filter(program=program, ends_on__gt=day - REMEMBERED))
        if all(window.published_on is not None for window in past):
            blocks += [Remembered(window.ends_on.toordinal(), 0, UNKNOWN) for window in past]
    return tuple(blocks)


# --- Every night --------------------------------------------------------------------------------------------------


def renew(*, program: Program, day: date) -> int:
    """Seal every row of every unpublished window anew, and give newcomers one. How many windows."""
    waiting = list(Window.objects.filter(program=program, published_on__isnull=True).order_by("pk"))
    newcomers = trainees_on(program, day)
    for window in waiting:
        with transaction.atomic():
            rows = rows_of(locked(window))
            if rows is None:
                continue
            if window.starts_on <= day <= window.ends_on:
                rows = {**dict.fromkeys(newcomers, EMPTY), **rows}
            write_anew(window, rows)
    return len(waiting)


# --- Publishing ---------------------------------------------------------------------------------------------------


def publish_due(*, program: Program, day: date) -> list[Window | Pool]:
    """Publish what has been closed for thirty days: once, in one transaction that also deletes every contribution."""
    waiting = Window.objects.filter(program=program, published_on__isnull=True).select_related("pool")
    done: list[Window | Pool] = []
    for window in [each for each in waiting if day >= each.span.due]:
        done += _publish_pool(window.pool, day) if window.pool else _publish_alone(window, day)
    return done


def _publish_alone(window: Window, day: date) -> list[Window | Pool]:
    with transaction.atomic():
        found = Window.objects.select_for_update().get(pk=window.pk)
        if found.published_on is not None:
            return []
        _conclude(found, [found], day)
        _say(found)
    return [found]


def _publish_pool(pool: Pool, day: date) -> list[Window | Pool]:
    with transaction.atomic():
        # Whoever finds it locked leaves it to whom it is locked for; waiting here could wait for each other.
        found = Pool.objects.select_for_update(skip_locked=True).filter(pk=pool.pk, published_on__isnull=True).first()
        if found is None:
            return []
        members = []
        for program in Program.objects.filter(institution_id=found.institution_id).order_by("pk"):
            with tenancy.inside(program=program):
                members += list(Window.objects.select_for_update(of=("self",)).filter(pool=found))
        _conclude(found, members, day)
        for window in members:
            window.published_on, window.themes = found.published_on, found.themes
            with tenancy.inside(program_id=window.program_id, institution_id=found.institution_id):
                _say(window)
        found.save()
    return [found]


def _conclude(aggregate: Window | Pool, members: list[Window], day: date) -> None:
    """Decide what appears, hand on what later windows must know, and let the key die once this is committed."""
    key = vault.key_of(aggregate.pk)
    rows = [_inside(window, _rows) for window in members]
    people = _contributors(rows)
    former = open_memory(bytes(aggregate.memory), key=key, aggregate=aggregate.pk) if key else ()
    outcome = (
        publish(
            people,
            themes=KEYS,
            secret=key,
            program=aggregate.institution_id if isinstance(aggregate, Pool) else aggregate.program_id,
            window=aggregate.pk,
            former=[block.snapshot for block in former],
        )
        if key
        else Outcome()
    )
    snapshot = UNKNOWN if key is None else snapshot_of(people if outcome.decided else ())
    block = Remembered(aggregate.ends_on.toordinal(), sum(map(len, rows)), snapshot)
    _hand_on(members, (*former, block), day)
    aggregate.published_on, aggregate.themes = day, list(outcome.themes)
    aggregate.memory = b""
    pooled = isinstance(aggregate, Pool)
    aggregate.participation = _participation(members, pooled=pooled) or ""
    aggregate.promises = _promises(members, pooled=pooled) or ""
    faults.point("before_publication")
    transaction.on_commit(lambda: _after_commit(aggregate.pk))


def _after_commit(aggregate: UUID) -> None:
    faults.point("after_publication")
    vault.destroy_key(aggregate)


def _say(window: Window) -> None:
    Contribution.objects.filter(window=window).delete()
    window.save()


def _rows(window: Window) -> Rows:
    return rows_of(window) or {}


def _contributors(found: list[Rows]) -> list[Contributor]:
    """Whoever was asked; a trainee of two programs of a pool counts once."""
    people: dict[UUID, Contributor] = {}
    for who, row in (item for rows in found for item in rows.items() if item[1].asked):
        other = people.get(who, Contributor(who, frozenset()))
        people[who] = Contributor(who, row.panels | other.panels, row.themes | other.themes)
    return list(people.values())


def _hand_on(members: list[Window], blocks: tuple[Remembered, ...], day: date) -> None:
    """Let the windows that come after know who took part, so that two windows side by side give nobody away (T5)."""
    fresh = tuple(block for block in blocks if block.ended > (day - REMEMBERED).toordinal())
    for successor in {found.pk: found for window in members if (found := _successor(window)) is not None}.values():
        key = vault.key_of(successor.pk)
        if key is None:
            continue
        known = open_memory(bytes(successor.memory), key=key, aggregate=successor.pk)
        # Padded to the same length whatever was decided; sealed with the successor's key, since ours dies now.
        successor.memory = seal_memory((*known, *fresh), key=key, aggregate=successor.pk)
        _save_memory(successor)


def _successor(window: Window) -> Window | Pool | None:
    def look(of: Window) -> Window | None:
        later = Window.objects.select_related("pool").filter(program_id=of.program_id, starts_on__gt=of.starts_on)
        return later.filter(published_on__isnull=True).order_by("starts_on").first()

    found = _inside(window, look)
    return found.pool or found if found is not None else None


def _save_memory(aggregate: Window | Pool) -> None:
    if isinstance(aggregate, Pool):
        aggregate.save(update_fields=["memory"])
        return
    _inside(aggregate, lambda window: window.save(update_fields=["memory"]))


def _participation(members: list[Window], *, pooled: bool) -> str | None:
    """A word from the rounds of the window, whose tallies have then done their work and go (privacy.md 1)."""
    tallies = [_inside(window, _take_tallies) for window in members]
    # Of a pool, all of it counts as one.
    return share_of_pool(tallies) if pooled else share(tallies[0])


def _promises(members: list[Window], *, pooled: bool) -> str | None:
    """A word for how promises of these days were kept, by the same rules."""
    found = [_inside(window, _made_and_kept) for window in members]
    if pooled and sum(bool(made) for made, _ in found) < POOL_PROGRAMS:
        return None
    made: Counter[UUID | None] = Counter()
    for each, _ in found:
        made.update(each)
    return share_of_promises(made, sum(kept for _, kept in found))


def _made_and_kept(window: Window) -> tuple[dict[UUID | None, int], int]:
    """How many promises each person made, and how many were kept in all."""
    zone = ZoneInfo(window.program.time_zone)
    first, after = window.starts_on, window.ends_on + timedelta(days=1)
    tasks = Task.objects.filter(
        program_id=window.program_id,
        made_at__gte=datetime.combine(first, time.min, zone),
        made_at__lt=datetime.combine(after, time.min, zone),
    )
    owners = tasks.order_by().values_list("owner").annotate(count=Count("pk"))
    return dict(owners), tasks.filter(state=Task.State.DONE).count()


def _take_tallies(window: Window) -> list[tuple[int, int]]:
    found = RoundTally.objects.filter(
        program_id=window.program_id, round__starts_on__range=(window.starts_on, window.ends_on)
    )
    taken = list(found.values_list("eligible", "held"))
    found.delete()
    return taken


def _inside[T](window: Window, do: Callable[[Window], T]) -> T:
    institution = window.pool.institution_id if window.pool else None
    if institution is None:
        return do(window)
    with tenancy.inside(program_id=window.program_id, institution_id=institution):
        return do(window)


def destroy_left_keys(program: Program) -> None:
    """Destroy what a process killed between its commit and the key left behind; never before our own commit."""
    for window in Window.objects.filter(program=program, published_on__isnull=False):
        if vault.key_of(window.aggregate) is not None:
            transaction.on_commit(partial(vault.destroy_key, window.aggregate))
