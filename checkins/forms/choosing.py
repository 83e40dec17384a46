"""The shape of what trainees send."""

from typing import Any, cast
from uuid import UUID

from django import forms

from checkins.choosing import Wanted
from checkins.models import Format, Mode
from checkins.offering import OnOffer


class WantedForm(forms.Form):
    """Which times a trainee wants to see; made of what is there, so that no choice leads nowhere by itself."""

    person = forms.TypedChoiceField(label="With", required=False, coerce=UUID, empty_value=None)
    way = forms.ChoiceField(label="Where or how", required=False)
    kind = forms.ChoiceField(label="Alone or group", required=False)
    # The "Later times" link; not a choice.
    first_day = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, choice: OnOffer) -> None:
        super().__init__(data)
        people = sorted(choice.listeners.values(), key=lambda person: person.name)
        self._offer("person", "Anyone", [(str(person.pk), person.name) for person in people])
        self._offer("way", "Any way", [(mode, Mode(mode).label) for mode in choice.modes])
        self._offer("kind", "Either", [(format_, Format(format_).label) for format_ in choice.formats])

    def _offer(self, name: str, any_: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = [("", any_), *choices]

    def wanted(self) -> Wanted:
        """What was chosen; a value that is not there any more counts as "any"."""
        self.is_valid()
        found = self.cleaned_data
        return Wanted(
            person=found.get("person"),
            way=found.get("way", ""),
            kind=found.get("kind", ""),
            first_day=found.get("first_day"),
        )
