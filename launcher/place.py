"""Where this Hearten lives: its folder, its port, its lock, its record of what runs."""

import fcntl
import json
import os
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from launcher.errors import LaunchError
from launcher.processes import same_process

ROOT: Final = Path(__file__).resolve().parent.parent
HOST: Final = "127.0.0.1"


@dataclass(frozen=True)
class Place:
    """One installation: everything it keeps is in `var`, everything it says goes through `port`."""

    var: Path
    port: int

    @classmethod
    def from_environment(cls) -> "Place":
        """VAR_DIR (default `var`, from the project's folder) and PORT (default 8000)."""
        said = os.environ.get("PORT") or "8000"
        if not said.isdecimal() or not 0 < int(said) < 65536:
            raise LaunchError(f"PORT is {said!r}; give a number from 1 to 65535, for example PORT=8001.")
        return cls(var=(ROOT / (os.environ.get("VAR_DIR") or "var")).resolve(), port=int(said))

    @property
    def url(self) -> str:
        """The address for a browser on this machine."""
        return f"http://{HOST}:{self.port}"

    @property
    def record(self) -> "Record":
        """What the last start wrote down."""
        return Record(self.var / "run.json")

    def shown(self, name: str) -> str:
        """A file in `var` as a person would type it."""
        path = self.var / name
        return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)

    def make(self) -> None:
        """Make the folders that are missing; leave every folder that is there as it is."""
        try:
            if not self.var.exists():
                self.var.mkdir(parents=True)
                # Others may pass through to what is theirs (PostgreSQL's user, when we are root), and list nothing.
                self.var.chmod(0o711 if os.geteuid() == 0 else 0o700)
            for name in ("log", "beat", "queue", "queue-control"):
                (self.var / name).mkdir(mode=0o700, exist_ok=True)
        except OSError as problem:
            raise LaunchError(
                f"{self.var} cannot be used ({problem.strerror}): set VAR_DIR to a folder of yours."
            ) from None

    def bind(self) -> socket.socket:
        """Take the port now, so that nobody else can before the web process listens on it."""
        held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            held.bind((HOST, self.port))
        except OSError as problem:
            held.close()
            raise LaunchError(
                f"Port {self.port} cannot be used ({problem.strerror}): "
                f"stop what uses it, or choose another: PORT={self.port % 65535 + 1} make run"
            ) from None
        return held


class Lock:
    """One launcher for each VAR_DIR. The system lets go of it when its holder ends, however that happens."""

    def __init__(self, place: Place) -> None:
        self.file = (place.var / "run.lock").open("a")  # closed on exec: children do not inherit it
        self.var = place.var

    def take(self) -> bool:
        """Whether nobody else holds it."""
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@dataclass
class Record:
    """run.json: which processes belong to the run, for the next start to clear and for `manage.py` to find."""

    path: Path
    said: dict[str, Any] = field(default_factory=dict)

    def read(self) -> dict[str, Any]:
        """What is written there; nothing at all when it is missing or was cut short."""
        try:
            said = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return {}
        return said if isinstance(said, dict) else {}

    def write(self, **changes: Any) -> None:
        """Replace the file in one step; a value of None takes its key away."""
        self.said = {name: value for name, value in {**self.said, **changes}.items() if value is not None}
        write_private(self.path, json.dumps(self.said, indent=2))

    def clear(self) -> None:
        """The run has ended in order."""
        self.path.unlink(missing_ok=True)

    def holder_runs(self) -> bool:
        """Whether the launcher that wrote it is still there."""
        said = self.read().get("launcher")
        return isinstance(said, dict) and same_process(int(said["pid"]), float(said["started"]))


def write_private(path: Path, text: str) -> None:
    """Write a file that only we can read, whole or not at all."""
    new = path.with_name(path.name + ".new")
    with suppress(FileNotFoundError):
        new.unlink()
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
