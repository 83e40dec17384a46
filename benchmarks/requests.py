"""An empty view, the open-times page and taking a seat, each as a multiple of the same statements on raw PostgreSQL.

python -m benchmarks.requests
"""

# isort: off
import benchmarks.django_first  # noqa: F401  # before anything that reads the settings

# isort: on
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse
from django.utils import timezone

from checkins.access import offer_token
from checkins.models import Offer, Round, Seat, Slot
from config import urls
from programs import tenancy
from programs.permissions import public
from tests.factories import make_member, make_program
from tests.server import DATABASE, SERVER
from tests.world import make_offer, make_round

TIMES = (20, 200, 1000)
REPEAT = 60


def _median(action: Callable[[int], object]) -> float:
    """Milliseconds, the middle of many."""
    action(-1)
    found = []
    for turn in range(REPEAT):
        began = time.perf_counter()
        action(turn)
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found)


@public
def empty(_request: HttpRequest) -> HttpResponse:
    """Nothing but the frame that every request passes through."""
    return HttpResponse("")


def main() -> None:
    """Print one table."""
    with psycopg.connect(os.environ[SERVER], autocommit=True) as superuser:
        superuser.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        superuser.execute(f"CREATE DATABASE {DATABASE} OWNER hearten_owner")
    call_command("migrate", verbosity=0)
    urls.urlpatterns.append(path("empty/", empty))
    client = Client(HTTP_HOST="127.0.0.1")
    nothing = _median(lambda _turn: client.get("/empty/"))
    _row("", "milliseconds", "x empty view", "x raw SQL")
    _row("empty view", f"{nothing:.1f}", "1.0", "")
    for size in TIMES:
        _measure(client, size, nothing)


def _measure(client: Client, size: int, nothing: float) -> None:
    round_, offers = _world(size)
    tokens = [offer_token(offer) for offer in offers]
    choose = [reverse("checkins:link_move", kwargs={"token": token}) for token in tokens]
    take = [reverse("checkins:link_seat", kwargs={"token": token}) for token in tokens]
    with tenancy.inside(program=round_.program):
        slots = list(Slot.objects.filter(round=round_).order_by("starts_at").values_list("pk", flat=True))
    page = _median(lambda turn: _ok(client.get(choose[turn])))
    raw_page = _median(lambda turn: _raw_list(round_, offers[turn]))
    _row(f"open times, {size}", f"{page:.1f}", f"{page / nothing:.1f}", f"{page / raw_page:.1f}")
    # The same few seats change hands in turn, so that each request finds a free one however many there are.
    taking = _median(lambda turn: _ok(client.post(take[turn % 10], {"slot": str(slots[turn % 20])}), 303))
    raw_taking = _median(lambda turn: _raw_take(round_, offers[turn % 10], slots[turn % 20]))
    _row(f"taking one, {size}", f"{taking:.1f}", f"{taking / nothing:.1f}", f"{taking / raw_taking:.1f}")


def _world(size: int) -> tuple[Round, list[Offer]]:
    program = make_program()
    start = timezone.now() + timedelta(days=2)
    round_ = make_round(program, starts_on=start.date(), ends_on=(start + timedelta(days=60)).date())
    listeners = [make_member(program, name=f"Listener {n}") for n in range(10)]
    with tenancy.inside(program=program):
        slots = [
            Slot(
                program=program,
                round=round_,
                facilitator=listeners[n % 10],
                starts_at=start + timedelta(minutes=30 * (n // 10)),
                ends_at=start + timedelta(minutes=30 * (n // 10) + 20),
                mode="cafe",
                place="Garden café",
            )
            for n in range(size)
        ]
        Slot.objects.bulk_create(slots)
        Seat.objects.bulk_create(Seat(program=program, slot=s, starts_at=s.starts_at, ends_at=s.ends_at) for s in slots)
    offers = [make_offer(round_, make_member(program, name=f"Trainee {n}")) for n in range(REPEAT + 1)]
    # Rows this fresh are not counted yet; in a living database the autovacuum does this within a minute.
    with psycopg.connect(os.environ["MIGRATE_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("ANALYZE")
    return round_, offers


def _ok(response: Any, status: int = 200) -> None:
    if response.status_code not in (status, 302):
        sys.exit(f"Expected {status}, got {response.status_code}.")


def _raw_list(round_: Round, offer: Offer) -> None:
    with tenancy.inside(program=round_.program), connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.*, p.first_name FROM checkins_slot s JOIN programs_person p ON p.id = s.facilitator_id"
            " WHERE s.round_id = %s AND s.withdrawn_at IS NULL AND EXISTS (SELECT FROM checkins_seat t"
            " WHERE t.slot_id = s.id AND t.offer_id IS NULL) ORDER BY s.starts_at LIMIT 60",
            [offer.round_id],
        )
        cursor.fetchall()


def _raw_take(round_: Round, offer: Offer, slot_id: UUID) -> None:
    with tenancy.inside(program=round_.program), connection.cursor() as cursor:
        cursor.execute("UPDATE checkins_seat SET offer_id = NULL, trainee_id = NULL WHERE offer_id = %s", [offer.pk])
        cursor.execute(
            "UPDATE checkins_seat SET offer_id = %s, trainee_id = %s WHERE slot_id = %s AND offer_id IS NULL",
            [offer.pk, offer.trainee_id, slot_id],
        )


def _row(*cells: str) -> None:
    print("  ".join(f"{cell:<18}" for cell in cells))


if __name__ == "__main__":
    main()
