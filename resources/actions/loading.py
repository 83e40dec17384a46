"""Bringing the shared directory up to date with its data file; what programs made of it is not touched."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from resources.library import ResourceData
from resources.models import Resource


def load(rows: Sequence[ResourceData]) -> dict[str, int]:
    """Add, change and retire resources so that the table says what the file says; safe to repeat.

    A resource that is no longer in the file is retired, not deleted: a program may have changed it, or handed it over.
    """
    wanted = {row.key: _fields(row, at) for at, row in enumerate(rows, start=1)}
    with transaction.atomic():
        known = {row.pk: row for row in Resource.objects.filter(pk__in=wanted)}
        new = [Resource(pk=key, **fields) for key, fields in wanted.items() if key not in known]
        other = [row for key, row in known.items() if _set(row, wanted[key])]
        for row in (*new, *other):
            row.fill_search()
        Resource.objects.bulk_create(new)
        if other:
            Resource.objects.bulk_update(other, [*next(iter(wanted.values())), "terms", "prose"])
        retired = Resource.objects.exclude(pk__in=wanted).filter(retired=False).update(retired=True)
    unchanged = len(wanted) - len(new) - len(other)
    return {"added": len(new), "changed": len(other), "unchanged": unchanged, "retired": retired}


def _fields(row: ResourceData, at: int) -> dict[str, Any]:
    return {
        "position": at,
        "name": row.name,
        "about": row.about,
        "audiences": list(row.audiences),
        "needs": list(row.needs),
        "moments": list(row.moments),
        "country": row.country,
        "specialty": row.specialty,
        "reach": row.reach,
        "url": row.url,
        "cost": row.cost,
        "hours": row.hours,
        "also": row.also,
        "document": row.document,
        "section": row.section,
        "verified_on": row.verified,
        "retired": False,
    }


def _set(row: Resource, fields: dict[str, Any]) -> bool:
    """Put the values into a row; whether any of them is new, or what a search reads is."""
    before = (row.terms, row.prose)
    differs = any(getattr(row, name) != value for name, value in fields.items())
    for name, value in fields.items():
        setattr(row, name, value)
    row.fill_search()
    return differs or before != (row.terms, row.prose)
