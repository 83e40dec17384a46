"""Which access events to look at."""

from collections.abc import Iterable
from uuid import UUID

from django import forms

from programs.models import Program
from programs.trail import Wanted

KINDS = [("", "Sign-ins and roles"), ("sign-ins", "Sign-ins"), ("roles", "Roles given, changed, ended")]
DAYS = [("7", "The last 7 days"), ("30", "The last 30 days"), ("365", "The last 12 months")]


class EventsForm(forms.Form):
    """A few choices in the address; what does not fit is left out, so that an old address still shows something."""

    kind = forms.ChoiceField(label="What", choices=KINDS, required=False)
    days = forms.ChoiceField(label="When", choices=DAYS, required=False, initial="30")
    program = forms.ChoiceField(label="Where", required=False)

    def __init__(self, data: dict[str, str], programs: Iterable[Program]) -> None:
        super().__init__({"days": "30", **data})
        names = [(str(each.pk), each.name) for each in programs]
        self.fields["program"].choices = [("", "Everywhere"), *names]  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> Wanted:
        """What was asked for, by the fields that hold a choice."""
        self.is_valid()
        data = self.cleaned_data
        program = UUID(data["program"]) if data.get("program") else None
        return Wanted(kind=data.get("kind", ""), days=int(data.get("days") or 30), program=program)
