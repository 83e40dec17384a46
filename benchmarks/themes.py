"""How often a true theme appears, what a night of publishing costs, and more attacks than the suite has.

python -m benchmarks.themes rates                    # the table of docs/themes.md
python -m benchmarks.themes sweep [programs ...]     # 200 contributions each; 5000 is a million
python -m benchmarks.themes attacks [programs]       # T1 to T4 by the tests' oracle
python -m benchmarks.themes time [pairs of windows]  # T5
"""

# isort: off
import benchmarks.django_first  # noqa: F401  # before anything that reads the settings

# isort: on
import os
import random
import sys
import tempfile
import time
import uuid
from datetime import date
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from followups import vault
from followups.actions.gathering import publish_due
from followups.models import Contribution, Window
from followups.themes.change import far_enough
from followups.themes.planning import Sizes, chance
from followups.themes.rows import Row, seal_memory, seal_row
from programs import tenancy
from programs.models import Person, Program
from tests.factories import make_institution, make_program
from tests.followups.oracle import attacks, believed
from tests.followups.test_themes_attacks import contributors, programs, published, snapshots, windows
from tests.server import DATABASE, SERVER

SHAPES = ((4, 10), (8, 6), (6, 6), (5, 6), (3, 8), (4, 6), (6, 4), (2, 12), (2, 15), (3, 16))
ATTENDANCE = (1.0, 0.8, 0.55)
EACH = 200


def rates() -> None:
    """One row a shape: how often a theme that 30 percent raise appears the first time, and at 80 percent the next."""
    print("| listeners and trainees of each | all came | 80 percent | 55 percent | 80 percent, the window after |")
    print("|---|---|---|---|---|")
    for listeners, size in SHAPES:
        sizes = Sizes(listeners * size, listeners)
        found = [chance(sizes, attendance=each) for each in ATTENDANCE] + [chance(sizes, again=True)]
        print(f"| {listeners} of {size} | " + " | ".join(f"{each:.2f}" for each in found) + " |")


def sweep(sizes: tuple[int, ...]) -> None:
    """Publish every program's window, one transaction each, as the night does."""
    settings.THEME_KEYS_DIR = Path(tempfile.mkdtemp(prefix="theme-keys-"))
    with psycopg.connect(os.environ[SERVER], autocommit=True) as superuser:
        superuser.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        superuser.execute(f"CREATE DATABASE {DATABASE} OWNER hearten_owner")
    call_command("migrate", verbosity=0)
    print("| programs | contributions | s | ms a program | of these, ms of our own CPU |")
    print("|---|---|---|---|---|")
    for size in sizes:
        made = _programs(size)
        began, worked = time.perf_counter(), time.process_time()
        for program in made:
            with tenancy.inside(program=program):
                publish_due(program=program, day=date(2027, 3, 1))
        took, own = time.perf_counter() - began, time.process_time() - worked
        print(
            f"| {size:,} | {size * EACH:,} | {took:.1f} | {took / size * 1000:.1f} | {own / size * 1000:.1f} |",
            flush=True,
        )
    connection.close()


def _programs(many: int) -> list[Program]:
    """Programs that share one institution and their trainees' accounts, each with a full window of its own."""
    institution = make_institution()
    people = Person.objects.bulk_create(
        Person(email=f"{uuid.uuid4().hex}@bench.test", first_name="T", last_name=str(n), sort_key=str(n))
        for n in range(EACH)
    )
    return [_program(institution, people, number) for number in range(many)]


def _program(institution: object, people: list[Person], number: int) -> Program:
    program = make_program(institution)  # type: ignore[arg-type]  # as the factory makes it
    listeners = [uuid.uuid4() for _ in range(20)]
    with tenancy.inside(program=program):
        window = Window(
            pk=uuid.uuid4(), program=program, starts_on=date(2026, 7, 1), ends_on=date(2026, 12, 31), eligible=EACH
        )
        key = vault.make_key(window.pk)
        window.memory = seal_memory((), key=key, aggregate=window.pk)
        window.save(force_insert=True)
        Contribution.objects.bulk_create(
            Contribution(
                program=program,
                window=window,
                trainee=person,
                sealed=seal_row(
                    Row(True, frozenset({"rest"} if place % 3 else ()), frozenset({listeners[place % 20]})),
                    key=key,
                    window=window.pk,
                    trainee=person.pk,
                ),
            )
            for place, person in enumerate(people)
        )
    return program


def try_attacks(many: int) -> None:
    """As the suite, with other programs each time."""
    choose, decided, found = random.Random(), 0, 0
    for shape, rate in programs(choose, many):
        if published(contributors(shape, choose, rate)).decided:
            decided += 1
            found += bool(attacks(shape))
    print(f"{many:,} programs, {decided:,} of them looked at, {found} found out")


def try_time(many: int) -> None:
    """Pairs of windows that the rule lets through, and the strongest belief about anybody."""
    choose, most, tried = random.Random(), 0.0, 0
    while tried < many:
        cells = windows(choose)
        if far_enough(*snapshots(cells)):
            tried += 1
            most = max(most, *(believed(cells, rate) for rate in (0.1, 0.2, 0.3, 0.4, 0.5)))
    print(f"{many:,} pairs of windows, strongest belief {most:.2f}")


def main(what: str, numbers: tuple[int, ...]) -> None:
    """Run one of them."""
    if what == "rates":
        rates()
    elif what == "sweep":
        sweep(numbers or (20, 80, 320))
    elif what == "attacks":
        try_attacks(*(numbers[:1] or (50_000,)))
    elif what == "time":
        try_time(*(numbers[:1] or (300,)))
    else:
        print(__doc__)


if __name__ == "__main__":
    main("".join(sys.argv[1:2]), tuple(int(each) for each in sys.argv[2:]))
