"""What triage/ stores: whom to call. Nothing about anybody who looked for help (privacy.md 4)."""

from home.inventory.held import NOBODY, WITH_ITS_PROGRAM, Held

_READERS = "everybody in the program or institution"

# Table name to its fields; the names of columns are separated by blanks.
TABLES: dict[str, list[Held]] = {
    "triage_contact": [
        Held(
            "id institution program branches backup name role phone mail time_zone always weekly next_steps",
            "whom to call when a concern is bigger than a talk",
            _READERS,
            "until it is taken off the page",
        ),
        Held(
            "created_at confirmed_at confirmed_by bounced_at disputed_at",
            "whether the contact still holds, and who last called or clicked to say so",
            "that it holds and since when: everybody; who called: those who keep the contacts",
            "until it is taken off the page",
        ),
    ],
    "triage_confirmation": [
        Held(
            "id institution contact asked_at state due_at attempts last_error",
            "that a contact was asked by mail whether it still holds",
            NOBODY,
            "a year after it was sent",
        ),
    ],
    "triage_localpolicy": [
        Held(
            "id institution program branch text link changed_at",
            "what your institution or program says about each kind of concern",
            _READERS,
            WITH_ITS_PROGRAM,
        ),
    ],
}
