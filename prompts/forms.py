"""What somebody types to change the library."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from prompts.models import TEXT, Prompt
from prompts.rules import Entry
from prompts.shelf import Shelf

TOO_LONG = f"Keep it to {TEXT} characters: short is easier to say."


class WordsForm(forms.Form):
    """Other words for a prompt."""

    text = forms.CharField(
        label="In your words",
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the prompt, as you would say it.", "max_length": TOO_LONG},
    )
    instead_of = forms.CharField(
        label="Instead of this guess",
        max_length=TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, entry: Entry | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if entry is None or not entry.instead_of:
            del self.fields["instead_of"]

    def clean_text(self) -> str:
        return " ".join(str(self.cleaned_data["text"]).split())

    def clean_instead_of(self) -> str:
        return " ".join(str(self.cleaned_data["instead_of"]).split())


class OwnForm(WordsForm):
    """A prompt of the program's own: where it belongs, what it looks for, what it touches."""

    lean = forms.ChoiceField(
        label="What does it look for?",
        choices=Prompt.Lean.choices,
        widget=forms.RadioSelect,
        initial=Prompt.Lean.BOTH,
        error_messages={"required": "Choose what the prompt looks for."},
    )
    topics = forms.MultipleChoiceField(
        label="What does it touch?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="A trainee may want to raise some of these alone. With none ticked it counts as touching all.",
        error_messages={"invalid_choice": "Choose topics from the list."},
    )

    def __init__(self, *args: Any, shelf: Shelf, entry: Entry | None = None, **kwargs: Any) -> None:
        super().__init__(*args, entry=entry, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["topics"]).choices = list(shelf.topics.items())


class AddForm(OwnForm):
    """A new prompt."""

    category = forms.ChoiceField(
        label="Where does it belong?", error_messages={"required": "Choose a part of the library."}
    )
    field_order: Sequence[str] = ("category", "text", "lean", "topics")

    def __init__(self, *args: Any, shelf: Shelf, **kwargs: Any) -> None:
        super().__init__(*args, shelf=shelf, **kwargs)
        cast(forms.ChoiceField, self.fields["category"]).choices = [
            ("Questions", [(section.key, section.name) for section in shelf.sections if section.asks]),
            ("Words and cues", [(section.key, section.name) for section in shelf.sections if not section.asks]),
        ]
