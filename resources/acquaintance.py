"""Who knows which trainee well enough to hand something over: filled in by apps below this one in their `ready()`.

register_acquaintances(knowing.met)       # (person, program, now) -> trainees whose name that person may see by now
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from programs.models import Membership, Person, Program, Role, Supervision
from programs.times import today

type Acquaintances = Callable[[Person, Program, datetime], Iterable[Person]]

_known: list[Acquaintances] = []


def register_acquaintances(known: Acquaintances) -> None:
    """Add a way of knowing trainees."""
    _known.append(known)


def trainees_known_to(person: Person, program: Program, now: datetime) -> list[Person]:
    """Trainees of the program whom somebody supervises today or has otherwise to do with, by name."""
    day = today(now, program.time_zone)
    supervised = Supervision.objects.on(day).filter(program=program, supervisor=person).select_related("trainee")
    found = {held.trainee_id: held.trainee for held in supervised}
    for known in _known:
        found |= {trainee.pk: trainee for trainee in known(person, program, now)}
    here = Membership.objects.on(day).filter(program=program, role=Role.TRAINEE, person_id__in=found)
    ids = set(here.values_list("person_id", flat=True))
    return sorted((found[pk] for pk in ids), key=lambda trainee: (trainee.sort_key, trainee.pk))
