"""Every address, who may reach it and how: role, URL, method, own or foreign object. An unlisted URL fails (privacy.md 7).

`access` is a Permission, "public" (anybody), "signed in" (before a role is chosen) or "library" (django-allauth decides).
`sample` names the world's object that fills the address; "own" belongs to whoever asks, "foreign" to another program.
"""

from dataclasses import dataclass

from programs.permissions import Permission


@dataclass(frozen=True)
class Row:
    access: Permission | str
    methods: str = "GET"
    # Which object of tests/world.py fills the address: "offer", "slot", "round", "membership", ...
    sample: str = ""


ACCESS: dict[str, Row] = {
    "programs:choose_role": Row("signed in", "GET POST"),
    "programs:second_factor": Row("signed in"),
}

# django-allauth's own pages; sign-up among them, which is closed (programs/adapter.py).
LIBRARY_PREFIXES = ("account_", "mfa_")
