"""Tables are made by the role that owns them and used by the one that does not."""

from typing import Any


class OwnerMigrates:
    """Only the alias "owner" may change tables; a `migrate` on the application's role does nothing."""

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool | None:
        return db == "owner"

    def allow_relation(self, _obj1: object, _obj2: object, **_hints: Any) -> bool | None:
        # One database behind both aliases.
        return True
