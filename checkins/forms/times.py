"""What a listener types to offer times."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from checkins.actions.slots import NewTimes
from checkins.forms.fields import DayField, HourField, weekday_choices
from checkins.models import Format, Mode, Round
from checkins.rules import WeeklyPattern, wall_times
from programs.errors import RefusedError
from programs.times import NonexistentTimeError, day_text, localize

ONE, WEEKLY = "one", "weekly"
PAUSES = [(0, "None"), (5, "5 minutes"), (10, "10 minutes"), (15, "15 minutes"), (30, "30 minutes")]
# A listening session needs three people and loses its ease above eight.
SEATS = [(number, f"{number} people") for number in range(3, 9)]
# Hours before which a time can be chosen.
NOTICE = [
    (1, "Up to an hour before"),
    (4, "Up to four hours before"),
    (24, "Up to a day before"),
    (48, "Up to two days"),
]
GROUP_MINUTES = (30, 45, 60)


def _pick(sentence: str) -> dict[str, str]:
    """One sentence for a choice that is missing or unknown."""
    return {"required": sentence, "invalid_choice": sentence}


class TimesForm(forms.Form):
    """One time, or a weekly pattern; where; two lines about oneself."""

    repeat = forms.ChoiceField(
        label="How often?",
        choices=[(ONE, "Once"), (WEEKLY, "Every week")],
        widget=forms.RadioSelect,
        initial=WEEKLY,
        error_messages=_pick("Choose once or every week."),
    )
    first_day = DayField(label="Day, or first day", missing="Choose a day.")
    last_day = DayField(label="Last day", required=False, missing="Choose the last day of the weekly times.")
    weekdays = forms.TypedMultipleChoiceField(
        label="On which days?",
        choices=weekday_choices(),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick at least one day of the week.",
            "invalid_choice": "Choose days of the week from the list.",
        },
    )
    from_time = HourField(label="From", missing="Choose a time to begin, such as 12:00 pm.")
    to_time = HourField(
        label="To", required=False, missing="Choose a time to end.", help_text="As many times as fit in between."
    )
    pause = forms.TypedChoiceField(
        label="Pause between two talks",
        help_text="Your other times keep at least this far, too.",
        choices=PAUSES,
        coerce=int,
        required=False,
        initial=5,
        error_messages=_pick("Choose a pause from the list."),
    )
    format = forms.ChoiceField(
        label="With one person or a few?",
        choices=Format.choices,
        widget=forms.RadioSelect,
        error_messages=_pick("Choose one of the formats of this round."),
    )
    group_minutes = forms.TypedChoiceField(
        label="How long?", coerce=int, error_messages=_pick("Choose how long a group lasts from the list.")
    )
    seats = forms.TypedChoiceField(
        label="For how many?", choices=SEATS, coerce=int, initial=6, error_messages=_pick("Choose from 3 to 8 people.")
    )
    mode = forms.ChoiceField(
        label="How do you meet?", choices=Mode.choices, error_messages=_pick("Choose how you meet from the list.")
    )
    place = forms.CharField(
        label="Where exactly?",
        max_length=200,
        help_text="A room, a café, a number, or the https address of a video call. Somewhere private and calm.",
        error_messages={"required": "Say where, so that nobody has to search: a room, a café, a number, or a link."},
    )
    notice = forms.TypedChoiceField(
        label="How late can somebody still choose them?",
        choices=NOTICE,
        coerce=int,
        required=False,
        initial=1,
        error_messages=_pick("Choose from the list how late a time can be chosen."),
    )
    even_if_busy = forms.BooleanField(
        label="Offer them even where my own calendar has something",
        required=False,
        help_text="For instance where you have put your check-in hours there yourself.",
    )
    about = forms.CharField(
        label="Two lines about you",
        max_length=180,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Trainees read this beside every time you offer. Something human: where you trained, what you enjoy.",
        error_messages={"max_length": "Two lines are enough: keep this to 180 characters."},
    )

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = round_
        # Asked only for weekly times; the page hides them otherwise.
        for name in ("last_day", "weekdays", "to_time", "pause"):
            self.fields[name].required = self["repeat"].value() != ONE
        formats = [choice for choice in Format.choices if choice[0] in round_.formats]
        chosen = cast(forms.ChoiceField, self.fields["format"])
        chosen.choices = formats
        if len(formats) == 1:
            chosen.widget = forms.HiddenInput()
            chosen.initial = formats[0][0]
        if Format.GROUP not in round_.formats:
            del self.fields["group_minutes"], self.fields["seats"]
        else:
            for name in ("group_minutes", "seats"):
                self.fields[name].required = self["format"].value() == Format.GROUP
            lengths = sorted({round_.minutes, *GROUP_MINUTES})
            minutes = cast(forms.ChoiceField, self.fields["group_minutes"])
            minutes.choices = [(each, f"{each} minutes") for each in lengths]
            minutes.initial = max(round_.minutes, 45)

    def clean_about(self) -> str:
        return " ".join(str(self.cleaned_data["about"]).split())

    def clean_place(self) -> str:
        place = " ".join(str(self.cleaned_data["place"]).split())
        if self.data.get(self.add_prefix("mode")) == Mode.VIDEO:
            check_video(place)
        return place

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("repeat") == WEEKLY:
            self._clean_weekly()
        elif data.get("repeat") == ONE:
            self._clean_one(data)
        return data

    def _clean_weekly(self) -> None:
        if self.errors:
            return
        try:
            found = wall_times(self._pattern())
        except RefusedError as refusal:
            self.add_error("last_day", str(refusal))
            return
        if not found:
            self.add_error("to_time", self._why_none())

    def _why_none(self) -> str:
        first, last = self.cleaned_data["from_time"], self.cleaned_data["to_time"]
        if _minutes_between(first, last) < self.minutes:
            return f"Leave at least {self.minutes} minutes between the beginning and the end."
        return "None of the days you ticked falls between the first and the last day."

    def _clean_one(self, data: dict[str, Any]) -> None:
        day, begins = data.get("first_day"), data.get("from_time")
        if day is None or begins is None or "format" not in data:
            return
        if begins > (datetime.combine(day, time.max) - timedelta(minutes=self.minutes)).time():
            self.add_error("from_time", "Choose a time that ends on the same day.")
            return
        try:
            localize(datetime.combine(day, begins), self.round.program.time_zone)
        except NonexistentTimeError as error:
            self.add_error("from_time", str(error))
        if not self.round.starts_on <= day <= self.round.ends_on:
            span = f"{day_text(self.round.starts_on)}, to {day_text(self.round.ends_on)}"
            self.add_error("first_day", f"Choose a day within this round: {span}.")

    @property
    def minutes(self) -> int:
        """How long each time lasts; a group may last longer than the round's talks."""
        if self.cleaned_data.get("format") == Format.GROUP:
            return int(self.cleaned_data.get("group_minutes") or self.round.minutes)
        return self.round.minutes

    def _pattern(self) -> WeeklyPattern:
        data = self.cleaned_data
        return WeeklyPattern(
            first_day=data["first_day"],
            last_day=data["last_day"],
            weekdays=frozenset(data["weekdays"]),
            from_time=data["from_time"],
            to_time=data["to_time"],
            minutes=self.minutes,
            pause=data.get("pause") or 0,
        )

    def walls(self) -> Sequence[tuple[datetime, datetime]]:
        """The wall-clock times that the form asks for; only of a valid form."""
        if self.cleaned_data["repeat"] == WEEKLY:
            return wall_times(self._pattern())
        start = datetime.combine(self.cleaned_data["first_day"], self.cleaned_data["from_time"])
        return [(start, start + timedelta(minutes=self.minutes))]

    def times(self) -> NewTimes:
        """What to offer; only of a valid form."""
        data = self.cleaned_data
        group = data["format"] == Format.GROUP
        return NewTimes(
            wall_times=self.walls(),
            mode=data["mode"],
            place=data["place"],
            format=data["format"],
            even_if_busy=data["even_if_busy"],
            seats=int(data.get("seats") or SEATS[0][0]) if group else 1,
            pause=int(data.get("pause") or 0),
            notice=int(data.get("notice") or 1),
        )


def _minutes_between(first: time, last: time) -> int:
    day = date(2000, 1, 3)
    return int((datetime.combine(day, last) - datetime.combine(day, first)) / timedelta(minutes=1))


def check_video(place: str) -> None:
    """A video call has a safe address, or a sentence that says how to get one. Raises ValidationError."""
    sentence = "Give the call's address, beginning with https://, or say in a sentence how to get it."
    if "://" in place:
        URLValidator(schemes=["https"], message=sentence)(place)
    elif len(place.split()) < 3:
        raise ValidationError(sentence)
