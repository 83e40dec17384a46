"""Somebody says that their own line of the roster is wrong: a task for whoever keeps it."""

from datetime import datetime, timedelta

from django.db import transaction

from programs.actions.events import event
from programs.models import Person, Program, RosterReport

REPORTED, DONE = "roster line reported", "roster report done"
KEPT = timedelta(days=365)


def report(*, program: Program, person: Person, text: str, now: datetime) -> RosterReport:
    """Write down what somebody says is wrong with their line or rotations."""
    with transaction.atomic():
        made = RosterReport.objects.create(program=program, person=person, text=text, made_at=now)
        event(program, REPORTED, by=person, now=now, subject=person).save()
    return made


def finish(*, report_: RosterReport, by: Person, now: datetime) -> None:
    """It is put right, or looked at; a second time changes nothing."""
    with transaction.atomic():
        if RosterReport.objects.filter(pk=report_.pk, done_at__isnull=True).update(done_at=now):
            event(report_.program, DONE, by=by, now=now, subject=report_.person).save()


def forget_old(program: Program, now: datetime) -> None:
    """Delete reports a year after they were put right."""
    RosterReport.objects.filter(program=program, done_at__lt=now - KEPT).delete()
