"""Messages about resources: what each says, and whether it is still true when it leaves.

None names a resource, a goal or a reason: a mail is read over shoulders (design.md 6).
"""

from enum import StrEnum

from django.urls import reverse

from notices.models import Notice
from notices.registry import Kind, Message, register
from resources.models import HandedOver


class Name(StrEnum):
    """Names under which messages are stored, so they don't change."""

    HANDED_OVER = "resources.handed_over"


def register_all() -> None:
    """Fill the registry; called once, when the app is ready."""
    register(Kind(Name.HANDED_OVER, "Somebody left you something useful", handed_over, is_there))


def is_there(notice: Notice) -> bool:
    """What was handed over is news until the trainee puts it away."""
    return HandedOver.objects.filter(pk=notice.subject_id, trainee_id=notice.recipient_id).exists()


def handed_over(notice: Notice) -> Message:
    """Who left something; what it is stands in Hearten alone."""
    handed = HandedOver.objects.select_related("by").get(pk=notice.subject_id)
    text = (
        f"Hello {notice.recipient.first_name},\n\n"
        f"{handed.by.name} left a short note for you in Hearten. Have a look when it suits you; nobody is told whether"
        " you do."
    )
    return Message(
        subject="A short note for you",
        text=text,
        sender_name=handed.by.name,
        link=reverse("resources:handed"),
        link_label="Read it",
    )
