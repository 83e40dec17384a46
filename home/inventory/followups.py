"""What followups/ stores."""

from home.inventory.held import NOBODY, WITH_ITS_PROGRAM, Held

NOTES_LIVE = "90 days, a year if its writer keeps it longer, and 30 days after one of you leaves"
A_YEAR_AFTER = "a year after it was finished and its promises are closed"

# Table name to its fields; the names of columns are separated by blanks.
TABLES: dict[str, list[Held]] = {
    "followups_wrapup": [
        Held(
            "id program slot facilitator trainee state thanked confidentiality_said door_open heard resources"
            " introduced_to next_step next_on saved_at done_at",
            "what you two agreed at the end of a talk",
            "you and the person you talked with",
            A_YEAR_AFTER,
        ),
        Held(
            "draft",
            "what was typed before it was finished",
            "whoever writes it",
            "until it is finished, 30 days at most",
        ),
    ],
    "followups_sessionmember": [
        Held(
            "id program wrap_up person",
            "so that you can read what your group agreed",
            "you alone; whoever led the session was there",
            A_YEAR_AFTER,
        ),
    ],
    "followups_task": [
        Held(
            "id program wrap_up trainee owner what line due_on state proposed_to given word turn made_at closed_at"
            " thanked_at",
            "what was promised, by when, and whether it was kept",
            "you and whoever promised it",
            "a year after it is done or let go",
        ),
    ],
    "followups_privatenote": [
        Held(
            "id program slot author trainee written_on dies_on",
            "that a listener keeps a private note about a talk with you, and when it dies",
            "you and whoever wrote it",
            NOTES_LIVE,
        ),
        Held(
            "generation sealed",
            "the note itself, encrypted",
            "whoever wrote it alone, signed in afresh; you can have it deleted unread",
            NOTES_LIVE,
        ),
    ],
    "followups_notekey": [
        Held(
            "id program author generation version born_under wrapped",
            "the key to your private notes, itself encrypted",
            NOBODY,
            "until your last note is gone",
        ),
    ],
    "followups_window": [
        Held(
            "id program pool starts_on ends_on eligible published_on themes participation promises",
            "half a year, or a year, of themes, and what appeared of it",
            "everybody in the program",
            WITH_ITS_PROGRAM,
        ),
        Held(
            "memory",
            "who took part in windows before, sealed, so that comparing two of them gives nobody away",
            NOBODY,
            "two years after that window",
        ),
    ],
    "followups_pool": [
        Held(
            "id institution starts_on ends_on eligible published_on themes participation promises",
            "the same for small programs of an institution together",
            "everybody in these programs, and the GME office",
            WITH_ITS_PROGRAM,
        ),
        Held(
            "memory",
            "who took part in windows before, sealed, so that comparing two of them gives nobody away",
            NOBODY,
            "two years after that window",
        ),
    ],
    "followups_contribution": [
        Held(
            "id program window trainee sealed",
            "whether you were asked, what may be counted, and who listened; sealed, and empty for everybody at first",
            "you alone; whoever held both the key and the database could read it",
            "until the window is published; its key is destroyed with it",
        ),
    ],
    "followups_answer": [
        Held(
            "id program window theme action due_on by answered_on outcome word reviewed_on",
            "what your program does about a theme",
            "everybody in the program",
            WITH_ITS_PROGRAM,
        ),
    ],
}
