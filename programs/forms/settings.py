"""What a program decides about itself."""

from calendar import month_name
from typing import Any, cast
from zoneinfo import available_timezones

from django import forms

from programs.models import Program

# Where most programs are, first; the rest of the world below.
USUAL_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
)
MONTHS = [(number, month_name[number]) for number in range(1, 13)]


def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Zones by name, the usual ones first."""
    rest = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return [
        ("United States", [(zone, zone.rsplit("/", 1)[-1].replace("_", " ")) for zone in USUAL_ZONES]),
        ("Everywhere", [(zone, zone.replace("_", " ")) for zone in rest if zone not in USUAL_ZONES]),
    ]


class SettingsForm(forms.Form):
    """Name, zone, year, cadence, model, length, and whether leaders listen."""

    name = forms.CharField(
        label="Name of the program", max_length=200, error_messages={"required": "Write the program's name."}
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        help_text="Times already offered stay at the same instant: at 12:00 in New York, they are at 11:00 in Chicago.",
        error_messages={
            "required": "Choose a time zone.",
            "invalid_choice": "Choose a time zone from the list, such as Chicago.",
        },
    )
    academic_year_start = forms.TypedChoiceField(
        label="The academic year starts in",
        choices=MONTHS,
        coerce=int,
        error_messages={"required": "Choose a month.", "invalid_choice": "Choose a month from the list."},
    )
    cadence = forms.ChoiceField(
        label="How often is there a round?",
        choices=Program.Cadence.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose every quarter or twice a year."},
    )
    participation = forms.ChoiceField(
        label="How do trainees take part?",
        choices=Program.Participation.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how trainees take part."},
    )
    checkin_minutes = forms.IntegerField(
        label="How many minutes?",
        min_value=15,
        max_value=30,
        help_text="15 to 30.",
        error_messages={
            "required": "Say how long a check-in lasts: 15 to 30 minutes.",
            "invalid": "Write a whole number of minutes from 15 to 30.",
            "min_value": "A check-in lasts 15 minutes or more.",
            "max_value": "A check-in lasts 30 minutes or less.",
        },
    )
    leaders_take_part = forms.BooleanField(
        label="Leaders and evaluators listen too",
        required=False,
        help_text="Off, nobody is given a time with somebody who evaluates them; a trainee may still choose one.",
    )
    notes_allowed = forms.BooleanField(
        label="Listeners may keep a private note",
        required=False,
        help_text=(
            "Most talks need none. A note is encrypted, opens for its writer alone and deletes itself after 90 days;"
            " the trainee sees that it exists and can have it deleted unread. Switched off, nobody writes a new one;"
            " what is there dies on its day."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Read when shown: the list of zones comes from the machine.
        cast(forms.ChoiceField, self.fields["time_zone"]).choices = zone_choices()


def as_typed(program: Program) -> dict[str, object]:
    """The settings as they are, to begin with."""
    return {name: getattr(program, name) for name in SettingsForm.base_fields}
