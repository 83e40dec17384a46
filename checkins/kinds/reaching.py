"""The weekly and the monthly note, and somebody's own link: the same for everybody, whatever they answered."""

from django.urls import reverse

from checkins.access import offer_token
from checkins.kinds.common import words
from checkins.kinds.trainee import after_sleep
from checkins.models import Offer, Round, Slot
from checkins.telling import Kind as Name
from notices.models import Notice
from notices.registry import Kind, Message, register
from programs.models import Membership, Role
from programs.times import today


def register_all() -> None:
    """Fill the registry; called once, when the app is ready."""
    register(Kind(Name.DIGEST, "The weekly note on open times", digest, _lasts, optional=True, hold_until=after_sleep))
    register(Kind(Name.OWN_LINK, "Your own link", own_link, _belongs))
    register(Kind(Name.MONTHLY, "The monthly note to everybody", monthly, _is_here, hold_until=after_sleep))


def _lasts(notice: Notice) -> bool:
    """The round still has days ahead."""
    open_rounds = Round.objects.filter(state=Round.State.OPEN, ends_on__gte=today(notice.at, notice.program.time_zone))
    return Offer.objects.filter(pk=notice.subject_id, round__in=open_rounds).exists()


def digest(notice: Notice) -> Message:
    """How many times are open to this trainee now, perhaps none."""
    offer = Offer.objects.with_everything().get(pk=notice.subject_id)
    open_now = Slot.objects.open_to(offer, notice.at)
    context = {
        "offer": offer,
        "times": open_now.count(),
        "people": open_now.order_by().values("facilitator_id").distinct().count(),
    }
    return Message(
        subject="Open times this week",
        text=words("digest", context),
        sender_name=notice.program.name,
        link=reverse("checkins:link_offer", args=[offer_token(offer)]),
        link_label="Look",
        inbox_link=reverse("checkins:offer", args=[offer.pk]),
    )


def _belongs(notice: Notice) -> bool:
    day = today(notice.at, notice.program.time_zone)
    own = Membership.objects.on(day).filter(program=notice.program, person=notice.recipient, role=Role.TRAINEE)
    return own.exists()


def own_link(notice: Notice) -> Message:
    """The way in, in the same words whether there is an offer, a seat, or neither; only where it leads differs."""
    offers = Offer.objects.filter(trainee_id=notice.recipient_id, program=notice.program)
    offer = offers.filter(round__state=Round.State.OPEN).order_by("-round__starts_on", "pk").first()
    mine = reverse("checkins:mine")
    return Message(
        subject="Your own link",
        text=words("own_link", {"trainee": notice.recipient}),
        sender_name=notice.program.name,
        link=reverse("checkins:link_offer", args=[offer_token(offer)]) if offer else mine,
        link_label="Open your page",
        inbox_link=mine,
    )


def _is_here(notice: Notice) -> bool:
    day = today(notice.at, notice.program.time_zone)
    return Membership.objects.on(day).filter(program=notice.program, person=notice.recipient).exists()


def monthly(notice: Notice) -> Message:
    """Where everything is, in the same words for everybody in the program, whatever their role."""
    return Message(
        subject="Hearten, once a month",
        text=words("monthly", {"reader": notice.recipient, "program": notice.program}),
        sender_name=notice.program.name,
        link=reverse("home:today"),
        link_label="Open Hearten",
    )
