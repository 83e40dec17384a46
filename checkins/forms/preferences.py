"""What a trainee ticks and writes about their wishes; everything may stay empty."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.db.models import TextChoices

from checkins.actions.preferences import FollowUpWishes, TalkWishes
from checkins.forms.fields import weekday_choices
from checkins.models import (
    Approach,
    FollowUpPreferences,
    Format,
    ListenerKind,
    Mode,
    Moment,
    PersonWish,
    Privacy,
    Rhythm,
    SchedulingPreferences,
)
from checkins.models.preferences import LINE
from checkins.offering import Listening
from checkins.rules import Part
from prompts.models import Topic

FROM_THE_LIST = {"invalid_choice": "Choose from the list."}


def _either(label: str, choices: type[TextChoices], without: str) -> forms.ChoiceField:
    """One of a few, or none: a tap takes a wish back."""
    return forms.ChoiceField(
        label=label,
        choices=[*choices.choices, ("", without)],
        widget=forms.RadioSelect,
        required=False,
        initial="",
        error_messages=FROM_THE_LIST,
    )


def _several(label: str, choices: Sequence[tuple[str, str]] = (), **kwargs: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={**FROM_THE_LIST, "invalid_list": "Choose from the list."},
        **kwargs,
    )


def _line(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LINE,
        required=False,
        help_text=help_text,
        error_messages={"max_length": f"Keep this to {LINE} characters; the rest is for the talk."},
    )


class FollowUpForm(forms.Form):
    """How a listener should go on with this trainee (R37)."""

    approach = _either("What helps you in a talk?", Approach, "It depends")
    moment = _either("When something needs an answer", Moment, "Either is fine")
    rhythm = _either("After a talk", Rhythm, "No wish")
    privacy = _several("To keep it between us", Privacy.choices)
    withheld_topics = _several(
        "Only I bring this up", help_text="Your listener then won't ask about it, and gets no questions about it."
    )
    boundaries = _line("Anything to leave be?", "Such as: no calls on my day off.")
    encouraging = _line("What feels encouraging to you?", "Such as: a short word when something went well.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = cast(forms.MultipleChoiceField, self.fields["withheld_topics"])
        topics.choices = list(Topic.objects.values_list("key", "name"))

    def clean_boundaries(self) -> str:
        return " ".join(str(self.cleaned_data["boundaries"]).split())

    def clean_encouraging(self) -> str:
        return " ".join(str(self.cleaned_data["encouraging"]).split())

    def wishes(self) -> FollowUpWishes:
        """The wishes as plain values; only of a valid form."""
        return FollowUpWishes(**self.cleaned_data)


def follow_up_initial(found: FollowUpPreferences | None) -> dict[str, object]:
    """What the form begins with."""
    if found is None:
        return {}
    return {name: getattr(found, name) for name in FollowUpForm.base_fields}


GOOD, BAD = "good", "bad"
HOW_IT_SUITS = [(GOOD, "Good"), ("", "Fine"), (BAD, "Bad")]


class TalkWishesForm(forms.Form):
    """When and how a trainee would like to talk (R8, R9, R67)."""

    same_listener = forms.BooleanField(label="The same listener again, where that is possible", required=False)
    kinds = _several("I would like to talk to", ListenerKind.choices)
    formats = _several("Alone or with others", Format.choices)
    modes = _several("Where or how", Mode.choices)
    bad_weekdays = forms.TypedMultipleChoiceField(
        label="Days that don't suit me",
        choices=weekday_choices(),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose days of the week from the list."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in Part:
            self.fields[part.value] = forms.ChoiceField(
                label=part.label,
                choices=HOW_IT_SUITS,
                required=False,
                widget=forms.RadioSelect,
                initial="",
                error_messages=FROM_THE_LIST,
            )

    def hours(self) -> list[forms.BoundField]:
        """The parts of a day, for the page."""
        return [self[part.value] for part in Part]

    def wishes(self) -> TalkWishes:
        """The wishes as plain values; only of a valid form."""
        data = self.cleaned_data
        named = {name: data[name] for name in ("same_listener", "formats", "modes", "kinds", "bad_weekdays")}
        return TalkWishes(**named, good_parts=self._parts(GOOD), bad_parts=self._parts(BAD))

    def _parts(self, suits: str) -> list[str]:
        return [part.value for part in Part if self.cleaned_data[part.value] == suits]


def talk_wishes_initial(found: SchedulingPreferences | None) -> dict[str, object]:
    """What the form begins with."""
    if found is None:
        return {}
    return {
        **{name: getattr(found, name) for name in TalkWishesForm.base_fields},
        **dict.fromkeys(found.good_parts, GOOD),
        **dict.fromkeys(found.bad_parts, BAD),
    }


class PeopleForm(forms.Form):
    """Whom a trainee would gladly meet and whom never: one choice a listener."""

    def __init__(self, *args: Any, people: Sequence[Listening], wished: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for person in people:
            self.fields[self._name(person)] = forms.ChoiceField(
                label=person.name,
                choices=[
                    (PersonWish.Wish.GLADLY.value, "Gladly"),
                    ("", "Fine"),
                    (PersonWish.Wish.NEVER.value, "Never"),
                ],
                required=False,
                widget=forms.RadioSelect,
                initial=wished.get(person.pk, ""),
                error_messages=FROM_THE_LIST,
            )

    @staticmethod
    def _name(person: Listening) -> str:
        return f"person_{person.pk.hex}"

    def rows(self) -> list[tuple[Listening, forms.BoundField]]:
        """Each person with their choice, for the page."""
        return [(person, self[self._name(person)]) for person in self.people]

    def wishes(self) -> dict[UUID, str]:
        """The wish about each person who was asked about; only of a valid form."""
        return {person.pk: self.cleaned_data[self._name(person)] for person in self.people}
