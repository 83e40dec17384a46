"""How sign-in behaves: by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs up by themselves; a roster or a colleague adds people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
