"""What the environment says, read once, and refused when production would start on a guess."""

from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

MODES = ("production", "embedded", "test")
# Values that people paste from an example; a site must not run on one.
_GUESSABLE = ("", "change-me", "changeme", "secret", "insecure", "replace-me")


def mode() -> str:
    """The way this process runs; ImproperlyConfigured on a word we do not know."""
    value: str = env.str("HEARTEN_MODE", default="production")
    if value not in MODES:
        raise ImproperlyConfigured(f"HEARTEN_MODE is {value!r}; use one of {', '.join(MODES)}.")
    return value


def secret(name: str, *, at_least: int = 32) -> str:
    """A secret from the environment, refused when missing, short or a well-known default."""
    value: str = env.str(name, default="")
    if value.lower() in _GUESSABLE or value.startswith("django-insecure"):
        raise ImproperlyConfigured(f"Set {name} to a secret of your own, {at_least} characters or more.")
    if len(value) < at_least:
        raise ImproperlyConfigured(f"{name} is too short; use {at_least} characters or more.")
    return value


def required(name: str) -> str:
    """A setting without which nothing can start."""
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set {name}; deploy/env.example shows how.")
    return value


def mailers(var_dir: Path) -> dict[str, dict[str, Any]]:
    """Django's MAILERS: "default" writes into our outbox, "leaving" is the mail server of EMAIL_URL.

    Without one, messages stay in each person's inbox inside Hearten, and sign-in mails become files in VAR_DIR/mail.
    """
    outbox = {"BACKEND": "notices.backends.OutboxBackend"}
    if not env.str("EMAIL_URL", default=""):
        files = {"BACKEND": "notices.backends.EmlBackend", "OPTIONS": {"folder": str(var_dir / "mail")}}
        return {"default": outbox, "leaving": files}
    parts = env.email_url("EMAIL_URL")
    options = {
        "host": parts["EMAIL_HOST"],
        "port": parts["EMAIL_PORT"] or 25,
        "username": parts["EMAIL_HOST_USER"] or "",
        "password": parts["EMAIL_HOST_PASSWORD"] or "",
        "use_tls": parts.get("EMAIL_USE_TLS", False),
        "use_ssl": parts.get("EMAIL_USE_SSL", False),
        "timeout": 20,
    }
    return {"default": outbox, "leaving": {"BACKEND": parts["EMAIL_BACKEND"], "OPTIONS": options}}
