"""The shape of a listener's questions for one conversation."""

from collections.abc import Sequence
from typing import Any

from django import forms

from checkins.preparing import MOST_PLANNED, Line, Question, as_lines
from prompts.forms import TOO_LONG
from prompts.models import TEXT
from prompts.rules import Entry


class PlanForm(forms.Form):
    """Questions with the words to ask them in, what to leave out (`drop`), and what to add (`add`)."""

    def __init__(self, *args: Any, questions: Sequence[Question], more: Sequence[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.more = {entry.key: entry for entry in more}
        for number, question in enumerate(questions, start=1):
            self.fields[name_of(question.key)] = forms.CharField(
                label=f"Question {number}",
                initial=question.text,
                max_length=TEXT,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3, "class": "form-control", "autocomplete": "off"}),
                error_messages={"max_length": TOO_LONG},
            )

    def lines(self) -> list[Line]:
        """The choice as it was typed; a question that was emptied is left out."""
        typed = [(question, self._typed(question)) for question in self.questions]
        emptied = {question.key for question, text in typed if not text}
        worded = [Question(question.entry, text) for question, text in typed]
        return as_lines(worded, emptied | set(self._asked_for("drop")), self._added())

    def clean(self) -> dict[str, Any] | None:
        if not self.errors and len(self.lines()) > MOST_PLANNED:
            raise forms.ValidationError(f"{MOST_PLANNED} questions are plenty for a short talk. Leave one out first.")
        return self.cleaned_data

    def _typed(self, question: Question) -> str:
        return " ".join(str(self.cleaned_data.get(name_of(question.key), "")).split())

    def _asked_for(self, what: str) -> list[str]:
        found: list[str] = self.data.getlist(what) if hasattr(self.data, "getlist") else []
        return found

    def _added(self) -> list[Entry]:
        return [self.more[key] for key in self.ticked]

    @property
    def ticked(self) -> list[str]:
        """What is to be added, in the order of the page."""
        return [key for key in dict.fromkeys(self._asked_for("add")) if key in self.more]


def name_of(key: str) -> str:
    """The name of a question's field."""
    return f"text-{key}"
