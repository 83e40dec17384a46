"""Fields that several forms share: a short line that is screened, a day by when, somebody from a list."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from checkins.forms.fields import DayField
from followups.rules.promises import PHRASES, What
from followups.rules.screening import Concern, screen
from programs.models import Membership

LONGEST = timedelta(days=365)


class LineField(forms.CharField):
    """A few words that name nobody and nothing that belongs elsewhere (privacy.md 3).

    `help_wanted` is set when what was typed should lead to triage instead; the text itself is then gone.
    """

    def __init__(self, *, names: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(
            max_length=80,
            required=False,
            error_messages={"max_length": "A few words are enough: 80 letters."},
            **kwargs,
        )
        self.names = tuple(names)
        self.help_wanted = False

    def clean(self, value: Any) -> str:
        text = " ".join(str(super().clean(value)).split())
        refusal = screen(text, names=self.names)
        if refusal is not None:
            self.help_wanted = refusal.concern is Concern.HELP
            raise ValidationError(refusal.sentence)
        return text


class DueField(DayField):
    """A day by when: from today on, within a year. `may_wait`: an empty one is no error by itself."""

    def __init__(self, *, today: date, may_wait: bool = False, **kwargs: Any) -> None:
        super().__init__(missing="Choose a day.", **kwargs)
        self.today, self.may_wait = today, may_wait

    def clean(self, value: Any) -> date | None:
        if self.may_wait and value in self.empty_values:
            return None
        day: date | None = super().clean(value)
        if day is not None and not self.today <= day <= self.today + LONGEST:
            raise ValidationError("Choose a day from today on, within a year.")
        return day


class UsualChoiceField(forms.ChoiceField):
    """Radio buttons of which the usual one is ticked; whoever sends none means that one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.RadioSelect, **kwargs)

    def clean(self, value: Any) -> str:
        chosen: str = super().clean(value or self.initial)
        return chosen


def what_choices() -> list[tuple[str, str]]:
    """The short list, as a person picks from it."""
    made = [(what.value, phrase.made[:1].upper() + phrase.made[1:]) for what, phrase in PHRASES.items()]
    return [("", "Nothing"), *made, (What.OTHER.value, "Something else, in a few words")]


class PersonField(forms.TypedChoiceField):
    """Somebody from a list of roles; gives their id."""

    def __init__(self, *, people: Sequence[Membership], empty: str, **kwargs: Any) -> None:
        choices = [
            (str(member.person_id), f"{member.person.name}, {member.title or member.label}") for member in people
        ]
        super().__init__(choices=[("", empty), *choices], coerce=UUID, empty_value=None, **kwargs)
