"""The placing as programs grow, and against placing people one after the other.

python -m benchmarks.placing [trainees ...]

Each size runs in a process of its own, so that its peak of memory is its own too.
"""

import multiprocessing
import resource
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from itertools import pairwise
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

from checkins.placing import DateSpan, Facilitator, Hours, Problem, Slot, Supervision, TimeRange, Trainee, place
from checkins.placing.board import Board, Ints
from checkins.placing.flow import NOWHERE
from checkins.placing.solving import seat_everybody, worth

SIZES = (50, 200, 1000, 2000, 5000)
TRAINEES_A_FACILITATOR = 5
# A university whose programs all open on the same day.
PROGRAMS, EACH = 100, 45
# A round of twelve weeks that begins on a Monday, half-hours from 9 to 5 in Chicago.
FIRST = datetime(2026, 1, 5, 15, tzinfo=UTC)
WEEKS, TIMES_A_DAY = 12, 16
KINDS = ("mentor", "mentor", "wellness_lead", "director")
MODES = ("office", "video", "walk")


@dataclass(frozen=True)
class Measured:
    trainees: int
    slots: int
    facilitators: int
    seconds: float
    megabytes: int
    unplaced: int


@dataclass(frozen=True)
class Compared:
    """(unplaced, cost, spread) of both on the same problem."""

    trainees: int
    best: tuple[int, int, int]
    greedy: tuple[int, int, int]
    # What the spread would be if everybody placed were shared out evenly.
    even: tuple[int, int]


def program(trainees: int, slots_each: float, days_away: int) -> Problem:
    """A made-up program in which everything that the placing weighs occurs."""
    chance = Random(trainees)
    people = tuple(
        Facilitator(_id(chance), frozenset({chance.choice(KINDS)}), max_per_day=2, max_per_round=6)
        for _ in range(max(2, trainees // TRAINEES_A_FACILITATOR))
    )
    slots = tuple(_slots(chance, people, round(trainees * slots_each / len(people))))
    return Problem(
        tuple(_trainee(chance, [each.id for each in people], days_away) for _ in range(trainees)),
        slots,
        people,
        ZoneInfo("America/Chicago"),
    )


def _id(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128))


def _slots(chance: Random, people: tuple[Facilitator, ...], each: int) -> Iterator[Slot]:
    for person in people:
        for number in chance.sample(range(WEEKS * 5 * TIMES_A_DAY), each):
            day, half_hour = divmod(number, TIMES_A_DAY)
            start = FIRST + timedelta(days=day // 5 * 7 + day % 5, minutes=30 * half_hour)
            yield Slot(_id(chance), person.id, start, start + timedelta(minutes=20), mode=chance.choice(MODES))


def _trainee(chance: Random, people: list[UUID], days_away: int) -> Trainee:
    leaves = chance.sample(range(WEEKS * 7), days_away)
    # Some people are asked for far more often than others.
    liked = people[: max(2, len(people) // 10)]
    return Trainee(
        _id(chance),
        supervision=tuple(
            Supervision(each, DateSpan(FIRST.date(), FIRST.date() + timedelta(days=40)))
            for each in chance.sample(people, 2)
        ),
        away=tuple(
            TimeRange(FIRST + timedelta(days=day, hours=-9), FIRST + timedelta(days=day, hours=15)) for day in leaves
        ),
        excluded_people=frozenset(chance.sample(people, 1) if chance.random() < 0.1 else ()),
        preferred_people=frozenset(chance.sample(liked, 1) if chance.random() < 0.3 else ()),
        preferred_kinds=frozenset({"mentor"} if chance.random() < 0.4 else ()),
        preferred_modes=frozenset({chance.choice(MODES)} if chance.random() < 0.4 else ()),
        bad_hours=(Hours(clock(8), clock(11)),) if chance.random() < 0.3 else (),
    )


def greedy(board: Board) -> Ints:
    """One after the other, each takes the best time that is left: what a booking page or a patient coordinator does."""
    seat = np.full(len(board.trainees), NOWHERE, dtype=np.int64)
    free = np.ones(len(board.slots), dtype=bool)
    day, in_round = board.day_room.copy(), board.round_room.copy()
    for index in Random(1).sample(range(len(seat)), len(seat)):
        at = board.eligible(board.trainees[index])
        at = at[free[at] & (day[board.day[at]] > 0) & (in_round[board.owner[at]] > 0)]
        if len(at):
            slot = at[np.argmin(board.costs(board.trainees[index], at))]
            seat[index], free[slot] = slot, False
            day[board.day[slot]] -= 1
            in_round[board.owner[slot]] -= 1
    return seat


def measure(trainees: int) -> Measured:
    problem = program(trainees, slots_each=20, days_away=10)
    began = time.process_time()
    placement = place(problem)
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Measured(trainees, len(problem.slots), len(problem.facilitators), seconds, peak, len(placement.unplaced))


def compare(trainees: int) -> Compared:
    """Where times are scarce: hardly more than there are trainees, who have six days in the round on which
    their service lets them go."""
    board = Board(program(trainees, slots_each=1.2, days_away=WEEKS * 7 - 6))
    best, one_by_one = worth(board, seat_everybody(board).seat), worth(board, greedy(board))
    people = len(board.facilitators)
    return Compared(
        trainees, best, one_by_one, (_even(trainees - best[0], people), _even(trainees - one_by_one[0], people))
    )


def _even(placed: int, people: int) -> int:
    each, more = divmod(placed, people)
    return people * (each * (each - 1) // 2) + more * each


def main(sizes: tuple[int, ...]) -> None:
    """Print two tables."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, max_tasks_per_child=1) as pool:
        print("Placing to the proven optimum (processor seconds on one core; 20 times a trainee)\n")
        print("| trainees | times | facilitators | pairs | s | MB | unplaced |")
        print("|---|---|---|---|---|---|---|")
        rows = []
        for size in sizes:
            rows.append(pool.submit(measure, size).result())
            _print_row(rows[-1])
        print()
        for one, other in pairwise(rows):
            _print_growth(one, other)
        seconds, left = pool.submit(one_day).result()
        print(
            f"\n{PROGRAMS} programs of {EACH} open on one day: {seconds:.1f} s in all, {left} trainees without a time"
        )
        print("\nAgainst one after the other (1.2 times a trainee, who has six free days in the round)\n")
        print("| trainees | share placed | one by one | left without | unmet wishes each, ratio | unevenness, both |")
        print("|---|---|---|---|---|---|")
        for size in sizes:
            _print_comparison(pool.submit(compare, size).result())


def one_day() -> tuple[float, int]:
    """Processor seconds for all programs of a university one after the other, and how many trainees got no time."""
    problems = [program(EACH + index % 7, 20, 2) for index in range(PROGRAMS)]
    begun = time.process_time()
    left = sum(len(place(problem).unplaced) for problem in problems)
    return time.process_time() - begun, left


def _print_row(row: Measured) -> None:
    print(
        f"| {row.trainees:,} | {row.slots:,} | {row.facilitators:,} | {row.trainees * row.slots:,} "
        f"| {row.seconds:.2f} | {row.megabytes:,} | {row.unplaced} |",
        flush=True,
    )


def _print_growth(one: Measured, other: Measured) -> None:
    print(
        f"{other.trainees / one.trainees:.1f} x the trainees, "
        f"{other.trainees * other.slots / (one.trainees * one.slots):.0f} x the pairs: "
        f"{other.seconds / one.seconds:.1f} x the time, {other.megabytes / one.megabytes:.1f} x the memory"
    )


def _print_comparison(found: Compared) -> None:
    best, other = found.best, found.greedy
    placed, other_placed = found.trainees - best[0], found.trainees - other[0]
    unmet = (other[1] / other_placed) / (best[1] / placed) if best[1] else float("inf")
    print(
        f"| {found.trainees:,} | {placed / found.trainees:.1%} | {other_placed / found.trainees:.1%} "
        f"| {best[0]} and {other[0]} | {unmet:.2f} "
        f"| {best[2] / found.even[0]:.2f} and {other[2] / found.even[1]:.2f} |",
        flush=True,
    )


if __name__ == "__main__":
    main(tuple(int(each) for each in sys.argv[1:]) or SIZES)
