"""What each process is told in its environment."""

import os

from launcher.errors import LaunchError
from launcher.place import ROOT, Place
from launcher.postgres import EmbeddedPostgres, Passwords
from launcher.secret_file import Secrets


def given_database() -> dict[str, str]:
    """The addresses in DATABASE_URL and MIGRATE_DATABASE_URL; empty when the embedded server is to be used."""
    app, owner = os.environ.get("DATABASE_URL"), os.environ.get("MIGRATE_DATABASE_URL")
    if not app and not owner:
        return {}
    if not app or not owner:
        raise LaunchError(
            "Set both DATABASE_URL (the application's role) and MIGRATE_DATABASE_URL (the owner's), or neither."
        )
    return {"DATABASE_URL": app, "MIGRATE_DATABASE_URL": owner}


def passwords(known: Secrets) -> Passwords:
    """The database's three passwords."""
    return Passwords(superuser=known.database_superuser, owner=known.database_owner, app=known.database_app)


def addresses(server: EmbeddedPostgres) -> dict[str, str]:
    """The embedded server's addresses, as `given_database` would have them."""
    return {"DATABASE_URL": server.app_url(), "MIGRATE_DATABASE_URL": server.owner_url()}


def common(place: Place, known: Secrets) -> dict[str, str]:
    """The environment of every process of ours; what the person set goes before what we would choose."""
    ours = {
        "HEARTEN_MODE": "embedded",
        "SECRET_KEY": known.secret_key,
        "NOTE_KEYS": known.note_keys,
        "SITE_URL": place.url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONUNBUFFERED": "1",
    }
    fixed = {"VAR_DIR": str(place.var), "PORT": str(place.port), "PYTHONPATH": str(ROOT)}
    return {**ours, **os.environ, **fixed}


def for_upkeep(place: Place, known: Secrets, database: dict[str, str]) -> dict[str, str]:
    """For `manage.py migrate` and the loading of data: both roles."""
    return {**common(place, known), **database}


def for_service(place: Place, known: Secrets, database: dict[str, str]) -> dict[str, str]:
    """For web, worker and beat: never the address of the role that owns the tables and could pass by their policies."""
    told = {**common(place, known), **database}
    told.pop("MIGRATE_DATABASE_URL", None)
    return told


def for_looking(place: Place) -> dict[str, str]:
    """For `manage.py help`, where there is no database yet: enough for the settings, and nothing that could be used."""
    return common(place, Secrets.generate()) | {"DATABASE_URL": "postgresql://nobody@database.invalid/none"}
