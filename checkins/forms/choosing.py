"""The shape of what trainees send."""

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from django import forms

from checkins.choosing import Wanted
from checkins.models import Format, Mode
from checkins.offering import Listening


class WantedForm(forms.Form):
    """Which times a trainee wants to see; made of what is there, so that no choice leads nowhere by itself."""

    person = forms.TypedChoiceField(label="With", required=False, coerce=UUID, empty_value=None)
    way = forms.ChoiceField(label="Where or how", required=False)
    kind = forms.ChoiceField(label="Alone or group", required=False)
    # The "Later times" link; not a choice.
    first_day = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, people: Iterable[Listening], ways: Iterable[str], kinds: Iterable[str], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self._offer("person", "Anyone", [(str(person.pk), person.name) for person in people])
        self._offer("way", "Any way", [(way, Mode(way).label) for way in ways])
        self._offer("kind", "Either", [(kind, Format(kind).label) for kind in kinds])

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
