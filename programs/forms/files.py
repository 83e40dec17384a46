"""Choosing a file to import."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from programs.rosterfile import MAX_BYTES


class FileForm(forms.Form):
    """One file. What is in it, its first bytes say, not its name."""

    file = forms.FileField(
        label="File",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xls"}),
        error_messages={
            "required": "Choose a file.",
            "missing": "Choose a file.",
            "invalid": "Choose a file.",
            "empty": "The file is empty. Choose another one.",
            "max_length": "The file's name is too long. Give it a shorter one.",
        },
    )

    def __init__(
        self, *args: Any, only: str = "list of people", label: str = "File", help_text: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.only = only
        self.fields["file"].label = label
        self.fields["file"].help_text = help_text

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_BYTES:
            raise forms.ValidationError(f"The file is larger than 5 MB. Save only the {self.only}, and try again.")
        return file
