"""Bringing the shared library up to date with its data files; what programs made of it is not touched."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import models, transaction

from prompts.library import Library
from prompts.models import Category, Prompt, Topic


@dataclass
class Loaded:
    """What became of the prompts of the data files."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    retired: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def load(library: Library) -> Loaded:
    """Add, change and retire prompts so that the tables say what the files say; safe to repeat (R18).

    A prompt that is no longer in the files is retired, not deleted: a program may have words of its own for it.
    """
    with transaction.atomic():
        topics = {t.key: {"name": t.name, "position": at} for at, t in enumerate(library.topics)}
        _upsert(Topic, topics)
        Topic.objects.exclude(key__in=topics).delete()
        _upsert(
            Category,
            {
                c.key: {"kind": c.kind, "name": c.name, "about": c.about, "position": at}
                for at, c in enumerate(library.categories)
            },
        )
        loaded = _upsert(Prompt, _prompts(library))
        gone = Prompt.objects.exclude(key__in=[prompt.key for _, prompt in library.prompts()]).filter(retired=False)
        loaded.retired = gone.update(retired=True)
    return loaded


def _prompts(library: Library) -> dict[str, dict[str, Any]]:
    return {
        prompt.key: {
            "category_id": category.key,
            "parent_id": prompt.under or None,
            "position": at,
            "text": prompt.text,
            "instead_of": prompt.instead_of,
            "lean": prompt.lean,
            "topics": list(prompt.topics),
            "document": prompt.document,
            "section": prompt.section,
            "number": prompt.number,
            "fixed": prompt.fixed,
            "retired": False,
        }
        for category in library.categories
        for at, prompt in enumerate(category.prompts, start=1)
    }


def _upsert(model: type[models.Model], wanted: dict[str, dict[str, Any]]) -> Loaded:
    known = {row.pk: row for row in model._default_manager.filter(pk__in=wanted)}
    new = [model(pk=key, **fields) for key, fields in wanted.items() if key not in known]
    other = [known[key] for key, fields in wanted.items() if key in known and _set(known[key], fields)]
    model._default_manager.bulk_create(new)
    if other:
        model._default_manager.bulk_update(other, _names(wanted.values()))
    return Loaded(added=len(new), changed=len(other), unchanged=len(wanted) - len(new) - len(other))


def _names(wanted: Iterable[dict[str, Any]]) -> list[str]:
    return list(next(iter(wanted)))


def _set(row: models.Model, fields: dict[str, Any]) -> bool:
    """Put the values into a row; whether any of them is new."""
    differs = any(getattr(row, name) != value for name, value in fields.items())
    for name, value in fields.items():
        setattr(row, name, value)
    return differs
