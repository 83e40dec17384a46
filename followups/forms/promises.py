"""What is typed about one promise, each step a small form."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from followups.actions.promises import Details
from followups.forms.fields import DueField, LineField, PersonField
from followups.models import Task
from followups.rules.promises import PHRASES, What
from programs.models import Membership, Person

USUAL_TIME = timedelta(days=14)


class StepForm(forms.Form):
    """A step that needs nothing but a tap."""

    @property
    def help_wanted(self) -> bool:
        """Whether something typed belongs to triage instead."""
        return any(isinstance(field, LineField) and field.help_wanted for field in self.fields.values())

    def details(self) -> Details:
        """What the step says beside itself; only of a valid form."""
        return Details()


class ChangeForm(StepForm):
    """Another day, other words."""

    def __init__(self, data: Any = None, *, task: Task, names: Sequence[str], today: date) -> None:
        super().__init__(data, initial={"due_on": max(task.due_on, today), "line": task.line})
        self.task = task
        self.fields["due_on"] = DueField(today=today, label="By when")
        if task.wrap_up_id is not None:
            self.fields["line"] = LineField(
                label="In a few words", names=names, help_text="No name, no reason, no number."
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.task.what == What.OTHER and "line" in data and not data["line"]:
            self.add_error("line", "Say in a few words what is to be done.")
        return data

    def details(self) -> Details:
        return Details(due_on=self.cleaned_data["due_on"], line=self.cleaned_data.get("line"))


class DropForm(StepForm):
    """Let go, with a word that the other side reads."""

    def __init__(self, data: Any = None, *, task: Task, names: Sequence[str]) -> None:
        super().__init__(data)
        if task.wrap_up_id is not None:
            self.fields["word"] = LineField(
                label="A word about it", names=names, help_text="Such as: the clinic could not free that day."
            )
            if not task.is_trainees_own:
                self.fields["word"].required = True
                self.fields["word"].error_messages["required"] = "Say in a few words why, so that nobody has to guess."

    def details(self) -> Details:
        return Details(word=self.cleaned_data.get("word", ""))


class PersonForm(StepForm):
    """Somebody who should have it."""

    def __init__(self, data: Any = None, *, people: Sequence[Membership], label: str) -> None:
        super().__init__(data)
        self.people: dict[Any, Person] = {member.person_id: member.person for member in people}
        sentence = "Choose somebody from the list."
        self.fields["person"] = PersonField(
            people=people,
            empty="Choose",
            label=label,
            error_messages={"required": sentence, "invalid_choice": sentence},
        )

    def details(self) -> Details:
        return Details(person=self.people.get(self.cleaned_data["person"]))


class RoutineForm(forms.Form):
    """A next step for a routine matter: a fixed list, somebody, a day; no line (privacy.md 4)."""

    what = forms.ChoiceField(
        label="What is to be done?",
        choices=[("", "Choose"), *((w.value, p.made[:1].upper() + p.made[1:]) for w, p in PHRASES.items())],
        error_messages={
            "required": "Choose what is to be done from the list.",
            "invalid_choice": "Choose what is to be done from the list.",
        },
    )

    def __init__(self, data: Any = None, *, today: date, trainees: Sequence[Person] | None) -> None:
        super().__init__(data)
        self.trainees = {str(person.pk): person for person in trainees or ()}
        self.fields["due_on"] = DueField(today=today, label="By when?", initial=today + USUAL_TIME)
        if trainees is None:
            return
        sentence = "Choose for whom."
        self.fields["trainee"] = forms.ChoiceField(
            label="For whom?",
            choices=[("", "Choose"), *((key, person.name) for key, person in self.trainees.items())],
            error_messages={"required": sentence, "invalid_choice": sentence},
        )
        self.fields["who"] = forms.ChoiceField(
            label="Who does it?",
            choices=[("me", "I do"), ("them", "They do")],
            widget=forms.RadioSelect,
            initial="me",
            error_messages={"required": "Choose who does it.", "invalid_choice": "Choose who does it."},
        )
        self.order_fields(["trainee", "what", "who", "due_on"])
