"""Every address, who may reach it and how; an unlisted URL fails (privacy.md 7).

`access` is a Permission, "public" (anybody) or "signed in" (before a role is chosen). `sample` names the world's
object that fills the address; it is tried as one's own and as another program's.
"""

from dataclasses import dataclass

from programs.permissions import Permission


@dataclass(frozen=True)
class Row:
    access: Permission | str
    methods: str = "GET"
    # Which object of tests/world.py fills the address: "offer", "slot", "round", "membership", ...
    sample: str = ""


OFFER_PAGES = {
    "offer": "GET",
    "move": "GET",
    "calendar_file": "GET",
    "seat": "POST",
    "accept": "POST",
    "decline": "POST",
    "not_now": "POST",
    "undo": "POST",
}

ACCESS: dict[str, Row] = {
    # The frame
    "demo_sign_in": Row("public", "POST"),
    "home:today": Row(Permission.OWN_PAGES),
    "home:privacy": Row("public"),
    # A trainee's talks, behind two doors: signed in, and by the link of a message
    "checkins:mine": Row(Permission.OWN_OFFER),
    **{
        name: row
        for page, methods in OFFER_PAGES.items()
        for name, row in {
            f"checkins:{page}": Row(Permission.OWN_OFFER, methods, "offer"),
            f"checkins:link_{page}": Row("public", methods, "token"),
        }.items()
    },
    # People and roles
    "programs:choose_role": Row("signed in", "GET POST"),
    "programs:second_factor": Row("signed in"),
}

# django-allauth's own pages; sign-up among them, which is closed (programs/adapter.py).
LIBRARY_PREFIXES = ("account_", "mfa_")
