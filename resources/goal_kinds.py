"""Messages about learning plans: what each says, and whether it is still true when it leaves. No goal is ever named."""

from enum import StrEnum

from django.urls import reverse

from notices.models import Notice
from notices.registry import Kind, Message, register
from resources.models import LearningPlan


class Name(StrEnum):
    """Names under which messages are stored, so they don't change."""

    PLAN_DUE = "resources.plan_due"
    PLAN_SHOWN = "resources.plan_shown"
    PLAN_WAITS = "resources.plan_waits"
    PLAN_SIGNED = "resources.plan_signed"
    PLAN_REVIEW = "resources.plan_review"
    PLAN_ALONE = "resources.plan_alone"


def register_all() -> None:
    """Fill the registry; called once, when the app is ready."""
    register(Kind(Name.PLAN_DUE, "A reminder of your yearly learning plan", plan_due, not_signed, optional=True))
    register(Kind(Name.PLAN_SHOWN, "A trainee shows you their learning plan", plan_shown, waits_for_mentor))
    register(Kind(Name.PLAN_WAITS, "A learning plan still waits for you", plan_waits, waits_for_mentor, optional=True))
    register(Kind(Name.PLAN_SIGNED, "Your mentor signed your learning plan", plan_signed, is_signed))
    register(Kind(Name.PLAN_ALONE, "The mentor of your learning plan has left", plan_alone, is_alone))
    register(Kind(Name.PLAN_REVIEW, "Half time of your learning plan", plan_review, is_signed, optional=True))


def _plan(notice: Notice) -> LearningPlan | None:
    return LearningPlan.objects.filter(pk=notice.subject_id).select_related("trainee", "mentor").first()


def not_signed(notice: Notice) -> bool:
    """A plan is asked for until both have signed one of that year; the occasion begins with the year."""
    plans = LearningPlan.objects.filter(trainee_id=notice.recipient_id, year=notice.occasion[:10])
    return not plans.filter(trainee_signed_at__isnull=False, mentor_signed_at__isnull=False).exists()


def waits_for_mentor(notice: Notice) -> bool:
    """A plan was shown to this mentor and waits for a signature; one that is being changed waits for its trainee."""
    plan = _plan(notice)
    if plan is None or plan.mentor_id != notice.recipient_id or plan.shown_at is None:
        return False
    return plan.trainee_signed_at is not None and not plan.signed


def is_signed(notice: Notice) -> bool:
    """Both have signed."""
    plan = _plan(notice)
    return plan is not None and plan.signed


def is_alone(notice: Notice) -> bool:
    """No other mentor has been chosen yet."""
    plan = _plan(notice)
    return plan is not None and plan.mentor_id is None


def plan_due(notice: Notice) -> Message:
    """Half an hour, and a mentor to look at it with."""
    text = (
        "Once a year a learning plan: three goals, what you need, and somebody to look at it with. Half an hour is"
        " enough to begin, and it is yours."
    )
    return _message(notice, "Your plan for this year", text, reverse("resources:goals"), "Begin")


def plan_shown(notice: Notice) -> Message:
    """The mentor reads, talks it over, signs."""
    plan = _plan(notice)
    name = plan.trainee.name if plan else "A trainee"
    text = f"{name} shows you a learning plan. Read it, talk it over, and sign it when you both like it."
    return _message(notice, "A learning plan to read", text, _address(notice), "Read it")


def plan_waits(notice: Notice) -> Message:
    """A week later, once."""
    plan = _plan(notice)
    name = plan.trainee.name if plan else "A trainee"
    text = f"{name} showed you a learning plan a week ago. If something in it should change first, say so: that helps."
    return _message(notice, "A learning plan still waits", text, _address(notice), "Read it")


def plan_signed(notice: Notice) -> Message:
    """Both have signed."""
    plan = _plan(notice)
    name = plan.mentor.name if plan and plan.mentor else "Your mentor"
    return _message(
        notice, "Your plan is signed", f"{name} signed too. You can print it.", _address(notice), "Look at it"
    )


def plan_alone(notice: Notice) -> Message:
    """The mentor left before signing."""
    text = (
        "The faculty mentor of your learning plan has left the program before signing it. Your words and goals are as"
        " you left them. Choose somebody else, and show it when you like."
    )
    return _message(notice, "Your plan needs another mentor", text, _address(notice), "Choose somebody")


def plan_review(notice: Notice) -> Message:
    """Half a year has passed."""
    text = "Half of the time of your learning plan has passed. What has moved, and what needs another way? Ten minutes."
    return _message(notice, "Half time of your plan", text, _address(notice), "Look at it")


def _address(notice: Notice) -> str:
    return reverse("resources:plan", args=[notice.subject_id])


def _message(notice: Notice, subject: str, text: str, link: str, label: str) -> Message:
    hello = f"Hello {notice.recipient.first_name},\n\n{text}"
    return Message(subject=subject, text=hello, sender_name=notice.program.name, link=link, link_label=label)
