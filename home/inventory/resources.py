"""What resources/ stores."""

from home.inventory.held import WITH_ITS_PROGRAM, Held

# Table name to its fields; the names of columns are separated by blanks.
TABLES: dict[str, list[Held]] = {
    "resources_resource": [
        Held(
            "key name about audiences needs moments country specialty reach url cost hours also verified_on terms"
            " prose search position document section retired",
            "the shared directory of help",
            "everybody",
            "always",
        ),
    ],
    "resources_localresource": [
        Held(
            "id program original hidden place name about audiences needs moments country specialty reach url cost"
            " hours also verified_on terms prose search",
            "what your program changed about the directory, or added",
            "everybody in the program",
            WITH_ITS_PROGRAM,
        ),
    ],
    "resources_linkcheck": [
        Held(
            "id program url outcome failures checked_at",
            "whether the links of the directory still answer",
            "staff who keep the directory",
            WITH_ITS_PROGRAM,
        ),
    ],
    "resources_handedover": [
        Held(
            "id program trainee by key words at",
            "a resource that somebody gave you, with a few words",
            "you, and whoever gave it",
            "until you remove it, a year at most",
        ),
    ],
}
