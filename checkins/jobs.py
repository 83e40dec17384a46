"""What runs by itself, for every program (notices.registry): nothing here waits for somebody to remember it."""

from datetime import datetime, timedelta

from celery import current_app

from checkins.actions.cadence import keep_cadence
from checkins.actions.follow import follow_roster
from checkins.actions.groups import hold_as_single_talks
from checkins.actions.reaching import send_digest, send_monthly
from checkins.models import Round
from notices.registry import register_job
from programs.actions.reports import forget_old
from programs.models import Program


def hand_out_openings(program: Program, now: datetime) -> None:
    """Give rounds that somebody asked to open to a worker; again, if one died over it."""
    asked = Round.objects.filter(program=program, state=Round.State.DRAFT, opening_asked_at__lte=now)
    for pk in asked.values_list("pk", flat=True):
        args = (str(program.pk), str(pk))
        current_app.send_task("checkins.tasks.open_round", args, expires=600, retry=False, ignore_result=True)


def register_all() -> None:
    """Called once, when the app is ready."""
    register_job("checkins.follow_roster", every=timedelta(hours=1), run=follow_roster)
    register_job("checkins.single_talks", every=timedelta(minutes=15), run=hold_as_single_talks)
    register_job("checkins.digest", every=timedelta(hours=1), run=send_digest)
    register_job("checkins.monthly", every=timedelta(hours=1), run=send_monthly)
    register_job("programs.reports", every=timedelta(days=1), run=forget_old)
    register_job("checkins.openings", every=timedelta(minutes=1), run=hand_out_openings)
    register_job("checkins.cadence", every=timedelta(hours=6), run=keep_cadence)
