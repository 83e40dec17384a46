"""How sign-in behaves: by invitation only."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils import timezone

from programs.actions.signing_in import record_sign_in
from programs.aead import UnreadableError
from programs.errors import RefusedError
from programs.keyring import keyring
from programs.models import Person
from programs.seeds import open_seed, seal_seed

UNREADABLE = (
    "Hearten cannot check your second step: the key for it is missing here."
    " Tell whoever runs Hearten, or use a passkey."
)


class InvitedOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs up by themselves; a roster or a colleague adds people."""

    # The same sentence whether an address is known or not (privacy.md 7), and each says what to do.
    error_messages: ClassVar[dict[str, object]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": (
            "That address and that password do not go together. Try again, or let us mail you a code."
        ),
        "incorrect_password": "That is not your password. Try again.",
        "enter_current_password": "Type the password you use now.",
        "incorrect_code": "That is not the code. Look at the newest mail, or at the app, and try again.",
        "invalid_or_expired_key": "That link no longer works. Ask for a new one.",
        "invalid_password_reset": "That link no longer works. Ask for a new one.",
        "too_many_login_attempts": "That was tried too often. Wait a few minutes, or let us mail you a code.",
        "rate_limited": "That was a lot at once. Wait a minute, then try again.",
        "same_as_current": "Choose one that differs from the one you have.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SealedSecondFactor(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """What codes are made from is sealed before it is stored (programs/seeds.py)."""

    def encrypt(self, text: str) -> str:
        return seal_seed(text, keyring())

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return open_seed(encrypted_text, keyring())
        except UnreadableError:
            # Never an empty seed instead: everybody could make its codes.
            raise RefusedError(UNREADABLE) from None


def write_down_sign_in(*, user: Person, **_rest: object) -> None:
    """allauth's word that somebody signed in, by whichever way."""
    record_sign_in(by=user, now=timezone.now())
