"""Fields that several forms share: days and hours with the browser's own pickers, each with its own sentence."""

from datetime import date, timedelta
from typing import Any

from django import forms


class DayField(forms.DateField):
    """A calendar day; `missing` is said when it is empty."""

    def __init__(self, *, missing: str, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"required": missing, "invalid": "Write the day as month/day/year, such as 12/03/2026."},
            **kwargs,
        )


class HourField(forms.TimeField):
    """A time of day; `missing` is said when it is empty."""

    def __init__(self, *, missing: str, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            input_formats=["%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p", "%I %p", "%I%p"],
            error_messages={"required": missing, "invalid": "Write the time as hours and minutes, such as 12:10 pm."},
            **kwargs,
        )


def weekday_choices() -> list[tuple[int, str]]:
    """Monday (0) to Sunday (6), as Python counts."""
    monday = date(2026, 11, 23)
    return [(number, f"{monday + timedelta(days=number):%A}") for number in range(7)]
