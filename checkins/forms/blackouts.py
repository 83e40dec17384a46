"""What somebody types to block times."""

from typing import Any

from django import forms

from checkins.forms.fields import DayField, HourField, weekday_choices
from checkins.rules import BlackoutTimes


class BlackoutForm(forms.Form):
    """A label, a span of dates, perhaps a weekday, perhaps hours."""

    label = forms.CharField(
        label="What is it?",
        max_length=60,
        error_messages={
            "required": "Give it a short name, such as noon conference.",
            "max_length": "Keep the name to 60 characters.",
        },
    )
    starts_on = DayField(label="First day", missing="Choose a first day.")
    ends_on = DayField(label="Last day, if it is another", required=False, missing="")
    weekday = forms.TypedChoiceField(
        label="On",
        choices=[("", "Every day of these"), *((number, f"{name}s only") for number, name in weekday_choices())],
        coerce=int,
        empty_value=None,
        required=False,
    )
    from_time = HourField(label="From", required=False, missing="")
    to_time = HourField(label="To", required=False, missing="")

    def clean_label(self) -> str:
        return " ".join(str(self.cleaned_data["label"]).split())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "ends_on" not in self.errors:
            data["ends_on"] = data.get("ends_on") or data.get("starts_on")
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "Choose a last day that is not before the first one.")
        if "from_time" in self.errors or "to_time" in self.errors:
            return data
        begins, ends = data.get("from_time"), data.get("to_time")
        if begins and not ends:
            self.add_error("to_time", "Say until when, or leave both times empty for whole days.")
        elif ends and not begins:
            self.add_error("from_time", "Say from when, or leave both times empty for whole days.")
        elif begins and ends and ends <= begins:
            self.add_error("to_time", "Choose an end that is after the beginning.")
        return data

    def times(self) -> BlackoutTimes:
        """The blackout as plain values; only of a valid form."""
        data = self.cleaned_data
        return BlackoutTimes(data["starts_on"], data["ends_on"], data["weekday"], data["from_time"], data["to_time"])
