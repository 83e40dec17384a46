"""What somebody types to keep a contact, or to say what holds in their place."""

import re
from collections.abc import Iterable
from datetime import time
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from programs.forms.settings import zone_choices
from triage.actions.contacts import Details
from triage.models import BRANCHES, Branch, Contact, LocalPolicy
from triage.rules import SHORT_DAYS

ALWAYS, WEEKLY = "always", "weekly"
ROWS = (1, 2, 3)
ORDER = [(False, "First to call"), (True, "Backup, when the first cannot be reached")]


class HourField(forms.TimeField):
    """A time of day; both ends of a line of hours are asked together, in `ContactForm.clean`."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            input_formats=["%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p", "%I %p", "%I%p"],
            error_messages={"invalid": "Write the time as hours and minutes, such as 8:00 am."},
        )


class ContactForm(forms.Form):
    """Who it is, what they are there for, how and when they are reached, what happens next."""

    name = forms.CharField(
        label="Who answers?",
        max_length=80,
        help_text="An office as it answers the phone, or a person.",
        error_messages={
            "required": "Say who answers, such as Psychiatry on call.",
            "max_length": "Keep the name to 80 characters.",
        },
    )
    role = forms.CharField(
        label="What are they?",
        max_length=80,
        required=False,
        help_text="A few words: ombuds office, chief resident, social worker.",
        error_messages={"max_length": "Keep this to 80 characters."},
    )
    branches = forms.MultipleChoiceField(
        label="What are they there for?",
        choices=Branch.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one.", "invalid_choice": "Tick from the list."},
    )
    backup = forms.TypedChoiceField(
        label="In which order?",
        choices=ORDER,
        coerce=lambda value: value in (True, "True"),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose first or backup.", "invalid_choice": "Choose first or backup."},
    )
    phone = forms.CharField(
        label="Phone",
        max_length=40,
        required=False,
        help_text="With its area code; an extension after “ext”.",
        error_messages={"max_length": "Keep the number to 40 characters."},
    )
    mail = forms.EmailField(
        label="Mail",
        required=False,
        help_text="Once a quarter a mail asks there whether all of this still holds.",
        error_messages={"invalid": "Write a whole address, such as office@hospital.org."},
    )
    when = forms.ChoiceField(
        label="When do they answer?",
        choices=[(ALWAYS, "At any hour"), (WEEKLY, "At these hours")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose when they answer.", "invalid_choice": "Choose when they answer."},
    )
    time_zone = forms.ChoiceField(
        label="In which time zone?",
        error_messages={"required": "Choose a time zone.", "invalid_choice": "Choose a time zone from the list."},
    )
    next_steps = forms.CharField(
        label="What happens when one calls?",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="So that nobody is afraid of it: who comes, how soon, what stays confidential.",
        error_messages={"max_length": "Keep this to 300 characters."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["time_zone"]).choices = zone_choices()
        for row in ROWS:
            self.fields[f"days_{row}"] = forms.TypedMultipleChoiceField(
                label="On",
                choices=list(enumerate(SHORT_DAYS)),
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": "Choose days from the list."},
            )
            self.fields[f"opens_{row}"] = HourField("From")
            self.fields[f"closes_{row}"] = HourField("To")

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_phone(self) -> str:
        number = " ".join(str(self.cleaned_data["phone"]).split())
        if number and not re.fullmatch(r"[+\d][\d\s().\-/]*(?:\s*(?:ext\.?|x)\s*\d+)?", number, re.IGNORECASE):
            raise ValidationError("Write a number that can be dialed, such as 555 123 4567 ext 8.")
        if number and len(re.findall(r"\d", number)) < 3:
            raise ValidationError("That number is too short to be dialed.")
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not {"phone", "mail"} & set(self.errors) and not data.get("phone") and not data.get("mail"):
            self.add_error("phone", "Give a phone number or a mail address.")
        by_phone = {Branch.SAFETY, Branch.DOUBT} & set(data.get("branches") or [])
        if Branch.SAFETY in by_phone and "phone" not in self.errors and not data.get("phone"):
            self.add_error("phone", "Somebody who is there for safety needs a phone number.")
        data["weekly"] = self._weekly(data) if data.get("when") == WEEKLY else []
        return data

    def _weekly(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        """The lines of hours that are filled in, each whole."""
        found = []
        for row in ROWS:
            days, opens, closes = (data.get(f"{name}_{row}") for name in ("days", "opens", "closes"))
            if {f"opens_{row}", f"closes_{row}", f"days_{row}"} & set(self.errors):
                continue
            if not days and opens is None and closes is None:
                continue
            if not days:
                self.add_error(f"days_{row}", "Tick the days of these hours.")
            elif opens is None or closes is None:
                self.add_error(f"opens_{row}" if opens is None else f"closes_{row}", "Say from when to when.")
            else:
                found.append({"days": sorted(days), "opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"})
        if not found and not any(name.startswith(("days", "opens", "closes")) for name in self.errors):
            self.add_error("days_1", "Say on which days and hours they answer.")
        return found

    def details(self) -> Details:
        """What was typed; only of a valid form."""
        data = self.cleaned_data
        return Details(
            name=data["name"],
            role=" ".join(data["role"].split()),
            phone=data["phone"],
            mail=data["mail"].lower(),
            branches=[branch for branch in Branch.values if branch in data["branches"]],
            backup=data["backup"],
            time_zone=data["time_zone"],
            always=data["when"] == ALWAYS,
            weekly=data["weekly"],
            next_steps=" ".join(data["next_steps"].split()),
        )


def as_typed(contact: Contact) -> dict[str, Any]:
    """A contact as the form shows it."""
    kept = ("name", "role", "branches", "backup", "phone", "mail", "time_zone", "next_steps")
    shown: dict[str, Any] = {name: getattr(contact, name) for name in kept}
    shown["when"] = ALWAYS if contact.always else WEEKLY
    for row, line in zip(ROWS, contact.weekly, strict=False):
        shown[f"days_{row}"] = line["days"]
        shown[f"opens_{row}"] = time.fromisoformat(line["opens"])
        shown[f"closes_{row}"] = time.fromisoformat(line["closes"])
    return shown


class PoliciesForm(forms.Form):
    """What holds here, branch by branch: a few lines, a link, or both; neither gives the inherited ones back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for branch in BRANCHES:
            self.fields[f"text_{branch}"] = forms.CharField(
                label="In a few lines",
                max_length=400,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text="Where to go, which form, who covers. Nothing about anybody.",
                error_messages={"max_length": "Keep this to 400 characters; the policy can stand behind the link."},
            )
            self.fields[f"link_{branch}"] = forms.URLField(
                label="Where the policy stands",
                required=False,
                assume_scheme="https",
                error_messages={"invalid": "Write a whole address, such as https://hospital.org/policy."},
            )

    def parts(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """For the page: each branch's title with its two fields."""
        return [(branch.label, self[f"text_{branch}"], self[f"link_{branch}"]) for branch in BRANCHES]

    def said(self) -> dict[str, tuple[str, str]]:
        """Text and link by branch; only of a valid form."""
        data = self.cleaned_data
        return {branch.value: (" ".join(data[f"text_{branch}"].split()), data[f"link_{branch}"]) for branch in BRANCHES}


def policies_as_typed(policies: Iterable[LocalPolicy]) -> dict[str, str]:
    """A place's own policies as the form shows them."""
    shown: dict[str, str] = {}
    for policy in policies:
        shown |= {f"text_{policy.branch}": policy.text, f"link_{policy.branch}": policy.link}
    return shown
