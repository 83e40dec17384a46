"""Refusals that a person can understand."""

from typing import Self


class RefusedError(Exception):
    """Something that cannot be done; its text is one sentence for the person who tried.

    Raised out of a view it rolls the request's transaction back, shows the sentence and leads to `back`.
    """

    back: str = "/"

    def to(self, address: str) -> Self:
        """The same refusal, leading to an address."""
        self.back = address
        return self
