"""Load and authorize in one step, or 404: never a sign that something is there for somebody else."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.http import Http404

from checkins.models import Ask, Blackout, FollowUpPreferences, Offer, Round, SchedulingPreferences, Slot
from programs import tenancy
from programs.access import first_or_404
from programs.acting import Acting
from programs.models import Person, Program

# Longer than any round; the round's own end is what closes the door earlier.
TOKEN_LIVES = timedelta(days=120)
TOKEN_SALT = "checkins.offer"  # noqa: S105  # a purpose, not a secret


def offer_of_trainee(acting: Acting, pk: UUID) -> Offer:
    """The acting trainee's own offer."""
    return first_or_404(Offer.objects.with_everything().filter(pk=pk, trainee=acting.person, program=acting.here))


def offer_token(offer: Offer) -> str:
    """What an invitation's link carries: opens this one offer without signing in, and nothing else (design.md 6)."""
    raw = signing.b64_encode(offer.program_id.bytes + offer.pk.bytes).decode()
    return signing.TimestampSigner(salt=TOKEN_SALT).sign(raw)


def enter_by_token(token: str) -> UUID:
    """Put the transaction into the program that a link belongs to; the offer's id.

    404 for a link that is forged or too old. Whether its round is still open, whoever reads the offer must ask.
    """
    try:
        raw = signing.TimestampSigner(salt=TOKEN_SALT).unsign(token, max_age=TOKEN_LIVES)
        data = signing.b64_decode(raw.encode())
        program_id, offer_id = UUID(bytes=data[:16]), UUID(bytes=data[16:])
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    tenancy.enter(program_id=program_id)
    return offer_id


def program_of_token(token: str) -> UUID:
    """The program that a link belongs to; only of one that has just been let in."""
    return UUID(bytes=signing.b64_decode(token.split(":")[0].encode())[:16])


def offer_by_token(token: str) -> Offer:
    """The offer that a link opens, with the transaction put into its program.

    404 for a link that is forged, too old, or whose round is over: all the same to whoever tries.
    """
    offer = Offer.objects.with_everything().filter(pk=enter_by_token(token)).first()
    if offer is None or offer.round.state != Round.State.OPEN or not offer.trainee.is_active:
        # Whoever looks next in this transaction must not be in that program.
        tenancy.enter()
        raise Http404
    tenancy.enter(program_id=offer.program_id, institution_id=offer.program.institution_id)
    return offer


def slot_of_facilitator(acting: Acting, pk: UUID) -> Slot:
    """One of the acting facilitator's own times."""
    own = Slot.objects.standing().filter(facilitator=acting.person, program=acting.here)
    return first_or_404(own.select_related("round", "program").filter(pk=pk))


def round_of_program(acting: Acting, pk: UUID) -> Round:
    """A round of the program acted in."""
    return first_or_404(Round.objects.select_related("program").filter(pk=pk, program=acting.here))


def round_of_listener(acting: Acting, pk: UUID, now: datetime) -> Round:
    """A round that is not over and in which the acting facilitator listens."""
    rounds = Round.objects.select_related("program").filter(program=acting.here, listeners__person=acting.person)
    return first_or_404(rounds.exclude(state=Round.State.CLOSED).filter(pk=pk, ends_on__gte=now.date()))


def blackout_of(acting: Acting, person: Person | None, pk: UUID) -> Blackout:
    """A blackout of the program (`person` None), or of one person."""
    return first_or_404(Blackout.objects.filter(pk=pk, program=acting.here, person=person))


def follow_up_preferences(*, program: Program, trainee: Person) -> FollowUpPreferences | None:
    """What a trainee said about how to go on with them (R37); None when they said nothing.

    For the trainee, and for a listener who is about to meet them and knows their name: the caller has checked that.
    """
    return FollowUpPreferences.objects.filter(program=program, trainee=trainee).first()


def scheduling_preferences(*, program: Program, trainee: Person) -> SchedulingPreferences | None:
    """When, how and with whom a trainee would like to talk; for that trainee's own page and the placing alone."""
    mine = SchedulingPreferences.objects.filter(program=program, trainee=trainee)
    return mine.select_related("again_with").first()


def ask_of_trainee(acting: Acting, pk: UUID) -> Ask:
    """A talk that the acting trainee asked for."""
    mine = Ask.objects.select_related("program", "person", "backup")
    return first_or_404(mine.filter(pk=pk, program=acting.here, trainee=acting.person))


def ask_of_listener(acting: Acting, pk: UUID, now: datetime) -> Ask:
    """A talk that somebody asked the acting listener for, from when they are asked."""
    theirs = Ask.objects.select_related("program", "trainee", "person", "backup")
    found = theirs.filter(pk=pk, program=acting.here).first()
    if found is None or not found.is_put_to(acting.person.pk, now):
        raise Http404
    return found
