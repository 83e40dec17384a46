"""What runs by itself, for every program (notices.registry): nothing here waits for somebody to remember it."""

from datetime import timedelta

from checkins.actions.cadence import keep_cadence
from checkins.actions.follow import follow_roster
from notices.registry import register_job


def register_all() -> None:
    """Called once, when the app is ready."""
    register_job("checkins.follow_roster", every=timedelta(hours=1), run=follow_roster)
    register_job("checkins.cadence", every=timedelta(hours=6), run=keep_cadence)
