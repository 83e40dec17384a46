"""What mentors and mentees type."""

from typing import Any

from django import forms

from programs.forms.fields import DayField, PlainField
from resources.models import Kind
from resources.models.mentoring import ABOUT, FIELDS, LINE
from resources.models.mentoring import Review as ReviewModel


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class FindMentorForm(forms.Form):
    """Whom a trainee looks for; sent by POST and kept nowhere."""

    q = forms.CharField(
        label="Name, field, or what you want to learn",
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 100, "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label="Kind of mentor", required=False, choices=[("", "Any kind"), *Kind.choices])
    language = forms.CharField(
        label="Language",
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 40, "autocomplete": "off"}),
    )
    room = forms.BooleanField(label="With room now", required=False)


class ProfileForm(forms.Form):
    """How somebody describes themselves as a mentor."""

    about = PlainField(
        label="About you, as you would say it in the hallway",
        what="text",
        missing="Write two or three sentences about you.",
        max_length=ABOUT,
        widget=_area(4),
    )
    areas = PlainField(
        label="Your fields", what="list", missing="Write what you work on, such as cardiology.", max_length=FIELDS
    )
    kinds = forms.MultipleChoiceField(
        label="What do you like to help with?",
        choices=Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one.", "invalid_choice": "Choose from the list."},
    )
    scholarly = PlainField(
        label="Help with research and writing",
        what="text",
        max_length=FIELDS,
        help_text="A project to join, statistics, reading drafts. Many residents find nobody for this.",
    )
    languages = PlainField(
        label="Languages", what="list", max_length=FIELDS, help_text="Only if you like. Some trainees look for one."
    )
    room = forms.IntegerField(
        label="Room for how many mentees, in all?",
        min_value=0,
        max_value=20,
        initial=2,
        error_messages={
            "required": "Write a number from 0 to 20.",
            "invalid": "Write a number from 0 to 20.",
            "min_value": "Write a number from 0 to 20.",
            "max_value": "Write a number from 0 to 20.",
        },
    )
    is_open = forms.BooleanField(
        label="Show me in the list",
        required=False,
        initial=True,
        help_text="Off, nobody new finds you, and your mentees stay. Who asked already is led on kindly.",
    )


class AskForm(forms.Form):
    """A short message, and which kind of mentor."""

    kind = forms.ChoiceField(
        label="As what?",
        choices=Kind.choices,
        error_messages={"required": "Choose a kind.", "invalid_choice": "Choose a kind from the list."},
    )
    message = PlainField(
        label="A few lines",
        what="message",
        missing="Write a line or two: who you are and what you would like to learn.",
        max_length=LINE,
        widget=_area(4),
        help_text="Who you are, what you would like to learn, and one small thing to begin with.",
    )

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        field.choices = [choice for choice in Kind.choices if choice[0] in kinds]


class LeadOnForm(forms.Form):
    """Somebody else, if one comes to mind."""

    suggested = forms.ChoiceField(
        label="Somebody who may have time",
        required=False,
        error_messages={"invalid_choice": "Choose somebody from the list."},
    )

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["suggested"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        field.choices = [("", "Nobody in particular"), *others]


class FocusForm(forms.Form):
    """What both want it to be about."""

    focus = PlainField(
        label="What it is about, for both of you",
        what="text",
        missing="Write a line, such as: a first paper, and choosing a fellowship.",
        max_length=LINE,
        widget=_area(2),
    )


class MilestoneForm(forms.Form):
    """Something to reach, and by when."""

    what = PlainField(label="What", what="text", missing="Write what you want to reach.", max_length=120)
    due_on = DayField(label="By", missing="Choose a day.")


class MeetingForm(forms.Form):
    """When and where to meet, on the program's clock."""

    day = DayField(label="Day", missing="Choose a day.")
    time = forms.TimeField(
        label="Time",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p", "%I %p"],
        error_messages={"required": "Choose a time.", "invalid": "Write the time as hours and minutes: 12:10 pm."},
    )
    minutes = forms.TypedChoiceField(
        label="How long",
        choices=[(minutes, f"{minutes} minutes") for minutes in (15, 20, 30, 45, 60)],
        coerce=int,
        initial=30,
        error_messages={"required": "Choose how long.", "invalid_choice": "Choose how long from the list."},
    )
    place = PlainField(
        label="Place or link", what="place", missing="Write a place, or the link of a call.", max_length=120
    )


class ReviewForm(forms.Form):
    """One side's answer when both look back."""

    choice = forms.ChoiceField(
        label="What would you like?",
        choices=ReviewModel.Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the three.", "invalid_choice": "Choose one of the three."},
    )
    words = PlainField(
        label="A line for the other, if you like",
        what="line",
        max_length=LINE,
        widget=_area(2),
        help_text="What helped, or what should be different.",
    )
