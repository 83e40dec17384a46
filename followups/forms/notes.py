"""The shape of a private note."""

from typing import Any

from django import forms
from django.views.decorators.debug import sensitive_variables

from followups.rules.noting import refusal
from followups.rules.screening import Concern
from followups.sealing import LONGEST
from programs.models import Person


class NoteForm(forms.Form):
    """One text; `shows_help` is set when it touched what belongs to triage."""

    text = forms.CharField(
        label="Your note",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
        help_text="At most 600 characters. What you want to come back to, in words that would hurt nobody.",
        error_messages={
            "required": "Write something, or go back: most talks need no note.",
            "max_length": "A note is at most 600 characters long; this one has %(show_value)s. Keep the heart of it.",
        },
    )

    def __init__(self, *args: Any, trainee: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trainee = trainee
        self.shows_help = False

    @sensitive_variables()
    def clean_text(self) -> str:
        """The text, refused when it holds what a note must not. The refusal says why and repeats nothing."""
        text: str = self.cleaned_data["text"]
        found = refusal(text, names=(self.trainee.first_name, self.trainee.last_name))
        if found is None:
            return text
        self.shows_help = found.concern == Concern.HELP
        raise forms.ValidationError(found.sentence)
