"""What somebody types to say that their line is wrong."""

from django import forms


class ReportForm(forms.Form):
    """A sentence or two about rotations, dates, a name."""

    text = forms.CharField(
        label="What should it say?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: from December 1 I am on Clinic, not on nights.",
        error_messages={
            "required": "Write in a sentence what it should say.",
            "max_length": "Keep it to 300 characters.",
        },
    )

    def clean_text(self) -> str:
        return " ".join(str(self.cleaned_data["text"]).split())
