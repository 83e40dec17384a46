"""Checks of single values."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError


def validate_time_zone(name: str) -> None:
    """An IANA name such as America/Chicago; raises ValidationError."""
    if name not in available_timezones():
        raise ValidationError("Choose a time zone from the list, such as America/Chicago.")
