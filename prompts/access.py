"""Load and authorize in one step, or 404."""

from uuid import UUID

from django.http import Http404

from programs.access import first_or_404
from programs.acting import Acting
from prompts.models import LibraryChange
from prompts.rules import Entry
from prompts.shelf import Shelf, shelf_of


def entry_of_program(acting: Acting, key: str) -> tuple[Shelf, Entry]:
    """A prompt of the program acted in, with the library it stands in."""
    shelf = shelf_of(acting.here)
    found = shelf.entry(key)
    if found is None:
        raise Http404
    return shelf, found


def change_of_program(acting: Acting, pk: UUID) -> LibraryChange:
    """A change of the acting program's library."""
    return first_or_404(LibraryChange.objects.filter(pk=pk, program=acting.here))
