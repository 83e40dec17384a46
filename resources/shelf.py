"""A program's directory, read once, in two queries."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from programs.models import Program
from resources.models import LocalResource, Resource
from resources.rules.shelf import STEP, Change, Entry, merged, shown

# What a document's letter stands for, as in docs/requirements.md.
DOCUMENTS = {
    "G": "Intealth's check-in guide",
    "M": "the AMA's IMG toolkit",
    "I": "the NHS page for educators of IMGs",
}
TEXTS = ("name", "about", "country", "specialty", "reach", "url", "cost", "hours", "also")
LISTS = ("audiences", "needs", "moments")


@dataclass(frozen=True)
class Directory:
    """All of it in the program's order, hidden and retired resources among them."""

    entries: list[Entry]

    @property
    def shown(self) -> list[Entry]:
        """What readers see."""
        return shown(self.entries)

    def entry(self, key: str) -> Entry | None:
        """One resource by its key, also a hidden one."""
        return next((entry for entry in self.entries if entry.key == key), None)


def directory_of(program: Program | None, institution_id: UUID | None = None) -> Directory:
    """The directory of a program, or (for the GME office) of an institution. Two queries."""
    office = Q(program=None, institution_id=program.institution_id if program else institution_id)
    local = list(LocalResource.objects.filter(Q(program=program) | office if program else office).defer("search"))
    shared = [_shared(row) for row in Resource.objects.defer("search", "terms", "prose")]
    changes = [_change(row) for row in local if row.original_id or row.inherited]
    told = [row for row in local if not (row.original_id or row.inherited)]
    own = [_own(row) for row in told if program is None or row.program_id]
    # What the office hides is not there for its programs.
    theirs = [_own(row, own=False) for row in told if program and row.program_id is None and not row.hidden]
    return Directory(merged([*shared, *theirs], changes, own))


def _words(row: Resource | LocalResource) -> dict[str, str | tuple[str, ...]]:
    texts: dict[str, str | tuple[str, ...]] = {name: getattr(row, name) for name in TEXTS}
    return texts | {name: tuple(getattr(row, name)) for name in LISTS}


def _shared(row: Resource) -> Entry:
    source = f"{DOCUMENTS[row.document]}, {row.section}" if row.document else ""
    return Entry(
        key=row.key,
        place=row.position * STEP,
        verified_on=row.verified_on,
        source=source,
        retired=row.retired,
        **_words(row),  # type: ignore[arg-type]  # names and kinds of Entry's own fields
    )


def _own(row: LocalResource, *, own: bool = True) -> Entry:
    return Entry(
        key=str(row.pk),
        place=row.place or 0,
        verified_on=row.verified_on,
        own=own,
        office=row.program_id is None,
        hidden=row.hidden,
        **_words(row),  # type: ignore[arg-type]  # names and kinds of Entry's own fields
    )


def _change(row: LocalResource) -> Change:
    return Change(str(row.original_id or row.inherited), _words(row), row.hidden, row.place, row.verified_on)
