"""What a listener types and uploads to invite in their own way (R68)."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from checkins.models import ListenerProfile
from checkins.models.rounds import INVITATION
from checkins.photos import MOST_BYTES
from checkins.rules import presses


class DoorForm(forms.Form):
    """Two lines, an invitation in one's own words, a photo."""

    about = forms.CharField(
        label="Two lines about you",
        max_length=180,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Something human: where you trained, what you enjoy.",
        error_messages={"max_length": "Two lines are enough: keep this to 180 characters."},
    )
    invitation = forms.CharField(
        label="Your invitation, in your own words",
        max_length=INVITATION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=(
            "It stands in the invitation, with your name under it. What the talk is, that nothing of it is evaluated,"
            " and that saying no is fine, is always said below."
        ),
        error_messages={"max_length": f"Keep your invitation to {INVITATION} characters."},
    )
    photo = forms.FileField(
        label="Photo",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text="A friendly one. We keep a small square of it, and nothing that the camera wrote into the file.",
        error_messages={"invalid": "Choose a photo.", "missing": "Choose a photo.", "empty": "This file is empty."},
    )

    def clean_about(self) -> str:
        return " ".join(str(self.cleaned_data["about"]).split())

    def clean_invitation(self) -> str:
        words = " ".join(str(self.cleaned_data["invitation"]).split())
        if "://" in words or "www." in words:
            raise forms.ValidationError(
                "Leave out addresses on the web; the invitation has one button, and that is enough."
            )
        if found := presses(words):
            raise forms.ValidationError(
                f"An invitation is an offer. Say it without “{found}”, so that a no stays easy."
            )
        return words

    def clean_photo(self) -> "UploadedFile[bytes] | None":
        file: UploadedFile[bytes] | None = self.cleaned_data["photo"]
        if file and (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError("This file is larger than 8 MB. Choose a smaller one.")
        return file


def door_initial(profile: ListenerProfile | None) -> dict[str, Any]:
    """What the form begins with."""
    return {"about": profile.about, "invitation": profile.invitation} if profile else {}
