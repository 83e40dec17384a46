"""Changing what a program decided about itself."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from programs.actions.events import event
from programs.hooks import Change, Happened
from programs.hooks import changed as tell_of
from programs.models import Person, Program

SETTINGS_CHANGED = "settings changed"


def change_settings(*, program: Program, values: Mapping[str, object], by: Person, now: datetime) -> list[str]:
    """Save new settings; the names of those that differ, empty when none does.

    A new zone moves no time that is already offered: instants stay, wall clocks change.
    """
    with transaction.atomic():
        found = Program.objects.select_for_update().get(pk=program.pk)
        former_zone = found.time_zone
        changed = [name for name, value in values.items() if getattr(found, name) != value]
        for name in changed:
            setattr(found, name, values[name])
        if changed:
            found.full_clean(validate_unique=False, validate_constraints=False)
            found.save(update_fields=changed)
            event(found, SETTINGS_CHANGED, by=by, now=now, detail=", ".join(changed)).save()
        if "time_zone" in changed:
            tell_of(Happened(found, Change.ZONE, now, former_zone))
    return changed
