"""Every stored field: what for, who can see it, when it dies (privacy.md 5).

A test fails on a model field that is not in here, so nothing can be stored without these three answers. The page "What
Hearten holds about me" and the purge read the same table.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """Some fields of one table that share their answers."""

    fields: str
    purpose: str
    viewers: str
    retention: str


ROSTER_VIEWERS = "you; directors, coordinators and the GME office of your program"
WHILE_A_MEMBER = "while you belong to a program, and a year after"
NOBODY = "nobody; the software alone"
WITH_ITS_PROGRAM = "as long as the program uses Hearten"
WITH_ITS_ROUND = "until the round closes"
OWN = "you alone"

# Table name to its fields; the names of columns are separated by blanks.
INVENTORY: dict[str, list[Held]] = {
    "programs_institution": [
        Held("id name slug email_domain", "the institution's name and mail", "everybody in it", WITH_ITS_PROGRAM),
    ],
    "programs_program": [
        Held(
            "id institution name slug time_zone academic_year_start cadence participation checkin_minutes"
            " leaders_take_part",
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
            "who opened or changed what about you",
            "you, and whoever did it",
            "two years",
        ),
    ],
    "notices_notice": [
        Held(
            "id program kind subject_id recipient occasion due_at drop_after state lease_until attempts last_error"
            " sent_at message_id",
            "that a message is to be sent to you, and whether it was; never its words",
            NOBODY,
            "until the round closes, else 90 days",
        ),
    ],
    "notices_inboxitem": [
        Held(
            "id program recipient notice subject text link created_at read_at mail_failed",
            "so that you can read your messages in Hearten",
            OWN,
            "until the round closes, else 90 days",
        ),
    ],
    "notices_calendarentry": [
        Held(
            "id program person subject_id uid sequence status starts_at ends_at summary location changed_at mailed"
            " busy_until",
            "what your calendar was told, so that a change reaches the right entry",
            NOBODY,
            "until the round closes, else 90 days after the entry's end",
        ),
    ],
    "notices_noticeswitch": [
        Held("id program person kind", "reminders that you switched off", OWN, WHILE_A_MEMBER),
    ],
    "notices_calendarfeed": [
        Held(
            "id person token_hash created_at",
            "your own calendar address, of which only a hash is kept",
            OWN,
            "until you switch it off",
        ),
    ],
    "notices_accountmail": [
        Held(
            "id recipient sealed created_at due_at attempts last_error message_id",
            "a sign-in code or password link on its way to you, encrypted",
            NOBODY,
            "until it is sent, an hour at most",
        ),
    ],
    "notices_jobmark": [
        Held("id program name ran_at", "when a periodic job last ran", NOBODY, WITH_ITS_PROGRAM),
    ],
    "notices_sweepmark": [
        Held("name at", "when messages were last looked through", "the operator", "overwritten every minute"),
    ],
    "prompts_topic": [Held("key name position", "what a talk can touch", "everybody", "always")],
    "prompts_category": [Held("key kind name about position", "parts of the shared library", "everybody", "always")],
    "prompts_prompt": [
        Held(
            "key category parent position text instead_of lean topics document section number fixed retired",
            "the shared questions and words for check-ins",
            "everybody",
            "always",
        ),
    ],
    "prompts_localprompt": [
        Held(
            "id program original category text instead_of hidden place lean topics based_on",
            "what your program changed about the questions, or added",
            "staff of the program",
            WITH_ITS_PROGRAM,
        ),
    ],
    "prompts_librarychange": [
        Held(
            "id program by at what before after undoes",
            "who changed the program's questions, so that it can be taken back",
            "staff who may change them",
            WITH_ITS_PROGRAM,
        ),
    ],
    "checkins_round": [
        Held(
            "id program name state participation minutes formats starts_on ends_on safety_number"
            " safety_attested_by safety_attested_at opened_at closed_at",
            "a quarter's check-ins and how they are offered",
            "directors, coordinators and the GME office",
            WITH_ITS_PROGRAM,
        ),
    ],
    "checkins_listener": [
        Held(
            "id program round person max_per_day max_per_round",
            "who listens in a round and how much they take on",
            "directors and coordinators; the person",
            WITH_ITS_PROGRAM,
        ),
    ],
    "checkins_listenerprofile": [
        Held("id program person about", "two lines about a listener", "everybody in the program", WHILE_A_MEMBER),
    ],
    "checkins_blackout": [
        Held(
            "id program person label starts_on ends_on weekday from_time to_time",
            "times when you, or everybody, cannot talk",
            "the person; the program's own: everybody",
            "a year after they end",
        ),
    ],
    "checkins_slot": [
        Held(
            "id program round facilitator starts_at ends_at format mode place withdrawn_at",
            "times that a listener offers",
            "everybody in the program; never whether a time is taken",
            WITH_ITS_PROGRAM,
        ),
    ],
    "checkins_offer": [
        Held(
            "id program round trainee state former_state former_slot turn",
            "what you were offered and what you answered",
            "you alone; your listener sees your name once you accept, or the day before",
            WITH_ITS_ROUND,
        ),
    ],
    "checkins_seat": [
        Held(
            "id program slot number offer trainee starts_at ends_at",
            "the place that is kept for you",
            "you alone; your listener sees your name once you accept, or the day before",
            WITH_ITS_ROUND,
        ),
    ],
    "checkins_roundtally": [
        Held(
            "id program round eligible held",
            "two counts of a round, without names",
            "nobody, until words such as 'most' or 'about half' are published for 20 trainees or more",
            "until they have been published",
        ),
    ],
}

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
