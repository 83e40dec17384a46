"""What resources/ stores."""

from home.inventory.held import OWN, WHILE_A_MEMBER, WITH_ITS_PROGRAM, Held

BETWEEN_TWO = "the mentor and the mentee"
FIRST_WEEKS = "you; whoever sees to your first weeks; directors and coordinators"
SHOWN_PLAN = "you alone; the mentor you chose, while you show them the plan it stands in"

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
            "id program institution original inherited hidden place name about audiences needs moments country"
            " specialty reach url cost hours also verified_on terms prose search",
            "what your program or your institution added to the directory, or your program changed about it",
            "everybody in the program, or in the institution",
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
    "resources_mentorprofile": [
        Held(
            "id program person about areas scholarly languages kinds room is_open terms search",
            "how you describe yourself as a mentor",
            "everybody in the program, while you show it",
            WHILE_A_MEMBER,
        ),
    ],
    "resources_mentorship": [
        Held(
            "id program mentor mentee kind state message asked_at answered_at ended_at because suggested focus"
            " next_review_on",
            "whom you asked to be your mentor or who asked you, and what came of it",
            BETWEEN_TWO,
            "a month after a question that came to nothing, a year after an end",
        ),
        Held("steps", "steps of preparation that you ticked", "the mentee alone", "a year after an end"),
    ],
    "resources_goal": [
        Held(
            "id program trainee plan specific measurable achievable relevant due_on stretch state closed_on",
            "your goals",
            SHOWN_PLAN,
            WHILE_A_MEMBER,
        ),
    ],
    "resources_goalstep": [
        Held("id program goal what position done_on", "steps on the way to your goals", SHOWN_PLAN, WHILE_A_MEMBER),
    ],
    "resources_inductionitem": [
        Held(
            "id program part text who owner day",
            "the program's list for newcomers",
            "who runs the program",
            WITH_ITS_PROGRAM,
        ),
    ],
    "resources_induction": [
        Held(
            "id program trainee responsible first_day",
            "your first weeks here, and who sees to them",
            FIRST_WEEKS,
            WHILE_A_MEMBER,
        ),
    ],
    "resources_inductiontask": [
        Held(
            "id program induction part text who owner due_on done_on done_by",
            "what was to be done in your first weeks, and was",
            FIRST_WEEKS,
            WHILE_A_MEMBER,
        ),
    ],
    "resources_firstmeeting": [
        Held(
            "id program trainee supervisor background training skills clinical_needs other_needs support begun_at",
            "the form of a first meeting that you and a supervisor filled in",
            "the two who met",
            WHILE_A_MEMBER,
        ),
    ],
    "resources_reflection": [
        Held("id program trainee exercise text written_on", "what you wrote for yourself", OWN, WHILE_A_MEMBER),
    ],
    "resources_learningplan": [
        Held(
            "id program trainee year mentor strengths growing career support review shown_at trainee_signed_at"
            " mentor_signed_at",
            "your learning plan of a year",
            SHOWN_PLAN,
            WHILE_A_MEMBER,
        ),
    ],
    "resources_milestone": [
        Held("id program mentorship what due_on done_on", "dates on your timeline", BETWEEN_TWO, "with the mentorship"),
    ],
    "resources_meeting": [
        Held(
            "id program mentorship starts_at ends_at place",
            "when you meet your mentor or mentee",
            BETWEEN_TWO,
            "with the mentorship",
        ),
    ],
    "resources_review": [
        Held(
            "id program mentorship opened_on closed_on outcome mentor_choice mentor_words mentee_choice mentee_words",
            "what you answered when you both looked back",
            "you alone until both have answered; then the two of you",
            "with the mentorship",
        ),
    ],
}
