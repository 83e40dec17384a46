"""What programs/ stores."""

from home.inventory.held import NOBODY, OWN, ROSTER_VIEWERS, WHILE_A_MEMBER, WITH_ITS_PROGRAM, Held

# Table name to its fields; the names of columns are separated by blanks.
TABLES: dict[str, list[Held]] = {
    "programs_institution": [
        Held("id name slug email_domain", "the institution's name and mail", "everybody in it", WITH_ITS_PROGRAM),
    ],
    "programs_rosterreport": [
        Held(
            "id program person text made_at done_at",
            "what you said is wrong with your line of the roster",
            "you; whoever keeps the roster",
            "a year after it is put right",
        ),
    ],
    "programs_program": [
        Held(
            "id institution name slug time_zone academic_year_start cadence participation checkin_minutes"
            " leaders_take_part rounds_open_themselves notes_allowed set_aside",
            "how the program runs its check-ins",
            "everybody in it",
            WITH_ITS_PROGRAM,
        ),
    ],
    "programs_person": [
        Held("id email first_name last_name sort_key", "to sign in and be found", ROSTER_VIEWERS, WHILE_A_MEMBER),
        Held("password", "to sign in, stored as a hash", NOBODY, WHILE_A_MEMBER),
        Held("last_login is_active created_at", "to sign in safely", OWN, WHILE_A_MEMBER),
    ],
    "programs_membership": [
        Held(
            "id institution program person role title training_year starts_on ends_on",
            "which role you have, where and when",
            ROSTER_VIEWERS,
            WHILE_A_MEMBER,
        ),
    ],
    "programs_supervision": [
        Held(
            "id program trainee supervisor rotation starts_on ends_on nights",
            "so that nobody who supervises you listens to you, and nothing reaches you after a night shift",
            ROSTER_VIEWERS,
            "a year after the rotation",
        ),
    ],
    "programs_evaluation": [
        Held(
            "id program person kind starts_on ends_on",
            "so that nobody who evaluates trainees is placed as their listener",
            ROSTER_VIEWERS,
            WHILE_A_MEMBER,
        ),
    ],
    "programs_accessevent": [
        Held(
            "id program institution actor subject action at detail",
            "who opened or changed what about you; of staff, when they signed in",
            "you, and whoever did it; the GME office sees sign-ins of staff and changed roles",
            "two years",
        ),
    ],
}
