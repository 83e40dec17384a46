"""A pytest plugin, loaded before Django reads its settings: one throwaway PostgreSQL a run, one database a worker.

Tests connect as the application's role, so that row level security and grants hold in them as in production.
"""

import atexit
import base64
import os
import shutil
import tempfile
from urllib.parse import urlsplit, urlunsplit

from launcher.postgres import EmbeddedPostgres

SERVER = "HEARTEN_TEST_SERVER"  # the superuser's address, handed down to xdist's workers


def _named(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def _start() -> None:
    # Room for eight worker processes and two hundred requests at once. No autovacuum: what reads a table at a moment of
    # its own choosing keeps deleted rows in the files that tests look through.
    server = EmbeddedPostgres.temporary(
        settings={"max_connections": "300", "shared_buffers": "64MB", "autovacuum": "off"}
    )
    server.start()
    atexit.register(server.stop)
    os.environ[SERVER] = server.superuser_url()
    os.environ["MIGRATE_DATABASE_URL"] = server.owner_url("postgres")
    os.environ["DATABASE_URL"] = server.app_url("postgres")


if SERVER not in os.environ:
    _start()

# HEARTEN_TEST_SERVER may name a server that runs already; then HEARTEN_TEST_DATABASE keeps two runs on it apart.
RUN, WORKER = (os.environ.get(name, "") for name in ("HEARTEN_TEST_DATABASE", "PYTEST_XDIST_WORKER"))
DATABASE = "_".join(filter(None, ["test", RUN, WORKER])) if RUN or WORKER else "test_one"
os.environ["DATABASE_URL"] = _named(os.environ["DATABASE_URL"], DATABASE)
os.environ["MIGRATE_DATABASE_URL"] = _named(os.environ["MIGRATE_DATABASE_URL"], DATABASE)
os.environ["HEARTEN_MODE"] = "test"
os.environ["SECRET_KEY"] = "a secret for tests alone, long enough to be let through by the settings"
os.environ["NOTE_KEYS"] = "1:" + base64.b64encode(b"k" * 32).decode()
os.environ["THEME_KEYS_DIR"] = tempfile.mkdtemp(prefix="theme-keys-")
atexit.register(shutil.rmtree, os.environ["THEME_KEYS_DIR"], ignore_errors=True)
for name in ("EMAIL_URL", "REDIS_URL", "HEARTEN_DEMO"):
    os.environ.pop(name, None)
