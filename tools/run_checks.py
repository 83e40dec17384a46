"""`make check`: everything that can be said about the code without running its tests. Run by .venv's Python."""

import base64
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from launcher.postgres import EmbeddedPostgres  # noqa: E402  # the project's folder had to be named first

BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]


def made_up() -> dict[str, str]:
    """The settings that every mode asks for, with secrets that nobody will ever use."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "NOTE_KEYS": "1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
    }


def production() -> dict[str, str]:
    """What an operator would set; nothing of it is connected to."""
    return {
        **made_up(),
        "HEARTEN_MODE": "production",
        "REDIS_URL": "redis://queue.invalid:6379/0",
        "EMAIL_URL": "smtp+tls://user:secret@mail.invalid:587",
        "DEFAULT_FROM_EMAIL": "no-reply@hearten.invalid",
        "ALLOWED_HOSTS": "hearten.invalid",
        "SITE_URL": "https://hearten.invalid",
        "THEME_KEYS_DIR": "/nowhere/theme-keys",
    }


def checks(database: dict[str, str]) -> list[tuple[str, list[str], dict[str, str]]]:
    """Name, command and environment of each."""
    here = {"HEARTEN_MODE": "test", **made_up(), **database}
    there = {**production(), **database}
    return [
        ("style (ruff)", [str(BIN / "ruff"), "check", "--quiet", "."], {}),
        ("format (ruff)", [str(BIN / "ruff"), "format", "--quiet", "--check", "."], {}),
        ("types (mypy)", [str(BIN / "mypy"), "."], here),
        ("imports between apps (import-linter)", [str(BIN / "lint-imports"), "--no-cache"], here),
        ("templates (djlint)", [str(BIN / "djlint"), "templates", "--lint"], {}),
        ("missing migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], here),
        ("production settings", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], there),
    ]


def passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    """Run one and say how it went; what it prints is shown only when it fails."""
    began = time.monotonic()
    print(f"{name} ... ", end="", flush=True)
    together = {**os.environ, **environment}
    pipe = subprocess.PIPE
    done = subprocess.run(command, cwd=ROOT, env=together, stdout=pipe, stderr=subprocess.STDOUT, check=False)
    print(f"{'ok' if done.returncode == 0 else 'FAILED'} ({time.monotonic() - began:.0f} s)", flush=True)
    if done.returncode != 0:
        print(done.stdout.decode(errors="replace"), flush=True)
    return done.returncode == 0


def main() -> int:
    """Run every check to the end; 1 when one has failed."""
    with EmbeddedPostgres.temporary() as server:
        server.create_database("checked")
        database = {"DATABASE_URL": server.app_url("checked"), "MIGRATE_DATABASE_URL": server.owner_url("checked")}
        failed = [name for name, command, environment in checks(database) if not passes(name, command, environment)]
    print(f"Failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
