"""Reading and writing a window's sealed rows, always all of them at once (privacy.md 2.9)."""

import random
from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import transaction

from followups import vault
from followups.models import Contribution, Window
from followups.themes.rows import EMPTY, Row, open_row, seal_row

type Rows = dict[UUID, Row]

_ORDER = random.SystemRandom()


def locked(window: Window) -> Window:
    """The window, ours until the transaction ends: two changes at once would lose one."""
    return Window.objects.select_for_update(no_key=True, of=("self",)).get(pk=window.pk)


def rows_of(window: Window) -> Rows | None:
    """Every trainee's row, decrypted; None when the window's key is gone."""
    key = vault.key_of(window.aggregate)
    if key is None:
        return None
    sealed = Contribution.objects.filter(window=window).values_list("trainee_id", "sealed")
    return {
        trainee: open_row(bytes(text), key=key, window=window.pk, trainee=trainee)
        for trainee, text in sealed.iterator(chunk_size=2000)
    }


def row_of(window: Window, trainee_id: UUID) -> Row | None:
    """One trainee's row; None when there is none or the key is gone."""
    key = vault.key_of(window.aggregate)
    found = Contribution.objects.filter(window=window, trainee_id=trainee_id).first()
    if key is None or found is None:
        return None
    return open_row(bytes(found.sealed), key=key, window=window.pk, trainee=trainee_id)


def write_anew(window: Window, rows: Rows) -> None:
    """Replace all of a window's rows: a random order, new ids, a new seal each, one transaction.

    So neither place nor system column of a row tells which of them changed, or when.
    """
    key = vault.key_of(window.aggregate)
    if key is None:
        raise LookupError("The key of this window is gone.")
    shuffled = list(rows.items())
    _ORDER.shuffle(shuffled)
    with transaction.atomic():
        Contribution.objects.filter(window=window).delete()
        Contribution.objects.bulk_create(
            (
                Contribution(
                    program_id=window.program_id,
                    window=window,
                    trainee_id=trainee,
                    sealed=seal_row(row, key=key, window=window.pk, trainee=trainee),
                )
                for trainee, row in shuffled
            ),
            batch_size=2000,
        )


def change(window: Window, trainees: Iterable[UUID], edit: Callable[[Row], Row]) -> bool:
    """Change some trainees' rows. False, and nothing written, when the window is published or its key is gone."""
    with transaction.atomic():
        found = locked(window)
        rows = rows_of(found) if found.published_on is None else None
        if rows is None:
            return False
        for trainee in trainees:
            rows[trainee] = edit(rows.get(trainee, EMPTY))
        write_anew(found, rows)
    return True
