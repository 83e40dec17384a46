"""Whether Hearten runs, and whether it can do its work: for supervisors, proxies and the operator."""

from datetime import datetime, timedelta

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from notices import watch
from notices.clock import database_now
from programs.permissions import public, without_database

# The sweep runs every minute; several missed, or messages that wait long, are worth waking somebody for.
SWEEP_AT_LEAST_EVERY = timedelta(minutes=5)
QUEUE_AT_MOST = timedelta(minutes=15)


@public
@without_database
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return JsonResponse({"process": "ok"})


@public
@without_database
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Database, age of the queue, last sweep; 503 when one of them is not as it should be.

    Ages in whole minutes: a page that anybody may open must not tell that a message was written a moment ago.
    """
    try:
        now = database_now()
        found = watch.outbox(now)
    except DatabaseError:
        return JsonResponse({"database": "down"}, status=503)
    swept, waits = _age(found.last_sweep, now), _age(found.oldest, now) or timedelta(0)
    good = swept is not None and swept <= SWEEP_AT_LEAST_EVERY and waits <= QUEUE_AT_MOST
    answer = {
        "database": "ok",
        "queue_age_minutes": _minutes(waits),
        "last_sweep_minutes": _minutes(swept) if swept is not None else None,
    }
    return JsonResponse(answer, status=200 if good else 503)


def _age(moment: datetime | None, now: datetime) -> timedelta | None:
    return now - moment if moment else None


def _minutes(age: timedelta) -> int:
    return int(age.total_seconds() // 60)
