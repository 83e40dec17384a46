"""What a director types to plan and to open a round."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError

from checkins.actions.rounds import Plan
from checkins.forms.fields import DayField
from checkins.listening import Candidate
from checkins.models import Format
from checkins.rules import LONGEST_ROUND
from programs.models import Person, Program

# Two lines for each model; the studies' figures stand on the page (templates/checkins/round_plan.html).
MODELS = [
    (Program.Participation.OPT_OUT, "Everyone gets a time and may decline"),
    (Program.Participation.OPT_IN, "Trainees choose a time if they want one"),
]


if TYPE_CHECKING:
    People = forms.ModelMultipleChoiceField[Person]
else:
    People = forms.ModelMultipleChoiceField  # Generic to the type checker alone.


class PeopleField(People):
    """People to tick, by name and title."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Person.objects.none(),
            widget=forms.CheckboxSelectMultiple,
            required=False,
            error_messages={
                "invalid_choice": "Somebody ticked no longer belongs to the program. Please look at the list again.",
                "invalid_pk_value": "Please choose people from the list.",
            },
            **kwargs,
        )


class RoundForm(forms.Form):
    """Name and dates, model, length, formats, who listens."""

    name = forms.CharField(
        label="Name",
        max_length=80,
        help_text="Trainees see it above their offer.",
        error_messages={"required": "Give the round a name, such as Winter 2027."},
    )
    starts_on = DayField(label="First day", missing="Choose a first day.")
    ends_on = DayField(label="Last day", missing="Choose a last day.")
    participation = forms.ChoiceField(
        label="How do trainees take part?",
        choices=MODELS,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose how trainees take part.",
            "invalid_choice": "Choose one of the two ways to take part.",
        },
    )
    minutes = forms.IntegerField(
        label="How many minutes?",
        min_value=15,
        max_value=30,
        help_text="15 to 30. Short is easier to say yes to.",
        error_messages={
            "required": "Say how long a check-in lasts: 15 to 30 minutes.",
            "invalid": "Write a whole number of minutes from 15 to 30.",
            "min_value": "A check-in lasts 15 minutes or more.",
            "max_value": "A check-in lasts 30 minutes or less.",
        },
    )
    formats = forms.MultipleChoiceField(
        label="Which formats may listeners offer?",
        choices=[(Format.ONE_ON_ONE, "One on one"), (Format.GROUP, "Small groups of 3 to 8")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick at least one format.",
            "invalid_choice": "Tick formats from the list.",
        },
    )
    listeners = PeopleField(label="Facilitators and wellness leads")
    leaders = PeopleField(label="Leaders and evaluators")

    def __init__(self, *args: Any, people: Sequence[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, leads in (("listeners", False), ("leaders", True)):
            field = cast(PeopleField, self.fields[name])
            group = [each for each in people if each.leads is leads]
            field.queryset = Person.objects.filter(pk__in=[each.person.pk for each in group])
            field.choices = [(each.person.pk, each.label) for each in group]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "Choose a last day that is not before the first one.")
        if data.get("formats") == [Format.GROUP]:
            self.add_error("formats", "Beside a group there is always a time one on one: tick that too.")
        if first and last and last >= first and last - first > LONGEST_ROUND:
            self.add_error("ends_on", f"Choose a last day at most {LONGEST_ROUND.days} days after the first one.")
        return data

    def plan(self) -> Plan:
        """The round as decided; only of a valid form."""
        data = self.cleaned_data
        return Plan(
            name=" ".join(data["name"].split()),
            participation=data["participation"],
            minutes=data["minutes"],
            formats=data["formats"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            listeners=[*data["listeners"], *data["leaders"]],
        )


class OpenForm(forms.Form):
    """The number to call when a trainee may not be safe, and that the director called it (R40)."""

    safety_number = forms.CharField(
        label="The number to call when somebody may not be safe",
        max_length=40,
        help_text="Your hospital's emergency or crisis line, any hour. 988 and 911 are always shown besides.",
        widget=forms.TextInput(attrs={"list": "safety-numbers", "inputmode": "tel", "autocomplete": "off"}),
        error_messages={
            "required": "Add the number to call when somebody may not be safe.",
            "max_length": "Keep the number to 40 characters.",
        },
    )
    called = forms.BooleanField(
        label="I called this number today, and somebody answered who can help.",
        error_messages={"required": "Call the number once, then tick this."},
    )

    def clean_safety_number(self) -> str:
        number = " ".join(str(self.cleaned_data["safety_number"]).split())
        if len(re.findall(r"\d", number)) < 3:
            raise ValidationError("Write a number that can be dialed, such as 555 123 4567.")
        if re.sub(r"\D", "", number) == "911":
            raise ValidationError("Don't call 911 to try it out: it is always there. Write your hospital's own number.")
        return number
