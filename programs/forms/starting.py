"""What the GME office types to start a program."""

from typing import Any, cast

from django import forms

from programs.actions.members import Name
from programs.actions.starting import LEADS, Leader
from programs.forms.fields import AddressField, PlainField
from programs.forms.people import NameForm
from programs.forms.settings import zone_choices
from programs.models import Role


class StartProgramForm(NameForm):
    """A name, a zone, and one person; they do the rest."""

    program = PlainField(
        label="Name of the program",
        what="name",
        missing="Write the program's name, such as Internal Medicine.",
        max_length=200,
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        error_messages={
            "required": "Choose a time zone.",
            "invalid_choice": "Choose a time zone from the list, such as Chicago.",
        },
    )
    email = AddressField(
        label="E-mail address", help_text="This is how they sign in: a code is mailed there, no password is needed."
    )
    role = forms.ChoiceField(
        label="They are its",
        choices=[(role.value, role.label) for role in LEADS],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role.", "invalid_choice": "Choose a role from the list."},
    )
    field_order = ("program", "time_zone", "first_name", "last_name", "email", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["time_zone"]).choices = zone_choices()

    def leader(self) -> Leader:
        """Who begins; only of a valid form."""
        data = self.cleaned_data
        return Leader(data["email"], Name(data["first_name"], data["last_name"]), Role(data["role"]))
