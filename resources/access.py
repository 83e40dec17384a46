"""What other parts read of the directory, and load-and-authorize for its pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from programs.acting import Acting
from programs.models import Program
from resources.models import HandedOver
from resources.rules.shelf import Entry
from resources.shelf import Directory, directory_of


@dataclass(frozen=True)
class Offered:
    """A resource that can be offered in a conversation: what it is, and how it is reached (R28, R32)."""

    key: str
    name: str
    about: str
    reach: str
    url: str


def offered(program: Program) -> list[Offered]:
    """What a program's directory shows, in its order. Two queries."""
    return [_offered(entry) for entry in directory_of(program).shown]


def by_keys(program: Program, keys: Iterable[str]) -> list[Offered]:
    """Resources by their keys, in that order; one hidden or taken out since is still told about, a deleted one is not.

    Two queries.
    """
    entries = {entry.key: entry for entry in directory_of(program).entries}
    return [_offered(entries[key]) for key in keys if key in entries]


def _offered(entry: Entry) -> Offered:
    return Offered(entry.key, entry.name, entry.about, entry.reach, entry.url)


def entry_of_program(acting: Acting, key: str) -> tuple[Directory, Entry]:
    """A resource of the program acted in, also a hidden one, with the directory it stands in; or 404.

    For the GME office, one of those that it keeps itself: what is shared by all institutions is not its own to change.
    """
    directory = directory_of(acting.program, acting.institution.pk)
    found = directory.entry(key)
    if found is None or not (acting.program or found.own):
        raise Http404
    return directory, found


def entry_to_hand_over(acting: Acting, key: str) -> Entry:
    """A resource that readers see; or 404."""
    found = next((entry for entry in directory_of(acting.here).shown if entry.key == key), None)
    if found is None:
        raise Http404
    return found


def handed_to(acting: Acting, pk: UUID) -> HandedOver:
    """Something that was handed over to the acting trainee; or 404."""
    found = (
        HandedOver.objects.filter(pk=pk, program=acting.here, trainee=acting.person).select_related("program").first()
    )
    if found is None:
        raise Http404
    return found
