"""secrets.json: what this installation alone knows. Made on the first start, mode 0600, never printed."""

import base64
import json
import secrets
from dataclasses import asdict, dataclass, replace
from typing import Self

from launcher.errors import LaunchError
from launcher.place import Place, write_private


@dataclass(frozen=True)
class Secrets:
    """`data_folder` is the name of the database's folder when it cannot lie in VAR_DIR (launcher.unprivileged)."""

    secret_key: str
    note_keys: str
    database_superuser: str
    database_owner: str
    database_app: str
    data_folder: str | None = None

    def __repr__(self) -> str:
        return "Secrets(...)"

    @classmethod
    def generate(cls) -> Self:
        """New ones; note keys as settings read them, `version:base64`, 256 bits."""
        return cls(
            secret_key=secrets.token_urlsafe(64),
            note_keys="1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
            database_superuser=secrets.token_urlsafe(24),
            database_owner=secrets.token_urlsafe(24),
            database_app=secrets.token_urlsafe(24),
        )

    @classmethod
    def load(cls, place: Place) -> Self:
        """The ones of this VAR_DIR; FileNotFoundError when it has none, LaunchError when the file is damaged."""
        path = place.var / "secrets.json"
        try:
            return cls(**json.loads(path.read_text()))
        except FileNotFoundError:
            raise
        except PermissionError:
            raise LaunchError(f"{path} belongs to another user: start Hearten as that user, or set VAR_DIR.") from None
        except (OSError, ValueError, TypeError):
            raise LaunchError(f"{path} cannot be read: put it back from a backup, or move VAR_DIR away.") from None

    @classmethod
    def load_or_make(cls, place: Place) -> Self:
        """The ones of this VAR_DIR, made if it is new."""
        try:
            return cls.load(place)
        except FileNotFoundError:
            if (place.var / "postgres" / "data").exists():
                raise LaunchError(
                    f"{place.var} holds a database but not its secrets.json: put that file back, "
                    "or move the folder away to start anew."
                ) from None
            made = cls.generate()
            made.save(place)
            return made

    def save(self, place: Place) -> None:
        """Write them down."""
        write_private(place.var / "secrets.json", json.dumps(asdict(self), indent=2))

    def remember_data_folder(self, name: str | None, place: Place) -> Self:
        """These secrets with the database's folder, saved if that is news."""
        if name == self.data_folder:
            return self
        told = replace(self, data_folder=name)
        told.save(place)
        return told
