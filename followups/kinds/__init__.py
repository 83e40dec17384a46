"""The messages of this app, for the registry of notices."""

from followups.kinds import promises, recaps


def register_all() -> None:
    """Fill the registry; called once, when the app is ready."""
    recaps.register_all()
    promises.register_all()
