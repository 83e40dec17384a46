"""What Hearten holds about one person, row by row, with the inventory's answers beside it (privacy.md 5).

Reads only: in the person's own tenant, through the table of home/inventory/mine.py, so that nothing is shown to
somebody just because they stand in a row.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.urls import NoReverseMatch, reverse

from checkins.asked import marks_of
from checkins.models import AskedBefore, Slot
from followups.models import PrivateNote
from home.inventory import INVENTORY, LIBRARY, Held
from home.inventory.mine import MINE, SECTIONS, Mine
from home.inventory.retention import model_of
from programs.acting import Acting
from programs.models import Person, Program
from programs.showing import date_text
from programs.times import clock_text, local
from prompts.models import Prompt

# Enough for anybody's page; the download has the rest.
SHOWN = 5
NEVER_SAID = frozenset({"id", "program", "institution"})
# By what a table's rows are put in order, the newest first.
WHEN = ("at", "created_at", "starts_at", "made_at", "saved_at", "written_on", "due_at", "starts_on", "opened_at")
type Cell = tuple[str, str]
type Column = models.Field[Any, Any]


@dataclass
class Holding:
    """The rows of one table about the person, under one title."""

    table: str
    title: str
    answers: list[Held]
    rows: list[list[Cell]] = field(default_factory=list)
    # For files: every field by its name.
    raw: list[dict[str, object]] = field(default_factory=list)
    delete: str = ""
    page: str = ""
    # Notes about the person, which they can have deleted unread: an address and a sentence.
    unread: list[tuple[str, str]] = field(default_factory=list)

    @property
    def shown(self) -> list[list[Cell]]:
        return self.rows[:SHOWN]

    @property
    def hidden(self) -> int:
        return max(0, len(self.rows) - SHOWN)


@dataclass
class Section:
    title: str
    holdings: list[Holding]


def sections(acting: Acting) -> list[Section]:
    """Everything about the acting person here, and about their sign-in; titles without a row are left out."""
    found: dict[str, list[Holding]] = {title: [] for title in SECTIONS}
    for table, mine in each():
        holding = _holding(table, mine, acting)
        if holding.rows:
            found[mine.section].append(holding)
    return [Section(title, holdings) for title, holdings in found.items() if holdings]


def each() -> Iterator[tuple[str, Mine]]:
    """Every title with its table."""
    for table, titles in MINE.items():
        for mine in titles:
            yield table, mine


def rows_of(table: str, mine: Mine, person: Person) -> models.QuerySet[models.Model]:
    """The rows under one title about one person, the newest first."""
    model = model_of(table)
    fields = {each.name for each in model._meta.local_concrete_fields}
    order = [f"-{name}" for name in WHEN if name in fields][:1]
    about = {"mark__in": marks_of(person.pk)} if mine.by == "mark" else {mine.by: person.pk}
    return model._default_manager.filter(**about, **mine.only).order_by(*order, "pk")


def _holding(table: str, mine: Mine, acting: Acting) -> Holding:
    model = model_of(table)
    fields = [each for each in model._meta.local_concrete_fields if each.name not in NEVER_SAID]
    unsaid = set(mine.unsaid.split())
    related = [each.name for each in fields if each.is_relation and each.name not in unsaid]
    answers = INVENTORY.get(table) or [LIBRARY[table]]
    holding = Holding(table, mine.title, answers, delete=mine.delete, page=_address(mine.page))
    rows = rows_of(table, mine, acting.person)
    for row in rows.select_related(*related) if related else rows:
        said = [(each, None if each.name in unsaid else getattr(row, each.name)) for each in fields]
        holding.rows.append([(_label(f), _text(row, f, v, acting)) for f, v in said if not _is_empty(f, v, unsaid)])
        holding.raw.append({f.name: _plain(f, v, unsaid) for f, v in said})
        if isinstance(row, PrivateNote) and mine.by == "trainee":
            day = date_text(local(row.slot.starts_at, acting.zone).date())
            said_of_it = f"{row.author.name} wrote one after your talk on {day}. It deletes itself on"
            address = reverse("followups:delete_note_unread", args=[row.pk])
            holding.unread.append((address, f"{said_of_it} {date_text(row.dies_on)}."))
    return holding


def _is_empty(fld: Column, value: object, unsaid: set[str]) -> bool:
    return fld.name not in unsaid and value in (None, "", [], {})


def _label(fld: Column) -> str:
    words = str(fld.verbose_name)
    return words[:1].upper() + words[1:]


def _text(row: models.Model, fld: Column, value: object, acting: Acting) -> str:
    """A value as the page says it."""
    if value is None:
        return "kept, not shown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        moment = local(value, acting.zone)
        return f"{date_text(moment.date())}, {clock_text(moment)}"
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, Person):
        return "you" if value == acting.person else value.name
    if isinstance(value, Slot):
        moment = local(value.starts_at, acting.zone)
        return f"{date_text(moment.date())}, {clock_text(moment)}, {value.place}"
    if isinstance(row, AskedBefore) and isinstance(value, list):
        return " ".join(Prompt.objects.filter(key__in=value).values_list("text", flat=True))
    if isinstance(value, list):
        return ", ".join(_entry(each) for each in value)
    return str(getattr(row, f"get_{fld.name}_display")() if fld.choices else value)


def _entry(value: object) -> str:
    """One of a list: a word, or a small record such as a question with one's own words for it."""
    return ": ".join(str(each) for each in value.values() if each) if isinstance(value, dict) else str(value)


def _plain(fld: Column, value: object, unsaid: set[str]) -> object:
    """A value as a file holds it: whatever JSON has, else its words."""
    if fld.name in unsaid:
        return "kept, not shown"
    if isinstance(value, (str, int, float, bool, list, dict)) or value is None:
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value.name if isinstance(value, Person | Program) else str(value)


def _address(name: str) -> str:
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:
        return ""
