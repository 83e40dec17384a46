"""Seal the seeds of second factors that were stored as they are (programs/seeds.py)."""

from collections.abc import Callable
from typing import Any

from django.db import migrations

from programs.keyring import keyring
from programs.seeds import SEALED, open_seed, seal_seed, with_seeds


def _change(apps: Any, schema_editor: Any, change: Callable[[str], str]) -> None:
    authenticators = apps.get_model("mfa", "Authenticator").objects.using(schema_editor.connection.alias)
    for found in authenticators.exclude(type="webauthn").select_for_update():
        changed = with_seeds(found.data, change)
        if changed != found.data:
            found.data = changed
            found.save(update_fields=["data"])


def seal(apps: Any, schema_editor: Any) -> None:
    ring = keyring()
    _change(apps, schema_editor, lambda text: text if text.startswith(f"{SEALED}:") else seal_seed(text, ring))


def unseal(apps: Any, schema_editor: Any) -> None:
    ring = keyring()
    _change(apps, schema_editor, lambda text: open_seed(text, ring) if text.startswith(f"{SEALED}:") else text)


class Migration(migrations.Migration):
    dependencies = [("programs", "0006_set_aside"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(seal, unseal)]
