"""What somebody types to find, add or correct people."""

from typing import Any

from django import forms

from programs.actions.members import Name, RoleValues
from programs.forms.fields import AddressField, DayField, PlainField
from programs.models import Person, Program, Role
from programs.rosterfile.roles import MAX_YEAR, USUAL_TITLES, role_of

GROUPS = [
    ("", "Everybody"),
    ("trainees", "Trainees"),
    ("listeners", "Facilitators and wellness leads"),
    ("leaders", "Directors and coordinators"),
]
WHEN = [("now", "Now"), ("coming", "Later"), ("past", "In the past")]
YEARS = [("", "Any year"), *((str(year), f"PGY-{year}") for year in range(1, MAX_YEAR + 1))]
PROGRAM_ROLES = [(role.value, role.label) for role in Role if role != Role.GME_OFFICE]


class PeopleForm(forms.Form):
    """Finding people. Sent by POST, since a name in an address would stay in logs and histories."""

    q = forms.CharField(
        label="Name",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"max_length": "Search for at most 100 letters."},
    )
    group = forms.ChoiceField(label="Who", choices=GROUPS, required=False)
    year = forms.ChoiceField(label="Training year", choices=YEARS, required=False)
    when = forms.ChoiceField(label="Here", choices=WHEN, required=False)
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class NameForm(forms.Form):
    """A name in two parts; one of them may be empty."""

    first_name = PlainField(label="First name", what="first name")
    last_name = PlainField(label="Last name", what="last name")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        both = data.get("first_name"), data.get("last_name")
        if None not in both and not any(letter.isalpha() for part in both for letter in part or ""):
            self.add_error("last_name", "Write a first or a last name.")
        return data

    def name(self) -> Name:
        """The name; only of a valid form."""
        return Name(self.cleaned_data["first_name"], self.cleaned_data["last_name"])


class RoleForm(forms.Form):
    """A role with its dates."""

    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Choose a role"), *PROGRAM_ROLES],
        error_messages={"required": "Choose a role.", "invalid_choice": "Choose a role from the list."},
    )
    title = PlainField(label="Title", what="title", help_text="As your program says it, such as Chief Resident.")
    training_year = forms.IntegerField(
        label="Training year",
        required=False,
        min_value=1,
        max_value=MAX_YEAR,
        help_text="For trainees: 1 for PGY-1.",
        error_messages={
            "invalid": "Write the training year as a number, such as 2.",
            "min_value": "Write a training year from 1 to 10.",
            "max_value": "Write a training year from 1 to 10.",
        },
    )
    starts_on = DayField(label="First day", missing="Choose a first day.")
    ends_on = DayField(label="Last day", help_text="Leave empty if no end is set.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "Choose a last day that is not before the first one.")
        role, said = data.get("role"), role_of(data.get("title") or "")
        if role and said and said != role:
            self.add_error("title", f"This title says {Role(said).label}. Choose that role, or another title.")
        return data

    def values(self) -> RoleValues:
        """The role as plain values; only of a valid form."""
        data = self.cleaned_data
        role = Role(data["role"])
        title = data["title"] or USUAL_TITLES[role]
        return RoleValues(role, title, data["training_year"], data["starts_on"], data["ends_on"])


class AddPersonForm(RoleForm, NameForm):
    """Somebody new, with a first role."""

    email = AddressField(label="E-mail address", help_text="This is how they sign in. It cannot be changed later.")
    field_order = (
        "first_name", "last_name", "email", "role", "title", "training_year", "starts_on", "ends_on",
    )  # fmt: skip


class RotationForm(forms.Form):
    """One rotation, added by hand."""

    trainee = forms.ModelChoiceField(
        Person.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose a trainee.", "invalid_choice": "Choose a trainee from the list."},
    )
    rotation = PlainField(what="rotation", missing="Write the rotation's name.", max_length=120)
    supervisor = forms.ModelChoiceField(
        Person.objects.none(),
        label="Direct supervisor",
        empty_label="Choose",
        error_messages={"required": "Choose who supervises.", "invalid_choice": "Choose a supervisor from the list."},
    )
    starts_on = DayField(label="First day", missing="Choose a first day.")
    ends_on = DayField(label="Last day", missing="Choose a last day.")
    nights = forms.BooleanField(
        label="At night", required=False, help_text="No message from Hearten reaches them in the sleep after."
    )

    def __init__(self, data: Any = None, *, program: Program) -> None:
        super().__init__(data)
        here = Person.objects.filter(memberships__program=program).order_by("sort_key", "pk").distinct()
        self.fields["supervisor"].queryset = here  # type: ignore[attr-defined]  # a model choice field, see above
        self.fields["trainee"].queryset = here.filter(  # type: ignore[attr-defined]  # the same
            memberships__program=program, memberships__role=Role.TRAINEE
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "Choose a last day that is not before the first one.")
        if data.get("trainee") and data.get("trainee") == data.get("supervisor"):
            self.add_error("supervisor", "Choose somebody else: nobody supervises themselves.")
        return data
