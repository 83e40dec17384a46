"""Sealing sign-in mails while they wait: a database dump must not hold a code that opens an account."""

from programs.sealing import box

PURPOSE = "notices.account_mail"


def seal(text: str) -> str:
    """Encrypted and authenticated, with a key made from SECRET_KEY."""
    return box(PURPOSE).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again. Raises cryptography.fernet.InvalidToken when SECRET_KEY changed or the row was altered."""
    return box(PURPOSE).decrypt(sealed.encode()).decode()
