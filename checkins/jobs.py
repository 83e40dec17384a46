"""What runs by itself, for every program (notices.registry): nothing here waits for somebody to remember it."""

from datetime import timedelta

from checkins.actions.cadence import keep_cadence
from checkins.actions.follow import follow_roster
from checkins.actions.groups import hold_as_single_talks
from checkins.actions.reaching import send_digest
from notices.registry import register_job
from programs.actions.reports import forget_old


def register_all() -> None:
    """Called once, when the app is ready."""
    register_job("checkins.follow_roster", every=timedelta(hours=1), run=follow_roster)
    register_job("checkins.single_talks", every=timedelta(minutes=15), run=hold_as_single_talks)
    register_job("checkins.digest", every=timedelta(hours=1), run=send_digest)
    register_job("programs.reports", every=timedelta(days=1), run=forget_old)
    register_job("checkins.cadence", every=timedelta(hours=6), run=keep_cadence)
