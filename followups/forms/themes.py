"""What a trainee ticks, what a director answers."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from checkins.forms.fields import DayField
from followups.actions.answers import Planned
from followups.models import Answer
from followups.rules.screening import screen
from followups.themes import Lean, of_lean


def _ticks(lean: Lean, label: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=[(theme.key, theme.tick) for theme in of_lean(lean)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "Choose from the list.", "invalid_list": "Choose from the list."},
    )


def counting_fields(*, group: bool) -> dict[str, forms.Field]:
    """What the end of a wrap-up asks: whether somebody was asked, and what they said may be counted."""
    if group:
        return {
            "counted": forms.BooleanField(
                label="I told them that they can tick themes on their own page, for seven days", required=False
            )
        }
    return {
        "counted": forms.BooleanField(
            label="I asked “may this be counted?”",
            required=False,
            help_text="Tick below what they said may be counted; nothing is an answer, too. They can change it alone.",
        ),
        "strengths": _ticks(Lean.STRENGTH, "Good here, and should stay"),
        "strains": _ticks(Lean.STRAIN, "Hard, and should get easier"),
    }


# None of them is ever kept in a draft (privacy.md 2.9).
COUNTING = ("counted", "strengths", "strains")


class TicksForm(forms.Form):
    """What may be counted; nothing is fine."""

    strengths = _ticks(Lean.STRENGTH, "What is good here and should stay")
    strains = _ticks(Lean.STRAIN, "What is hard and should get easier")

    def chosen(self) -> list[str]:
        """The themes; only of a valid form."""
        return [*self.cleaned_data["strengths"], *self.cleaned_data["strains"]]


def ticks_of(themes: frozenset[str]) -> dict[str, list[str]]:
    """What the form begins with."""
    return {
        name: [theme.key for theme in of_lean(lean) if theme.key in themes]
        for name, lean in (("strengths", Lean.STRENGTH), ("strains", Lean.STRAIN))
    }


class SentenceField(forms.CharField):
    """A sentence or two for everybody in the program, so nothing in it may point to a person."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=240,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="Everybody in the program reads it. No names, and nothing that points to anybody.",
            **kwargs,
        )
        self.error_messages["max_length"] = "Keep this to 240 letters, so that everybody reads it to the end."

    def clean(self, value: Any) -> str:
        text = " ".join(str(super().clean(value)).split())
        refusal = screen(text)
        if refusal is not None:
            raise ValidationError(refusal.sentence)
        return text


class AnswerForm(forms.Form):
    """What the program does about a theme, and by when."""

    action = SentenceField(
        label="What do you do about it?",
        error_messages={"required": "Say in a sentence what you do, or what you keep as it is."},
    )

    def __init__(self, data: Any = None, *, today: date, found: Answer | None) -> None:
        initial = {"action": found.action, "due_on": found.due_on} if found else {"due_on": today + timedelta(days=60)}
        super().__init__(data, initial=initial)
        self.today = today
        self.fields["due_on"] = DayField(label="By when?", missing="Choose a day by when.")

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if not self.today <= day <= self.today + timedelta(days=730):
            raise ValidationError("Choose a day from today on, within two years.")
        return day

    def planned(self) -> Planned:
        """The answer; only of a valid form."""
        return Planned(self.cleaned_data["action"], self.cleaned_data["due_on"])


class ReviewForm(forms.Form):
    """What became of an answer."""

    outcome = forms.ChoiceField(
        label="What became of it?",
        choices=Answer.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what became of it.", "invalid_choice": "Choose what became of it."},
    )
    word = SentenceField(label="A word about it", required=False)
