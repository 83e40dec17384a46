"""Which rows of a table are about a person: what "What Hearten holds about me" shows (privacy.md 5).

Written down table by table, never guessed from foreign keys: somebody whom a trainee does not wish to meet stands in
that trainee's row, and must not find it. A test fails on a table that refers to a person and is not in here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mine:
    """Rows about a person under one title."""

    section: str
    title: str
    # The foreign key to the person through which a row is theirs; "pk" where the row is the person.
    by: str
    # Fields that are said but not shown: a hash, something sealed, or what belongs to somebody else alone.
    unsaid: str = ""
    # Rows that are not theirs to see yet, left out by these conditions (Django lookups).
    only: Mapping[str, object] = field(default_factory=dict)
    # A word for the address under which the person deletes these rows; empty where the program needs them.
    delete: str = ""
    # The page where they are changed.
    page: str = ""


WHO = "Who you are"
PLACE = "Your place in the program"
TALKS = "Your talks and times"
AGREED = "What was agreed"
MESSAGES = "Messages"
GROWING = "Goals, mentors and resources"
WORK = "What you did for the program"
OPENED = "Who opened or changed what"
SECTIONS = (WHO, PLACE, TALKS, AGREED, GROWING, MESSAGES, WORK, OPENED)

MINE: dict[str, list[Mine]] = {
    "programs_person": [Mine(WHO, "You", "pk", unsaid="password sort_key")],
    "account_emailaddress": [Mine(WHO, "Your address", "user")],
    "mfa_authenticator": [Mine(WHO, "Second factors and passkeys", "user", unsaid="data", page="mfa_index")],
    "programs_membership": [Mine(PLACE, "Your roles", "person", page="programs:my_place")],
    "programs_supervision": [
        Mine(PLACE, "Rotations in which you were supervised", "trainee"),
        Mine(PLACE, "Rotations in which you supervised", "supervisor"),
    ],
    "programs_rosterreport": [Mine(PLACE, "What you said is wrong in the roster", "person")],
    "programs_evaluation": [Mine(PLACE, "That you evaluate trainees", "person")],
    "programs_accessevent": [
        # What one did oneself stands under the second title.
        Mine(OPENED, "What was opened or changed about you", "subject", unsaid="subject"),
        Mine(OPENED, "What you opened or changed", "actor", unsaid="actor"),
    ],
    # Only what was sent: what is planned could tell a listener that somebody holds a time.
    "notices_notice": [
        Mine(MESSAGES, "That a message was sent to you", "recipient", unsaid="subject_id", only={"state": "sent"})
    ],
    "notices_inboxitem": [
        Mine(MESSAGES, "Your messages", "recipient", unsaid="notice", delete="messages", page="notices:inbox")
    ],
    # Not to be deleted by hand: without it nobody could take a talk that is cancelled out of a calendar again.
    "notices_calendarentry": [Mine(MESSAGES, "What your calendar was told", "person", unsaid="subject_id uid")],
    "notices_noticeswitch": [
        Mine(MESSAGES, "What you switched off", "person", delete="switches", page="notices:settings")
    ],
    "notices_calendarfeed": [
        Mine(
            MESSAGES, "Your calendar address", "person", unsaid="token_hash", delete="address", page="notices:settings"
        )
    ],
    "notices_accountmail": [Mine(MESSAGES, "Sign-in mails on their way", "recipient", unsaid="sealed message_id")],
    "prompts_librarychange": [Mine(WORK, "Your changes to the questions", "by", unsaid="before after undoes")],
    "triage_contact": [Mine(WORK, "Contacts for help that you confirmed", "confirmed_by")],
    "resources_goal": [Mine(GROWING, "Your goals", "trainee", page="resources:goals")],
    "resources_induction": [
        Mine(GROWING, "Your first weeks", "trainee", page="resources:induction"),
        Mine(WORK, "Inductions that you see to", "responsible"),
    ],
    "resources_inductionitem": [Mine(WORK, "Lines of the list for newcomers that are yours", "owner")],
    "resources_inductiontask": [
        Mine(WORK, "What is yours to do for a newcomer", "owner"),
        Mine(WORK, "What you ticked in a list for newcomers", "done_by"),
    ],
    "resources_firstmeeting": [
        Mine(GROWING, "Forms of your first meetings", "trainee", page="resources:induction"),
        Mine(GROWING, "Forms of first meetings that you filled in with a trainee", "supervisor"),
    ],
    "resources_reflection": [
        Mine(GROWING, "What you wrote for yourself", "trainee", delete="reflections", page="resources:reflections")
    ],
    "resources_learningplan": [
        Mine(GROWING, "Your learning plans", "trainee", page="resources:goals"),
        # Of a plan that was shown; what is written before that is the trainee's alone.
        Mine(GROWING, "Learning plans that were shown to you", "mentor", only={"shown_at__isnull": False}),
    ],
    "resources_mentorprofile": [Mine(GROWING, "How you describe yourself as a mentor", "person", unsaid="search")],
    "resources_mentorship": [
        Mine(GROWING, "Mentors whom you asked", "mentee"),
        # The steps are the mentee's own; whom a mentor named instead is between those two.
        Mine(GROWING, "Who asked you to be their mentor", "mentor", unsaid="steps"),
    ],
    "resources_handedover": [
        Mine(GROWING, "Resources that you were told of", "trainee"),
        Mine(WORK, "Resources that you told somebody of", "by"),
    ],
    "checkins_round": [Mine(WORK, "Safety numbers that you called", "safety_attested_by")],
    "checkins_listener": [Mine(TALKS, "Rounds in which you listen", "person")],
    "checkins_listenerprofile": [Mine(TALKS, "What you say of yourself", "person", delete="profile")],
    "checkins_listenerphoto": [
        Mine(TALKS, "Your photo", "person", unsaid="jpeg key", delete="photo", page="checkins:door")
    ],
    "checkins_busycalendar": [
        Mine(
            TALKS,
            "The address of your own calendar",
            "person",
            unsaid="sealed",
            delete="calendar address",
            page="checkins:busy",
        )
    ],
    "checkins_ask": [
        Mine(TALKS, "Talks that you asked for", "trainee", page="checkins:ask"),
        # Not whom else the trainee may ask, nor what was taken back; and nothing to that other one before their turn.
        Mine(
            TALKS,
            "Talks that somebody asked you for",
            "person",
            unsaid="backup backup_cannot",
            only={"state__in": ["waiting", "answered", "cannot"]},
        ),
    ],
    "checkins_blackout": [Mine(TALKS, "Times that you blocked", "person", delete="blocked times")],
    "checkins_slot": [Mine(TALKS, "Times that you offered", "facilitator")],
    "checkins_offer": [Mine(TALKS, "What you were offered, and your answer", "trainee", page="checkins:mine")],
    "checkins_seat": [Mine(TALKS, "The place that is kept for you", "trainee")],
    "checkins_conversationplan": [Mine(TALKS, "Questions that you have ready", "slot__facilitator")],
    "checkins_askedbefore": [
        # Filed under a digest of the two people: found again from the trainee's side, with no name in it.
        Mine(TALKS, "Questions that a listener had ready for you", "mark", unsaid="mark", delete="asked questions")
    ],
    "checkins_followuppreferences": [
        Mine(
            TALKS,
            "How you would like to be followed up",
            "trainee",
            delete="follow-up wishes",
            page="checkins:preferences",
        )
    ],
    "checkins_schedulingpreferences": [
        Mine(
            TALKS,
            "When, how and with whom you would like to talk",
            "trainee",
            delete="wishes",
            page="checkins:preferences",
        )
    ],
    # By the trainee alone: whoever they do not wish to meet must never find out.
    "checkins_personwish": [
        Mine(TALKS, "With whom you would rather talk, or not", "trainee", delete="people", page="checkins:preferences")
    ],
    "followups_wrapup": [
        # A draft is its writer's alone until both have the same words.
        Mine(AGREED, "Ends of your talks", "trainee", unsaid="draft", only={"done_at__isnull": False}),
        Mine(AGREED, "Talks that you wrapped up", "facilitator"),
    ],
    "followups_sessionmember": [Mine(AGREED, "Group sessions that you were in", "person")],
    "followups_task": [
        Mine(AGREED, "What was promised to you", "trainee"),
        Mine(AGREED, "What you promised", "owner"),
    ],
    "followups_privatenote": [
        Mine(AGREED, "Private notes about a talk with you", "trainee", unsaid="sealed generation"),
        Mine(AGREED, "Your private notes", "author", unsaid="sealed generation", page="followups:notes"),
    ],
    "followups_notekey": [Mine(AGREED, "The key to your private notes", "author", unsaid="wrapped")],
    "followups_contribution": [
        Mine(AGREED, "What may be counted of your talks", "trainee", unsaid="sealed", page="followups:my_themes")
    ],
    "followups_answer": [Mine(WORK, "What you answered to themes", "by", page="followups:themes")],
}

# Tables that refer to no person by themselves, and through what their rows are somebody's own (home/holdings.py).
FOUND_ANOTHER_WAY = {"checkins_askedbefore": "mark", "checkins_conversationplan": "slot__facilitator"}

# Tables that refer to a person and are about nobody's own page, with the reason.
NOT_SHOWN: dict[str, str] = {}
