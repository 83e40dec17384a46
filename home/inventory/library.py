"""What the libraries store that Hearten stands on."""

from home.inventory.held import NOBODY, OWN, WHILE_A_MEMBER, Held

# Tables of libraries that hold sign-in and sessions; identity belongs to no program (design.md 4).
LIBRARY: dict[str, Held] = {
    "account_emailaddress": Held("*", "your address, for sign-in", OWN, WHILE_A_MEMBER),
    "account_emailconfirmation": Held("*", "to check an address", NOBODY, "three days"),
    "mfa_authenticator": Held("*", "your second factor or passkey", OWN, "until you remove it"),
    "django_session": Held("*", "that you are signed in", NOBODY, "seven days"),
    "django_content_type": Held("*", "names of tables", NOBODY, "always"),
    "auth_permission": Held("*", "unused by Hearten", NOBODY, "always"),
    "auth_group": Held("*", "unused by Hearten", NOBODY, "always"),
    "auth_group_permissions": Held("*", "unused by Hearten", NOBODY, "always"),
}
