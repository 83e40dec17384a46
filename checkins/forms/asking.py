"""What a trainee chooses to ask for a talk, and what the person they asked types to offer times."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django import forms

from checkins.actions.slots import NewTimes
from checkins.forms.fields import DayField, HourField
from checkins.forms.times import check_video
from checkins.models import Mode
from checkins.offering import Listening
from programs.times import NonexistentTimeError, localize

MOST_TIMES = 3
NOBODY = ("", "Nobody else")


class AskForm(forms.Form):
    """Whom to ask, and perhaps whom to ask next."""

    person = forms.TypedChoiceField(
        label="Whom would you like to talk to?",
        coerce=UUID,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose somebody.", "invalid_choice": "Choose somebody from the list."},
    )
    backup = forms.TypedChoiceField(
        label="If they have not answered after one working day, ask too",
        coerce=UUID,
        required=False,
        empty_value=None,
        error_messages={"invalid_choice": "Choose somebody from the list."},
    )

    def __init__(self, *args: Any, people: Sequence[Listening], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(each.pk), f"{each.name}, {each.title}" if each.title else each.name) for each in people]
        cast(forms.ChoiceField, self.fields["person"]).choices = choices
        cast(forms.ChoiceField, self.fields["backup"]).choices = [NOBODY, *choices]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("backup") and data.get("backup") == data.get("person"):
            self.add_error("backup", "Choose two different people, or one alone.")
        return data


class AnswerForm(forms.Form):
    """Up to three times for one trainee, and where."""

    mode = forms.ChoiceField(
        label="How do you meet?", choices=Mode.choices, error_messages={"invalid_choice": "Choose from the list."}
    )
    place = forms.CharField(
        label="Where exactly?",
        max_length=200,
        help_text="A room, a café, a number, or the https address of a video call. Somewhere private and calm.",
        error_messages={"required": "Say where: a room, a café, a number, or a link."},
    )

    def __init__(self, *args: Any, zone: str, minutes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.minutes = zone, minutes
        for number in range(1, MOST_TIMES + 1):
            first = number == 1
            label = "First time" if first else f"{'Second' if number == 2 else 'Third'} time, if you like"
            self.fields[f"day_{number}"] = DayField(
                label=label, required=first, missing="Choose a day." if first else ""
            )
            self.fields[f"time_{number}"] = HourField(
                label="At", required=first, missing="Choose a time, such as 12:10 pm." if first else ""
            )

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Day and hour side by side, for the page."""
        return [(self[f"day_{number}"], self[f"time_{number}"]) for number in range(1, MOST_TIMES + 1)]

    def clean_place(self) -> str:
        place = " ".join(str(self.cleaned_data["place"]).split())
        if self.data.get(self.add_prefix("mode")) == Mode.VIDEO:
            check_video(place)
        return place

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for number in range(1, MOST_TIMES + 1):
            day, clock = data.get(f"day_{number}"), data.get(f"time_{number}")
            if day and not clock and f"time_{number}" not in self.errors:
                self.add_error(f"time_{number}", "Choose a time as well, or leave the day empty.")
            elif clock and not day and f"day_{number}" not in self.errors:
                self.add_error(f"day_{number}", "Choose a day as well, or leave the time empty.")
            elif day and clock:
                self._check(number, datetime.combine(day, clock))
        return data

    def _check(self, number: int, wall: datetime) -> None:
        try:
            localize(wall, self.zone)
        except NonexistentTimeError as error:
            self.add_error(f"time_{number}", str(error))
        if (wall + timedelta(minutes=self.minutes)).date() != wall.date():
            self.add_error(f"time_{number}", "Choose a time that ends on the same day.")

    def walls(self) -> list[datetime]:
        """The wall-clock starts, in the order of the rows; only of a valid form."""
        data = self.cleaned_data
        return [
            datetime.combine(data[f"day_{number}"], data[f"time_{number}"])
            for number in range(1, MOST_TIMES + 1)
            if data.get(f"day_{number}")
        ]

    def times(self) -> NewTimes:
        """What to offer; only of a valid form."""
        length = timedelta(minutes=self.minutes)
        walls = [(start, start + length) for start in self.walls()]
        return NewTimes(wall_times=walls, mode=self.cleaned_data["mode"], place=self.cleaned_data["place"])

    def add_left_out(self, left_out: Sequence[tuple[datetime, str]]) -> None:
        """Say beside each row why its time cannot be offered."""
        reasons = dict(left_out)
        for number in range(1, MOST_TIMES + 1):
            day, clock = self.cleaned_data.get(f"day_{number}"), self.cleaned_data.get(f"time_{number}")
            reason = reasons.get(datetime.combine(day, clock)) if day and clock else None
            if reason:
                self.add_error(f"time_{number}", f"This one cannot be offered: {reason}.")
