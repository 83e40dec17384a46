"""What a person may switch off."""

from django import forms
from django.http import QueryDict

from notices.registry import optional_kinds
from notices.titles import SUBJECT, SUMMARY, TITLES


class SettingsForm(forms.Form):
    """Reminders one by one, and titles that say even less."""

    reminders = forms.MultipleChoiceField(
        label="Remind me",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None reaches you before three in the afternoon after a night shift.",
    )
    bare_titles = forms.BooleanField(
        label="Keep titles bare",
        required=False,
        help_text=f'Mails are called "{SUBJECT}", calendar entries "{SUMMARY}".',
    )

    def __init__(self, data: QueryDict | None = None, *, off: set[str]) -> None:
        kinds = optional_kinds()
        initial = {"reminders": [k.name for k in kinds if k.name not in off], "bare_titles": TITLES in off}
        super().__init__(data, initial=initial)
        field = self.fields["reminders"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  # narrows the type
        field.choices = [(kind.name, kind.title) for kind in kinds]
        if not kinds:
            del self.fields["reminders"]

    def off(self) -> set[str]:
        """What is to be off: kinds that were not ticked, and descriptive titles."""
        ticked = set(self.cleaned_data.get("reminders", []))
        off = {kind.name for kind in optional_kinds() if kind.name not in ticked}
        return off | {TITLES} if self.cleaned_data["bare_titles"] else off
