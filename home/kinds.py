"""The message to whoever a new program was handed to."""

from enum import StrEnum

from django.urls import reverse

from notices.models import Notice
from notices.registry import Kind, Message, register
from programs.models import Membership
from programs.times import today


class Name(StrEnum):
    """Names under which messages are stored, so they don't change."""

    WELCOME = "home.program_is_yours"


def register_all() -> None:
    """Fill the registry; called once, when the app is ready."""
    register(Kind(Name.WELCOME, "A new program is yours to set up", welcome, is_yours))


def is_yours(notice: Notice) -> bool:
    """They still have a role there."""
    day = today(notice.due_at, notice.program.time_zone)
    return Membership.objects.on(day).filter(program=notice.program, person=notice.recipient).exists()


def welcome(notice: Notice) -> Message:
    """How to sign in, and where to begin."""
    text = (
        f"Hello {notice.recipient.first_name},\n\n{notice.program.name} uses Hearten now, and it is yours to set up."
        " Sign in with this address: a code is mailed to you, you need no password.\n\n"
        "One page leads you through it, step by step. It takes less than an hour, in as many sittings as you like."
    )
    return Message(
        subject="Your program in Hearten",
        text=text,
        sender_name=notice.program.institution.name,
        link=reverse("home:start"),
        link_label="Get started",
    )
