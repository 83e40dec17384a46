"""What is typed about inductions, first meetings and reflections."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import QuerySet

from programs.forms.fields import ParagraphsField, PlainField
from programs.models import Person
from resources.models import Part, Who
from resources.models.induction import LONG, TEXT

if TYPE_CHECKING:
    OnePerson = forms.ModelChoiceField[Person]
else:
    OnePerson = forms.ModelChoiceField  # Generic to the type checker alone.


def _owner_field() -> OnePerson:
    return OnePerson(
        Person.objects.none(),
        label="Somebody by name?",
        required=False,
        empty_label="Whoever it is by role",
        help_text="They hear when a newcomer begins, and see what is theirs and by when.",
        error_messages={"invalid_choice": "Choose somebody of your staff from the list."},
    )


class OwnerForm(forms.Form):
    """Who sees to a line."""

    owner = _owner_field()

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(OnePerson, self.fields["owner"]).queryset = people


class ItemForm(OwnerForm):
    """One line of the list."""

    field_order = ("part", "text", "who", "owner", "day")

    part = forms.ChoiceField(
        label="Which induction?",
        choices=Part.choices,
        error_messages={"required": "Choose one of the four.", "invalid_choice": "Choose one of the four."},
    )
    text = PlainField(label="What", what="line", missing="Write what is to be done.", max_length=TEXT)
    who = forms.ChoiceField(
        label="Who does it?",
        choices=Who.choices,
        error_messages={"required": "Choose who does it.", "invalid_choice": "Choose who does it from the list."},
    )
    day = forms.IntegerField(
        label="How many days after the first day?",
        min_value=-60,
        max_value=365,
        initial=7,
        help_text="0 is the first day; -7 is a week before.",
        error_messages={
            "required": "Write a number of days, such as 7.",
            "invalid": "Write a whole number of days, such as 7 or -7.",
            "min_value": "Sixty days before is the earliest.",
            "max_value": "A year after is the latest.",
        },
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("owner") and data.get("who") == Who.TRAINEE:
            self.add_error("owner", "The newcomer does this one. Leave the name empty, or choose who else does it.")
        return data


class FieldForm(forms.Form):
    """One field of the form of a first meeting, saved on its own."""

    text = ParagraphsField(label="Text", what="text", max_length=LONG)
    # What stood there when the page was drawn, as a digest; and what stands there now, when somebody writes over it.
    seen = forms.CharField(required=False, max_length=64)
    over = forms.CharField(required=False, max_length=64)


class ReflectionForm(forms.Form):
    """What somebody thinks, for themselves."""

    text = ParagraphsField(
        label="For you alone", what="text", missing="Write a line, or leave the page.", max_length=LONG, rows=6
    )
