"""Load and authorize in one step, or 404: never a sign that something is there for somebody else."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.http import Http404

from programs import tenancy
from programs.access import first_or_404
from programs.acting import Acting
from triage.models import Branch, Confirmation, Contact, LocalPolicy
from triage.rules import LINK_LIVES

SALT = "triage.confirmation"


@dataclass(frozen=True)
class Place:
    """What somebody keeps the contacts of: a program, or (the GME office) an institution."""

    institution_id: UUID
    program_id: UUID | None
    name: str
    zone: str

    @property
    def is_program(self) -> bool:
        return self.program_id is not None


def place_of(acting: Acting) -> Place:
    """Whose contacts the acting role keeps."""
    if acting.program is not None:
        return Place(acting.institution.pk, acting.program.pk, acting.program.name, acting.zone)
    return Place(acting.institution.pk, None, acting.institution.name, "America/New_York")


def contacts_seen(place: Place) -> list[Contact]:
    """Every contact on the page of a place: its own and what it inherits."""
    return list(Contact.objects.seen_from(place.institution_id, place.program_id).select_related("confirmed_by"))


def safety_numbers(place: Place) -> list[tuple[str, str]]:
    """Numbers of the safety branch with who answers, the program's own first: one of them is called before a round."""
    seen = [each for each in contacts_seen(place) if Branch.SAFETY in each.branches and each.phone]
    seen.sort(key=lambda each: (each.backup, each.program_id is None))
    return [(each.phone, each.name) for each in seen]


def own_contact(place: Place, pk: UUID) -> Contact:
    """A contact that this place may change; an inherited one is the institution's."""
    return first_or_404(Contact.objects.of(place.institution_id, place.program_id).filter(pk=pk))


def own_policies(place: Place) -> list[LocalPolicy]:
    """What this place itself says about the branches."""
    return list(LocalPolicy.objects.of(place.institution_id, place.program_id))


# --- The mailed link --------------------------------------------------------------------------------------------


def link_token(confirmation: Confirmation) -> str:
    """What the mail's link carries: opens this one question and nothing else, for two weeks."""
    raw = signing.b64_encode(confirmation.institution_id.bytes + confirmation.pk.bytes).decode()
    return signing.TimestampSigner(salt=SALT).sign(raw)


def confirmation_by_token(token: str, now: datetime) -> Confirmation:
    """The open question of a link, with the transaction put into its institution and program.

    404 for a link that is forged, too old, used, or of no use any more: all the same to whoever tries.
    """
    try:
        raw = signing.TimestampSigner(salt=SALT).unsign(token, max_age=LINK_LIVES)
        data = signing.b64_decode(raw.encode())
        institution_id, pk = UUID(bytes=data[:16]), UUID(bytes=data[16:])
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    tenancy.enter(institution_id=institution_id)
    opened = Confirmation.objects.filter(pk=pk).exclude(state__in=(Confirmation.State.USED, Confirmation.State.CLOSED))
    found = opened.select_related("contact__program", "contact__institution").first()
    if found is None or now - found.asked_at > LINK_LIVES:
        tenancy.enter()
        raise Http404
    tenancy.enter(institution_id=institution_id, program_id=found.contact.program_id)
    return found
