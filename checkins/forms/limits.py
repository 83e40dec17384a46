"""How much a listener takes on."""

from django import forms


def _limit(label: str, most: int) -> forms.IntegerField:
    sentence = f"Write a whole number from 1 to {most}, or leave it empty for no limit."
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=most,
        error_messages={"invalid": sentence, "min_value": sentence, "max_value": sentence},
    )


class LimitsForm(forms.Form):
    """At most so many check-ins; empty is no limit."""

    max_per_day = _limit("At most so many a day", 12)
    max_per_round = _limit("At most so many in this round", 200)
