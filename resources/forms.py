"""What somebody types to find, keep and hand over resources."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from programs.forms.fields import PlainField
from resources.filing import begins_like_a_number
from resources.library import ANY_SPECIALTY
from resources.models import Audience, Moment, Need
from resources.models.directory import ABOUT, ADDRESS, ALSO, NAME, REACH, SHORT, WORDS

WHOLE_ADDRESS = "Write the address whole, such as https://www.uscis.gov."


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class FindForm(forms.Form):
    """What somebody looks for; sent by POST, so that no address or log tells it."""

    q = forms.CharField(
        label="What are you looking for?",
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 100, "autocomplete": "off"}),
    )
    need = forms.ChoiceField(label="About", required=False, choices=[("", "Anything"), *Need.choices])
    audience = forms.ChoiceField(label="For", required=False, choices=[("", "Everybody"), *Audience.choices])


class ReachField(PlainField):
    """How to reach something: plain text that may begin like a telephone number, +1 312 555 0100."""

    def clean(self, value: Any) -> str:
        typed = str(value or "").strip()
        if begins_like_a_number(typed):
            return f"+{super().clean(typed.lstrip('+'))}"
        return super().clean(value)


class ResourceForm(forms.Form):
    """A resource as readers see it."""

    name = PlainField(label="Name", what="name", missing="Write what it is called.", max_length=NAME)
    about = PlainField(
        label="What it is, in two sentences",
        what="text",
        missing="Write a sentence or two about what it is.",
        max_length=ABOUT,
        widget=_area(3),
    )
    reach = ReachField(
        label="How to reach it",
        what="way to reach it",
        missing="Write how somebody reaches it: a phone number, a room, a name.",
        max_length=REACH,
        widget=_area(2),
    )
    url = forms.CharField(
        label="Web address",
        required=False,
        max_length=ADDRESS,
        widget=forms.URLInput(),
        error_messages={"max_length": f"Keep the address to {ADDRESS} characters."},
    )
    hours = PlainField(label="Hours", what="hours", max_length=SHORT)
    cost = PlainField(label="Cost", what="cost", max_length=SHORT, help_text="“Free” is worth saying.")
    audiences = forms.MultipleChoiceField(
        label="Whom is it for?",
        choices=Audience.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose whom it is for.", "invalid_choice": "Choose from the list."},
    )
    needs = forms.MultipleChoiceField(
        label="What does it help with?",
        choices=Need.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what it helps with.", "invalid_choice": "Choose from the list."},
    )
    country = PlainField(
        label="Country it holds for", what="country", missing="Write a country, or “International”.", max_length=SHORT
    )
    specialty = PlainField(
        label="Specialty it comes from",
        what="specialty",
        missing=f"Write a specialty, or “{ANY_SPECIALTY}”.",
        max_length=SHORT,
    )
    moments = forms.MultipleChoiceField(
        label="Show it to trainees without being asked",
        required=False,
        choices=Moment.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the list."},
    )
    also = PlainField(
        label="Other words that people may search with",
        what="list of words",
        max_length=ALSO,
        help_text="Apart by commas: daycare, nursery, babysitter.",
        widget=_area(2),
    )

    def clean_url(self) -> str:
        address = str(self.cleaned_data["url"]).strip()
        if address:
            try:
                URLValidator(schemes=["http", "https"])(address)
            except ValidationError:
                raise ValidationError(WHOLE_ADDRESS) from None
        return address


class HandOverForm(forms.Form):
    """To whom, and a few words."""

    trainee = forms.ChoiceField(
        label="To whom?",
        error_messages={"required": "Choose a trainee.", "invalid_choice": "Choose a trainee from the list."},
    )
    words = PlainField(
        label="A few words of yours",
        what="note",
        missing="Write a sentence: why this one, and whom they will meet there.",
        max_length=WORDS,
        widget=_area(4),
    )

    def __init__(self, *args: Any, trainees: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["trainee"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        field.choices = [("", "Choose"), *trainees]
