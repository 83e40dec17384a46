"""When each table's rows die, said so that a machine can check it: the inventory's words, and a rule for each of them.

A test holds the two together. The purge deletes by these rules, and asks them afterwards whether anything is left.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from followups.actions.notes import due_notes
from followups.models import NoteKey, PrivateNote, Task, WrapUp
from home.inventory.held import WHILE_A_MEMBER, WITH_ITS_PROGRAM, WITH_ITS_ROUND
from programs.models import Program
from programs.times import today

type Rows = models.QuerySet[Any]
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Rule:
    """What some words of the inventory mean."""

    words: str
    # Whether the purge deletes these rows; else an app ends them in its own way, and this only asks.
    deletes = False

    def overdue(self, table: str, program: Program, now: datetime) -> Rows:
        """Rows that must not be there any more; needs the program's tenant."""
        return rows_here(table, program).none()


@dataclass(frozen=True)
class Kept(Rule):
    """Not about anybody, or gone with the person, the program, or by their own act: no date ends it."""


@dataclass(frozen=True)
class WithPerson(Rule):
    """Gone when its person left the program a year ago (home/purge/leavers.py)."""


@dataclass(frozen=True)
class After(Rule):
    """Gone some time after the moment or day in a field."""

    column: str
    lives: timedelta
    only: Mapping[str, object] = field(default_factory=dict)
    deletes = True

    def overdue(self, table: str, program: Program, now: datetime) -> Rows:
        """Rows older than that; a field without a value counts as still needed."""
        return rows_here(table, program).filter(**{f"{self.column}__lt": self.limit(table, program, now)}, **self.only)

    def limit(self, table: str, program: Program | None, now: datetime) -> datetime | date:
        """The first moment, or local day, that is not too old."""
        kind = model_of(table)._meta.get_field(self.column)
        if isinstance(kind, models.DateTimeField):
            return now - self.lives
        return (today(now, program.time_zone) if program else now.date()) - self.lives


@dataclass(frozen=True)
class WithRound(Rule):
    """Gone when the round closes; `path` leads to it."""

    path: str
    only: Mapping[str, object] = field(default_factory=dict)

    def overdue(self, table: str, program: Program, now: datetime) -> Rows:
        """Rows of a closed round."""
        return rows_here(table, program).filter(**{f"{self.path}__state": "closed"}, **self.only)


@dataclass(frozen=True)
class Worked(Rule):
    """Anything else: the rows, from program and moment."""

    rows: Callable[[Program, datetime], Rows]
    deletes = True

    def overdue(self, table: str, program: Program, now: datetime) -> Rows:
        """The rows that the function names."""
        return self.rows(program, now)


@dataclass(frozen=True)
class Emptied(Worked):
    """Rows that stay while an app empties a field of theirs."""

    deletes = False


def model_of(table: str) -> type[models.Model]:
    """The model of a table. Raises LookupError for a table that no model has."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table == table:
            return model
    raise LookupError(table)


def rows_here(table: str, program: Program) -> Rows:
    """A table's rows in a program, or in its institution for what belongs to that."""
    model = model_of(table)
    names = {each.name for each in model._meta.local_concrete_fields}
    # The base manager: one that hides some rows from pages must hide none from here.
    rows = model._base_manager.all()
    if "program" in names:
        return rows.filter(program=program)
    return rows.filter(institution=program.institution_id) if "institution" in names else rows


def _old_notes(program: Program, now: datetime) -> Rows:
    return due_notes(program, today(now, program.time_zone))


def _keys_without_notes(program: Program, _now: datetime) -> Rows:
    notes = PrivateNote.objects.filter(program=program, author=OuterRef("author"))
    return NoteKey.objects.filter(~Exists(notes), program=program)


def _old_wrap_ups(program: Program, now: datetime) -> Rows:
    tasks = Task.objects.filter(wrap_up=OuterRef("pk")).filter(Q(closed_at__isnull=True) | Q(closed_at__gte=now - YEAR))
    return WrapUp.objects.filter(~Exists(tasks), program=program, done_at__lt=now - YEAR)


def _members_of_old_wrap_ups(program: Program, now: datetime) -> Rows:
    return rows_here("followups_sessionmember", program).filter(wrap_up__in=_old_wrap_ups(program, now))


def _old_tallies(program: Program, now: datetime) -> Rows:
    limit = today(now, program.time_zone) - timedelta(days=500)
    return rows_here("checkins_roundtally", program).filter(round__ends_on__lt=limit)


def _old_mentorships(program: Program, now: datetime) -> Rows:
    rows = rows_here("resources_mentorship", program)
    came_to_nothing = Q(state__in=("led_on", "withdrawn"), answered_at__lt=now - timedelta(days=30))
    return rows.filter(came_to_nothing | Q(state="ended", ended_at__lt=now - YEAR))


def _remembering(table: str) -> Callable[[Program, datetime], Rows]:
    def rows(program: Program, now: datetime) -> Rows:
        limit = today(now, program.time_zone) - 2 * YEAR
        return rows_here(table, program).filter(ends_on__lt=limit).exclude(memory=b"")

    return rows


# What the same words mean wherever they stand.
EVERYWHERE: tuple[Rule, ...] = (
    Kept(WITH_ITS_PROGRAM),
    Kept("always"),
    WithPerson(WHILE_A_MEMBER),
)
A_YEAR_AFTER_BOTH = "a year after it was finished and its promises are closed"
NOTES_LIVE = "90 days, a year if its writer keeps it longer, and 30 days after one of you leaves"
BY_MESSAGE = "until the round closes, else 90 days"

RULES: dict[str, tuple[Rule, ...]] = {
    "programs_rosterreport": (After("a year after it is put right", "done_at", YEAR),),
    "programs_supervision": (After("a year after the rotation", "ends_on", YEAR),),
    # Deleted by a function of the database (programs/migrations/0005_ends.py), which needs no tenant.
    "programs_accessevent": (After("two years", "at", 2 * YEAR),),
    "notices_notice": (After(BY_MESSAGE, "due_at", timedelta(days=90)),),
    "notices_inboxitem": (After(BY_MESSAGE, "created_at", timedelta(days=90)),),
    "notices_calendarentry": (
        After("until the round closes, else 90 days after the entry's end", "ends_at", timedelta(days=90)),
    ),
    "notices_calendarfeed": (Kept("until you switch it off"),),
    "notices_sweepmark": (Kept("overwritten every minute"),),
    "resources_handedover": (After("until you remove it, a year at most", "at", YEAR),),
    "resources_mentorship": (
        Worked("a month after a question that came to nothing, a year after an end", _old_mentorships),
        # The same rows: the steps lie in them.
        Kept("a year after an end"),
    ),
    "resources_milestone": (Kept("with the mentorship"),),
    "resources_meeting": (Kept("with the mentorship"),),
    "resources_review": (Kept("with the mentorship"),),
    "triage_contact": (Kept("until it is taken off the page"),),
    "triage_confirmation": (After("a year after it was sent", "asked_at", YEAR),),
    "checkins_blackout": (After("a year after they end", "ends_on", YEAR),),
    "checkins_offer": (WithRound(WITH_ITS_ROUND, "round"),),
    "checkins_seat": (WithRound(WITH_ITS_ROUND, "slot__round", {"trainee__isnull": False}),),
    "checkins_conversationplan": (
        WithRound("a day after the talk the listener's own words, with the round the rest", "slot__round"),
    ),
    "checkins_askedbefore": (After("200 days after the round", "forget_on", timedelta(0)),),
    "checkins_roundtally": (Worked("until they have been published, 500 days at most", _old_tallies),),
    "checkins_busyspan": (After("a week after they are over", "ends_at", timedelta(weeks=1)),),
    "checkins_ask": (After("seven weeks", "asked_at", timedelta(weeks=7)),),
    "followups_window": (Emptied("two years after that window", _remembering("followups_window")),),
    "followups_pool": (Emptied("two years after that window", _remembering("followups_pool")),),
    # Destroyed with its key by the publication (followups/themes/).
    "followups_contribution": (Kept("until the window is published; its key is destroyed with it"),),
    "followups_wrapup": (
        Worked(A_YEAR_AFTER_BOTH, _old_wrap_ups),
        After("until it is finished, 30 days at most", "saved_at", timedelta(days=30), {"state": "draft"}),
    ),
    "followups_sessionmember": (Worked(A_YEAR_AFTER_BOTH, _members_of_old_wrap_ups),),
    "followups_task": (After("a year after it is done or let go", "closed_at", YEAR),),
    "followups_privatenote": (Worked(NOTES_LIVE, _old_notes),),
    "followups_notekey": (Worked("until your last note is gone", _keys_without_notes),),
    "mfa_authenticator": (Kept("until you remove it"),),
}

# Rows of nobody's program: sign-in and what waits for it.
OUTSIDE: dict[str, After] = {
    "notices_accountmail": After("until it is sent, an hour at most", "created_at", timedelta(hours=1)),
    "account_emailconfirmation": After("three days", "sent", timedelta(days=3)),
    # The day on which it expires is in the row.
    "django_session": After("seven days", "expire_date", timedelta(0)),
}


def rules_of(table: str) -> dict[str, Rule]:
    """The rules of a table by the inventory's words; words without one are the test's to find."""
    own = RULES.get(table, ())
    outside = (OUTSIDE[table],) if table in OUTSIDE else ()
    return {rule.words: rule for rule in (*EVERYWHERE, *own, *outside)}
