"""What is typed about inductions, first meetings and reflections."""

from django import forms

from programs.forms.fields import ParagraphsField, PlainField
from resources.models import Part, Who
from resources.models.induction import LONG, TEXT


class ItemForm(forms.Form):
    """One line of the list."""

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
