"""Prints a .env for docker-compose.yml with fresh secrets: python3 deploy/make_env.py HOST > .env"""

import base64
import re
import secrets
import sys
from pathlib import Path

SECRET_NAMES = {
    "SECRET_KEY",
    "SUPERUSER_DATABASE_PASSWORD",
    "OWNER_DATABASE_PASSWORD",
    "APP_DATABASE_PASSWORD",
    "REDIS_PASSWORD",
}


def fill(example: str, host: str) -> str:
    """The example with this host and secrets made just now; everything else is left for a person to fill in."""
    lines = []
    for line in example.splitlines():
        name = line.partition("=")[0]
        if name in SECRET_NAMES:
            line = f"{name}={secrets.token_urlsafe(48)}"
        elif name == "NOTE_KEYS":
            line = f"NOTE_KEYS=1:{base64.b64encode(secrets.token_bytes(32)).decode()}"
        elif name == "SITE_HOST":
            line = f"SITE_HOST={host}"
        lines.append(line)
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Print it; 1 with one line when the host is none."""
    if len(arguments) != 1 or not re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z0-9-]+|localhost", arguments[0]):
        sys.stderr.write("usage: python3 deploy/make_env.py checkins.example.org > .env\n")
        return 1
    sys.stdout.write(fill((Path(__file__).parent / "env.example").read_text(), arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
