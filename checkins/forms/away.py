"""What somebody types to say who is away, or that a day is called off."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from checkins.actions.away import LONGEST_ABSENCE, Absence
from checkins.forms.fields import DayField, HourField
from programs.models import Person

EVERYBODY = "everybody"


class AwayForm(forms.Form):
    """Days, perhaps hours; one's own."""

    first_day = DayField(label="First day", missing="Choose a day.")
    last_day = DayField(label="Last day, if it is another", required=False, missing="")
    from_time = HourField(label="From", required=False, missing="")
    to_time = HourField(label="To", required=False, missing="")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "last_day" not in self.errors:
            data["last_day"] = data.get("last_day") or data.get("first_day")
        self._clean_days(data)
        if "from_time" not in self.errors and "to_time" not in self.errors:
            self._clean_hours(data)
        return data

    def _clean_days(self, data: dict[str, Any]) -> None:
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "Choose a last day that is not before the first one.")
        elif first and last and last - first > LONGEST_ABSENCE:
            self.add_error("last_day", f"Choose a last day at most {LONGEST_ABSENCE.days} days after the first one.")

    def _clean_hours(self, data: dict[str, Any]) -> None:
        begins, ends = data.get("from_time"), data.get("to_time")
        if begins and not ends:
            self.add_error("to_time", "Say until when, or leave both times empty for whole days.")
        elif ends and not begins:
            self.add_error("from_time", "Say from when, or leave both times empty for whole days.")
        elif begins and ends and ends <= begins:
            self.add_error("to_time", "Choose an end that is after the beginning.")

    def absence(self) -> Absence:
        """As plain values; only of a valid form."""
        data = self.cleaned_data
        return Absence(data["first_day"], data["last_day"], data["from_time"], data["to_time"])


class WhoIsAwayForm(AwayForm):
    """The same for one of the listeners, or for everybody."""

    who = forms.ChoiceField(
        label="Who?",
        error_messages={
            "required": "Choose who is away, or everybody.",
            "invalid_choice": "Choose somebody from the list.",
        },
    )
    field_order = ("who",)

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        names = [(pk, person.name) for pk, person in self.people.items()]
        everybody = [(EVERYBODY, "Everybody: these hours are called off")]
        cast(forms.ChoiceField, self.fields["who"]).choices = [("", "Choose"), *names, *everybody]

    def person(self) -> Person | None:
        """Who is away, or None for everybody; only of a valid form."""
        return self.people.get(self.cleaned_data["who"])
