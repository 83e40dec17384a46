"""What a trainee ticks and writes about their wishes; everything may stay empty."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import TextChoices

from checkins.actions.preferences import FollowUpWishes
from checkins.models import Approach, FollowUpPreferences, Moment, Privacy, Rhythm
from checkins.models.preferences import LINE
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
