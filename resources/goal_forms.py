"""What a trainee types about goals and the year."""

from typing import Any

from django import forms

from programs.forms.fields import DayField, PlainField
from resources.models.goals import LINE, TEXT


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class GoalForm(forms.Form):
    """Five fields; only the first is needed to begin."""

    specific = PlainField(
        label="Specific: what will you do?",
        what="goal",
        missing="Write what you want to do, in one line.",
        max_length=LINE,
        widget=_area(2),
    )
    measurable = PlainField(
        label="Measurable: how will you know it is done?", what="text", max_length=LINE, widget=_area(2)
    )
    achievable = PlainField(
        label="Achievable: what do you need, and what is the first small step?",
        what="text",
        max_length=LINE,
        widget=_area(2),
    )
    relevant = PlainField(
        label="Relevant: why does it matter to you now?", what="text", max_length=LINE, widget=_area(2)
    )
    due_on = DayField(label="Time-bound: by when?")
    stretch = forms.BooleanField(
        label="A stretch goal: a little too big, on purpose", required=False, help_text="One of them is good to have."
    )


class StepForm(forms.Form):
    """One step."""

    what = PlainField(label="The next step", what="step", missing="Write one small step.", max_length=120)


class PlanForm(forms.Form):
    """The year's plan."""

    mentor = forms.ChoiceField(
        label="Faculty mentor who looks at it with you",
        required=False,
        error_messages={"invalid_choice": "Choose somebody from the list."},
    )
    goals = forms.MultipleChoiceField(
        label="Goals for this year",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from your own goals."},
    )
    strengths = PlainField(label="What goes well", what="text", max_length=TEXT, widget=_area(3))
    growing = PlainField(label="What I want to grow in", what="text", max_length=TEXT, widget=_area(3))
    career = PlainField(label="Where I would like to be in some years", what="text", max_length=TEXT, widget=_area(3))
    support = PlainField(
        label="What I need for it",
        what="text",
        max_length=TEXT,
        widget=_area(3),
        help_text="Time, people, rotations, help with a project that can be published.",
    )

    def __init__(self, *args: Any, mentors: list[tuple[str, str]], goals: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("mentor", [("", "Nobody yet"), *mentors]), ("goals", goals)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
            field.choices = choices


class ReviewForm(forms.Form):
    """Looking back at half time."""

    review = PlainField(
        label="What has moved, and what needs another way?",
        what="text",
        missing="Write a sentence or two.",
        max_length=TEXT,
        widget=_area(3),
    )
