"""Fields that several forms share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from programs.rosterfile.errors import CellError
from programs.rosterfile.text import clean, read_email, refuse_code, seen


class DayField(forms.DateField):
    """A calendar day with the browser's own picker; `missing` is said when it is empty."""

    def __init__(self, *, missing: str = "", **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"required": missing, "invalid": "Write the day as month/day/year, such as 07/01/2026."},
            required=bool(missing),
            **kwargs,
        )


class PlainField(forms.CharField):
    """A line of text held to what a roster's cells are held to: no formula, no markup, nothing invisible."""

    def __init__(self, *, what: str, missing: str = "", max_length: int = 100, **kwargs: Any) -> None:
        self.what = what
        super().__init__(
            max_length=max_length,
            required=bool(missing),
            error_messages={"required": missing, "max_length": f"Keep the {what} to {max_length} characters."},
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        text = clean(str(super().clean(value)))
        try:
            refuse_code(text, self.what)
        except CellError as error:
            raise ValidationError(str(error)) from None
        return text


class ParagraphsField(forms.CharField):
    """Words of one's own in paragraphs, as typed, without what is invisible; pages and papers escape it."""

    def __init__(self, *, what: str, max_length: int, missing: str = "", rows: int = 4, **kwargs: Any) -> None:
        super().__init__(
            max_length=max_length,
            required=bool(missing),
            widget=forms.Textarea(attrs={"rows": rows}),
            error_messages={"required": missing, "max_length": f"Keep the {what} to {max_length} characters."},
            **kwargs,
        )

    def to_python(self, value: Any) -> str:
        # A browser counts a line's end as one character and sends two.
        lines = str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return "\n".join(seen(line).rstrip() for line in lines).strip("\n")


class AddressField(forms.CharField):
    """An e-mail address in lower case."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.EmailInput(attrs={"autocomplete": "off"}),
            error_messages={"required": "Write the e-mail address that this person signs in with."},
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        try:
            return read_email(clean(text))
        except CellError as error:
            raise ValidationError(str(error)) from None
