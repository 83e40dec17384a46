"""What a facilitator ticks and picks after a check-in: one page, two minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField

from followups.actions.wrapups import Agreed, Promise
from followups.forms.fields import DueField, LineField, PersonField, UsualChoiceField, what_choices
from followups.forms.themes import COUNTING, counting_fields
from followups.models import WrapUp
from followups.rules.promises import What
from programs.models import Membership, Person
from resources.access import Offered

# As many as two people can agree on in a quarter of an hour; more is kept by nobody.
ROWS = (1, 2, 3)
FACILITATOR, TRAINEE = "facilitator", "trainee"
USUAL_TIME = timedelta(days=14)


@dataclass(frozen=True)
class Sides:
    """Who met and what there is to pick from. `trainee` is None for a session of several."""

    facilitator: Person
    trainee: Person | None
    names: Sequence[str]
    resources: Sequence[Offered]
    known: Sequence[Membership]
    today: date
    # Whether themes are gathered at that time.
    counting: bool = False


@dataclass(frozen=True)
class Row:
    """The fields of one promise."""

    number: int
    what: BoundField
    line: BoundField
    due: BoundField
    who: BoundField | None
    started: bool


class WrapUpForm(forms.Form):
    """Everything that a wrap-up says. Nothing is required by itself; `complete` decides what finishing needs."""

    thanked = forms.BooleanField(label="I said thank you", required=False)
    confidentiality_said = forms.BooleanField(
        label="I said what stays between us, and the two exceptions",
        required=False,
        help_text="Danger to somebody, and what the law says must be reported.",
    )
    door_open = forms.BooleanField(label="I said that the door stays open", required=False)
    heard = forms.BooleanField(label="Being heard was enough: nothing needs doing", required=False)
    next_step = UsualChoiceField(
        label="When do you talk again?",
        choices=[
            (WrapUp.Next.ROUND.value, "With the next round"),
            (WrapUp.Next.ON_REQUEST.value, "When they ask for it"),
            (WrapUp.Next.SOONER.value, "Sooner, around a day we chose"),
        ],
        initial=WrapUp.Next.ROUND.value,
        error_messages={"invalid_choice": "Choose one of the three."},
    )

    def __init__(self, data: Any = None, *, sides: Sides, complete: bool = True, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.sides, self.complete = sides, complete
        for number in ROWS:
            self._add_row(number)
        choices = [("", "None"), *((each.key, each.name) for each in sides.resources)]
        for name, label in (("resource_1", "From your directory"), ("resource_2", "And one more, at most")):
            wrong = {"invalid_choice": "Choose from the list, or none."}
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False, error_messages=wrong)
        if sides.trainee is not None:
            self.fields["introduced_to"] = PersonField(
                people=sides.known, empty="Nobody", label="Introduce them to somebody here", required=False
            )
            self.fields["introduction_agreed"] = forms.BooleanField(label="They said yes to this", required=False)
        if sides.counting:
            self.fields.update(counting_fields(group=sides.trainee is None))
        self.fields["next_on"] = DueField(today=sides.today, may_wait=True, label="Around which day?")

    def _add_row(self, number: int) -> None:
        sides = self.sides
        self.fields[f"what_{number}"] = forms.ChoiceField(
            label="What",
            choices=what_choices(),
            required=False,
            error_messages={"invalid_choice": "Choose from the list, or say it in a few words."},
        )
        self.fields[f"line_{number}"] = LineField(
            label="In a few words", names=sides.names, help_text="What is to be done. No name, no reason, no number."
        )
        if sides.trainee is not None:
            who = [(FACILITATOR, "I do it"), (TRAINEE, f"{sides.trainee.first_name or sides.trainee.name} does it")]
            self.fields[f"who_{number}"] = UsualChoiceField(label="Who", choices=who, initial=FACILITATOR)
        usual = sides.today + USUAL_TIME
        self.fields[f"due_{number}"] = DueField(today=sides.today, may_wait=True, label="By when", initial=usual)

    def rows(self) -> list[Row]:
        """The promises' fields, as the page draws them; a row that is not started waits folded."""
        return [
            Row(
                number=number,
                what=self[f"what_{number}"],
                line=self[f"line_{number}"],
                due=self[f"due_{number}"],
                who=self[f"who_{number}"] if self.sides.trainee is not None else None,
                started=bool(self._typed(f"what_{number}") or self._typed(f"line_{number}")),
            )
            for number in ROWS
        ]

    def _typed(self, name: str) -> Any:
        return self[name].value()

    @property
    def help_wanted(self) -> bool:
        """Whether something typed belongs to triage instead."""
        return any(isinstance(field, LineField) and field.help_wanted for field in self.fields.values())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for number in ROWS:
            # A line alone is something else, said in a few words.
            if data.get(f"line_{number}") and not data.get(f"what_{number}"):
                data[f"what_{number}"] = What.OTHER.value
        if self.complete:
            self._check_promises(data)
            self._check_help(data)
            self._check_next(data)
            self._check_counted(data)
        return data

    def _check_promises(self, data: dict[str, Any]) -> None:
        started = [number for number in ROWS if data.get(f"what_{number}")]
        for number in started:
            if data[f"what_{number}"] == What.OTHER and not data.get(f"line_{number}") and f"line_{number}" in data:
                self.add_error(f"line_{number}", "Say in a few words what is to be done, or choose from the list.")
            if not data.get(f"due_{number}") and f"due_{number}" in data:
                self.add_error(f"due_{number}", "Choose a day by when.")
        if started and data.get("heard"):
            self.add_error("heard", "You wrote down something to do. Untick this, or empty it.")
        rows_fine = not any(name.startswith(("what_", "line_")) for name in self.errors)
        if not started and not data.get("heard") and rows_fine:
            self.add_error("heard", "Write down what you agreed, or tick that being heard was enough.")

    def _check_help(self, data: dict[str, Any]) -> None:
        if data.get("resource_1") and data.get("resource_1") == data.get("resource_2"):
            self.add_error("resource_2", "This is the same one. Choose another, or none.")
        if data.get("introduced_to") and not data.get("introduction_agreed"):
            self.add_error("introduction_agreed", "Ask first, and tick this; or choose nobody.")

    def _check_next(self, data: dict[str, Any]) -> None:
        if data.get("next_step") != WrapUp.Next.SOONER or "next_on" in self.errors:
            return
        next_on = data.get("next_on")
        if next_on is None:
            self.add_error("next_on", "Choose about which day you talk again.")
        elif next_on == self.sides.today:
            self.add_error("next_on", "Choose a day after today, within a year.")

    def _check_counted(self, data: dict[str, Any]) -> None:
        if (data.get("strengths") or data.get("strains")) and not data.get("counted"):
            self.add_error("counted", "Ask them first, and tick this; or tick no theme.")

    def themes(self) -> list[str] | None:
        """What may be counted; None when nobody was asked. Only of a valid form."""
        data = self.cleaned_data
        return [*data.get("strengths", ()), *data.get("strains", ())] if data.get("counted") else None

    def typed(self) -> dict[str, Any]:
        """What was typed so far, to be kept as a draft; only of a valid form."""
        kept = {name: self._typed(name) for name in self.fields if name not in COUNTING}
        return {name: value for name, value in kept.items() if value not in (None, "")}

    def agreed(self) -> Agreed:
        """What was agreed; only of a valid and complete form."""
        data = self.cleaned_data
        known: dict[UUID | None, Person] = {member.person_id: member.person for member in self.sides.known}
        sooner = data["next_step"] == WrapUp.Next.SOONER
        return Agreed(
            thanked=data["thanked"],
            confidentiality_said=data["confidentiality_said"],
            door_open=data["door_open"],
            heard=data["heard"],
            promises=[self._promise(number) for number in ROWS if data[f"what_{number}"]],
            resources=[key for key in (data["resource_1"], data["resource_2"]) if key],
            introduced_to=known.get(data.get("introduced_to")) if data.get("introduction_agreed") else None,
            next_step=data["next_step"],
            next_on=data["next_on"] if sooner else None,
        )

    def _promise(self, number: int) -> Promise:
        data, sides = self.cleaned_data, self.sides
        theirs = sides.trainee is not None and data.get(f"who_{number}") == TRAINEE
        owner = sides.trainee if theirs and sides.trainee is not None else sides.facilitator
        return Promise(owner, What(data[f"what_{number}"]), data[f"line_{number}"], data[f"due_{number}"])
