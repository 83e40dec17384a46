"""What goes wrong with a file, in sentences that are shown as they are."""


class UnreadableFileError(ValueError):
    """The whole file cannot be used; the text is one sentence that says what to do."""


class CellError(ValueError):
    """One cell cannot be used, so its line is left out; the text is one sentence that says what to do."""
