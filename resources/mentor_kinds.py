"""Messages between mentors and mentees: what each says, and whether it is still true when it leaves."""

from datetime import timedelta
from enum import StrEnum

from django.urls import reverse

from notices.models import Notice
from notices.registry import Event, Kind, Message, register
from programs.models import Person
from resources.models import Meeting, MentorProfile, Mentorship, Review


class Name(StrEnum):
    """Names under which messages are stored, so they don't change."""

    ASKED = "resources.mentor_asked"
    STILL_WAITING = "resources.mentor_still_waiting"
    ANSWERED = "resources.mentor_answered"
    REVIEW = "resources.mentor_review"
    REVIEWED = "resources.mentor_reviewed"
    PARTED = "resources.mentor_parted"
    MEETING = "resources.mentor_meeting"
    MEETING_OFF = "resources.mentor_meeting_off"
    INVITED = "resources.mentor_invited"


def register_all() -> None:
    """Fill the registry; called once, when the app is ready."""
    register(Kind(Name.INVITED, "Whether you would be a mentor", invited, has_not_said, optional=True))
    register(Kind(Name.ASKED, "A trainee asks you to be a mentor", asked, is_asked))
    register(
        Kind(Name.STILL_WAITING, "A trainee's question still waits for you", still_waiting, is_asked, optional=True)
    )
    register(Kind(Name.ANSWERED, "A mentor answered your question", answered, is_answered))
    register(Kind(Name.REVIEW, "A mentorship to look at anew", review, review_waits))
    register(Kind(Name.REVIEWED, "Both of you have looked at your mentorship", reviewed, is_active))
    register(Kind(Name.PARTED, "A mentorship that came to its end", parted, is_ended))
    register(Kind(Name.MEETING, "A meeting with your mentor or mentee", meeting, meeting_stands))
    register(Kind(Name.MEETING_OFF, "A meeting with your mentor or mentee that is off", meeting_off, meeting_is_off))


def other_of(mentorship: Mentorship, person_id: object) -> Person:
    """The other one of the two."""
    return mentorship.mentee if mentorship.mentor_id == person_id else mentorship.mentor


def _mentorship(notice: Notice) -> Mentorship | None:
    found = Mentorship.objects.select_related("mentor", "mentee").filter(pk=notice.subject_id).first()
    return found if found and notice.recipient_id in (found.mentor_id, found.mentee_id) else None


def _in_state(notice: Notice, *states: str) -> bool:
    found = _mentorship(notice)
    return found is not None and found.state in states


def has_not_said(notice: Notice) -> bool:
    """Whoever described themselves meanwhile, in the list or out of it, is asked no more."""
    return not MentorProfile.objects.filter(program=notice.program, person=notice.recipient).exists()


def is_asked(notice: Notice) -> bool:
    """A question is news while it waits."""
    return _in_state(notice, "asked")


def is_answered(notice: Notice) -> bool:
    """An answer is news unless the trainee took the question back."""
    return _in_state(notice, "active", "led_on")


def is_active(notice: Notice) -> bool:
    """The two are in touch."""
    return _in_state(notice, "active")


def is_ended(notice: Notice) -> bool:
    """It has ended."""
    return _in_state(notice, "ended")


def review_waits(notice: Notice) -> bool:
    """A review asks whoever has not answered it."""
    found = Review.objects.filter(mentorship_id=notice.subject_id, closed_on=None).first()
    both = _mentorship(notice)
    if found is None or both is None:
        return False
    return not (found.mentor_choice if both.mentor_id == notice.recipient_id else found.mentee_choice)


def _message(notice: Notice, subject: str, text: str, label: str, *, sender: str = "") -> Message:
    return Message(
        subject=subject,
        text=f"Hello {notice.recipient.first_name},\n\n{text}",
        sender_name=sender or notice.program.name,
        link=reverse("resources:room", args=[notice.subject_id]),
        link_label=label,
    )


def _known(notice: Notice) -> Mentorship:
    found = _mentorship(notice)
    if found is None:
        raise LookupError("The mentorship is gone.")
    return found


def invited(notice: Notice) -> Message:
    """The program asks its faculty; saying no is done by doing nothing."""
    text = (
        f"Would you be a mentor to trainees of {notice.program.name}? Say in a few lines what you like to help with and"
        " for how many you have room: about three minutes. Trainees then find you and ask. No room? Then leave it."
    )
    return Message(
        subject="Would you be a mentor?",
        text=f"Hello {notice.recipient.first_name},\n\n{text}",
        sender_name=notice.program.name,
        link=reverse("resources:own_profile"),
        link_label="Describe yourself",
    )


def asked(notice: Notice) -> Message:
    """A trainee would like to have this mentor."""
    name = _known(notice).mentee.name
    text = (
        f"{name} asks whether you would be a mentor. Have a look within a week: say yes, or lead on to somebody else."
        " Both are fine."
    )
    return _message(notice, "A question from a trainee", text, "Look and answer", sender=name)


def still_waiting(notice: Notice) -> Message:
    """Two days before the week is over."""
    text = (
        f"{_known(notice).mentee.name}'s question still waits. In two days Hearten leads on to others with room,"
        " in kind words, so nothing bad happens if you have no time."
    )
    return _message(notice, "A question that still waits", text, "Look and answer")


def answered(notice: Notice) -> Message:
    """Yes, or on to somebody else."""
    found = _known(notice)
    if found.state == Mentorship.State.ACTIVE:
        text = f"{found.mentor.name} says yes. Your page for the two of you is ready, with six small steps to prepare."
        return _message(notice, "Good news about your question", text, "Open your page", sender=found.mentor.name)
    text = f"{why_led_on(found)} It is not about you. The page shows who else has room."
    return _message(notice, "An answer to your question", text, "Look who else there is")


def why_led_on(mentorship: Mentorship) -> str:
    """Why a question was led on, in a sentence that blames nobody; read by the trainee."""
    name, because = mentorship.mentor.first_name, Mentorship.Because
    sentences: dict[str, str] = {
        because.LEFT: f"{name} has left the program.",
        because.STOPPED: f"{name} takes a rest from mentoring.",
        because.FULL: f"{name} has no room for one more just now.",
        because.LATE: f"{name} did not get to it within the week.",
    }
    return sentences.get(mentorship.because, f"{name} has no time just now.")


def why_ended(mentorship: Mentorship, other: Person) -> str:
    """Why a mentorship ended, as far as it is said at all: never who of the two wished it."""
    because = Mentorship.Because
    if mentorship.because == because.LEFT:
        return f"{other.first_name} has left the program, so this has come to its end."
    if mentorship.because == because.STOPPED:
        return f"{mentorship.mentor.first_name} takes a rest from mentoring, so this has come to its end."
    return "This has come to its end, as good ones do."


def review(notice: Notice) -> Message:
    """Time to look at it anew, alone first."""
    name = other_of(_known(notice), notice.recipient_id).first_name
    text = (
        f"Some months have passed with {name}. Is it still what you both want? Three choices and a line, for yourself"
        f" first; {name} does the same. Two minutes are enough."
    )
    return _message(notice, "Two minutes to look back", text, "Look at it")


def reviewed(notice: Notice) -> Message:
    """Both have answered, and it goes on."""
    name = other_of(_known(notice), notice.recipient_id).first_name
    return _message(notice, "You both looked back", f"{name} has answered too. You can read it now.", "Read it")


def parted(notice: Notice) -> Message:
    """It has ended; who wished it is not said."""
    found = _known(notice)
    other = other_of(found, notice.recipient_id)
    why = why_ended(found, other).replace("this has come", f"your mentorship with {other.name} has come")
    text = f"{why} A line of thanks is always welcome."
    if found.because and found.mentee_id == notice.recipient_id:
        text += " What you wrote together stays for a year, and the page shows who has room."
    return _message(notice, "An ending, with thanks", text, "Open the page")


def meeting_stands(notice: Notice) -> bool:
    """A meeting is planned, and not over."""
    return Meeting.objects.filter(pk=notice.subject_id, ends_at__gt=notice.at).exists()


def meeting_is_off(notice: Notice) -> bool:
    """A meeting is not planned any more."""
    return not Meeting.objects.filter(pk=notice.subject_id).exists()


def meeting(notice: Notice) -> Message:
    """A meeting of the two, with an entry for the calendar that names nobody."""
    found = Meeting.objects.select_related("mentorship__mentor", "mentorship__mentee").get(pk=notice.subject_id)
    name = other_of(found.mentorship, notice.recipient_id).name
    minutes = int((found.ends_at - found.starts_at) / timedelta(minutes=1))
    return Message(
        subject=f"Meeting, {minutes} min",
        text=f"Hello {notice.recipient.first_name},\n\nYou meet {name}. Place: {found.place}.",
        sender_name=name,
        link=reverse("resources:room", args=[found.mentorship_id]),
        link_label="Open your page",
        event=Event(found.starts_at, found.ends_at, f"Meeting, {minutes} min", found.place),
    )


def meeting_off(notice: Notice) -> Message:
    """A meeting is off."""
    return Message(
        subject="A meeting is off",
        text=f"Hello {notice.recipient.first_name},\n\nA meeting with your mentor or mentee is off.",
        sender_name=notice.program.name,
        link=reverse("resources:mentors"),
        link_label="Open mentors",
        takes_event_out=True,
    )
