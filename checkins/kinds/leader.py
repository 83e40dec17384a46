"""Messages to those who lead: a round was drafted, waits to be opened, opened by itself. Never about a trainee."""

from django.urls import reverse

from checkins.kinds.common import words
from checkins.models import Round
from checkins.planning import attestation_holds
from checkins.telling import Kind as Name
from notices.models import Notice
from notices.registry import Kind, Message, register
from programs.times import day_text, today


def register_all() -> None:
    """Fill the registry; called once, when the app is ready."""
    register(Kind(Name.ROUND_DRAFTED, "The next round is prepared", render=_drafted, still_true=_waits))
    register(Kind(Name.ROUND_WAITS, "A round waits to be opened", render=_waiting, still_true=_waits))
    register(Kind(Name.ROUND_OPENED, "A round opened by itself", render=_opened, still_true=_is_open))


def _round(notice: Notice) -> Round:
    return Round.objects.select_related("program").get(pk=notice.subject_id)


def _waits(notice: Notice) -> bool:
    drafts = Round.objects.filter(pk=notice.subject_id, state=Round.State.DRAFT)
    return drafts.filter(ends_on__gte=today(notice.at, notice.program.time_zone)).exists()


def _is_open(notice: Notice) -> bool:
    return Round.objects.filter(pk=notice.subject_id, state=Round.State.OPEN).exists()


def _drafted(notice: Notice) -> Message:
    return _message(notice, "round_drafted", "is prepared", "Look at it")


def _waiting(notice: Notice) -> Message:
    return _message(notice, "round_waits", "waits to be opened", "Look and open")


def _opened(notice: Notice) -> Message:
    return _message(notice, "round_opened", "is open", "Look at it")


def _message(notice: Notice, template: str, happened: str, label: str) -> Message:
    round_ = _round(notice)
    attested = Round.objects.filter(program_id=round_.program_id, safety_attested_at__isnull=False)
    latest = attested.order_by("-safety_attested_at").values_list("safety_attested_at", flat=True).first()
    context = {
        "leader": notice.recipient,
        "round": round_,
        "first": day_text(round_.starts_on),
        "last": day_text(round_.ends_on),
        "times": round_.slots.as_offered().count(),
        "by_itself": round_.program.rounds_open_themselves,
        "holds": attestation_holds(latest, notice.at),
    }
    return Message(
        subject=f"{round_.name} {happened}",
        text=words(template, context),
        sender_name=notice.program.name,
        link=reverse("checkins:round", args=[round_.pk]),
        link_label=label,
    )
