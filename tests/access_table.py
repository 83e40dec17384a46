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
    "again": "POST",
}

RESOURCE_STEPS = ("hide", "show", "first", "move_up", "move_down", "restore", "looked", "remove")
PROMPT_STEPS = ("hide", "show", "move_up", "move_down", "restore")

ACCESS: dict[str, Row] = {
    # The frame
    "demo_sign_in": Row("public", "POST"),
    "home:today": Row(Permission.OWN_PAGES),
    "home:start": Row(Permission.PROGRAM_START),
    "home:start_sample": Row(Permission.PROGRAM_START, "POST"),
    "home:start_aside": Row(Permission.PROGRAM_START, "POST"),
    "home:start_program": Row(Permission.PROGRAMS_WRITE, "GET POST"),
    "home:privacy": Row("public"),
    "home:me": Row(Permission.OWN_PAGES),
    "home:me_download": Row(Permission.OWN_PAGES, "POST"),
    "home:me_delete": Row(Permission.OWN_PAGES, "GET POST"),
    "home:about": Row("public"),
    "home:healthz": Row("public"),
    "home:readyz": Row("public"),
    # Urgent help
    "triage:help_now": Row("public"),
    "triage:service_worker": Row("public"),
    "triage:card_pdf": Row(Permission.OWN_PAGES),
    "triage:poster_pdf": Row(Permission.OWN_PAGES),
    "triage:contacts": Row(Permission.HELP_WRITE),
    "triage:add_contact": Row(Permission.HELP_WRITE, "GET POST"),
    "triage:contact": Row(Permission.HELP_WRITE, "GET POST", "help contact"),
    "triage:remove_contact": Row(Permission.HELP_WRITE, "POST", "help contact"),
    "triage:ask_contact": Row(Permission.HELP_WRITE, "POST", "help contact"),
    "triage:called_contact": Row(Permission.HELP_WRITE, "POST", "help contact"),
    "triage:mail_came_back": Row(Permission.HELP_WRITE, "POST", "help contact"),
    "triage:policies": Row(Permission.HELP_WRITE, "GET POST"),
    "triage:confirm": Row("public", "GET POST", "confirmation link"),
    # Messages
    "notices:inbox": Row(Permission.OWN_PAGES, "GET POST"),
    "notices:message": Row(Permission.OWN_PAGES, "GET POST", "message"),
    "notices:settings": Row(Permission.OWN_PAGES, "GET POST"),
    "notices:feed_on": Row(Permission.OWN_PAGES, "POST"),
    "notices:feed_off": Row(Permission.OWN_PAGES, "POST"),
    "notices:feed": Row("public", sample="secret"),
    # A trainee's talks, behind two doors: signed in, and by the link of a message
    "checkins:mine": Row(Permission.OWN_OFFER),
    "checkins:ask": Row(Permission.OWN_OFFER, "GET POST"),
    "checkins:take_back_ask": Row(Permission.OWN_OFFER, "POST", "ask"),
    **{
        name: row
        for page, methods in OFFER_PAGES.items()
        for name, row in {
            f"checkins:{page}": Row(Permission.OWN_OFFER, methods, "offer"),
            f"checkins:link_{page}": Row("public", methods, "token"),
        }.items()
    },
    # What a trainee wishes, in private
    "checkins:preferences": Row(Permission.OWN_PREFERENCES),
    "checkins:talk_preferences": Row(Permission.OWN_PREFERENCES, "GET POST"),
    "checkins:people_preferences": Row(Permission.OWN_PREFERENCES, "GET POST"),
    "checkins:away": Row(Permission.OWN_PREFERENCES, "GET POST"),
    "checkins:come_back": Row(Permission.OWN_PREFERENCES, "POST", "own blackout"),
    "checkins:follow_up_preferences": Row(Permission.OWN_PREFERENCES, "GET POST"),
    # People and roles
    "programs:choose_role": Row("signed in", "GET POST"),
    "programs:second_factor": Row("signed in"),
    "programs:my_place": Row(Permission.OWN_PAGES),
    "programs:report_line": Row(Permission.OWN_PAGES, "GET POST"),
    "programs:reports": Row(Permission.ROSTER_WRITE),
    "programs:report_done": Row(Permission.ROSTER_WRITE, "POST", "roster report"),
    # The roster
    "programs:people": Row(Permission.ROSTER_READ, "GET POST"),
    "programs:people_of_program": Row(Permission.ROSTER_READ, "GET POST", "program"),
    "programs:events": Row(Permission.EVENTS_READ),
    "programs:export_people": Row(Permission.ROSTER_WRITE, "POST"),
    "programs:import_roster": Row(Permission.ROSTER_WRITE, "GET POST"),
    "programs:check_roster": Row(Permission.ROSTER_WRITE, "GET POST"),
    "programs:add_person": Row(Permission.ROSTER_WRITE, "GET POST"),
    "programs:person": Row(Permission.ROSTER_WRITE, "GET POST", "member"),
    "programs:add_role": Row(Permission.ROSTER_WRITE, "GET POST", "member"),
    "programs:change_role": Row(Permission.ROSTER_WRITE, "GET POST", "membership"),
    "programs:end_role": Row(Permission.ROSTER_WRITE, "POST", "membership"),
    # Who supervises whom
    "programs:rotations": Row(Permission.ROSTER_READ),
    "programs:rotations_of_program": Row(Permission.ROSTER_READ, sample="program"),
    "programs:export_rotations": Row(Permission.ROSTER_WRITE, "POST"),
    "programs:import_rotations": Row(Permission.ROSTER_WRITE, "GET POST"),
    "programs:check_rotations": Row(Permission.ROSTER_WRITE, "GET POST"),
    "programs:add_rotation": Row(Permission.ROSTER_WRITE, "GET POST"),
    "programs:remove_rotation": Row(Permission.ROSTER_WRITE, "POST", "rotation"),
    "programs:settings": Row(Permission.SETTINGS_WRITE, "GET POST"),
    # A listener's own times
    "checkins:calendar": Row(Permission.OWN_SLOTS),
    "checkins:offer_times": Row(Permission.OWN_SLOTS, "GET POST", "round"),
    "checkins:give_back": Row(Permission.OWN_SLOTS, "GET POST", "slot"),
    "checkins:prepare": Row(Permission.OWN_SLOTS, "GET POST", "slot"),
    "checkins:conversation": Row(Permission.OWN_SLOTS, sample="slot"),
    "checkins:card": Row(Permission.OWN_SLOTS, sample="slot"),
    "checkins:limits": Row(Permission.OWN_SLOTS, "GET POST", "round"),
    "checkins:own_away": Row(Permission.OWN_SLOTS, "GET POST"),
    "checkins:busy": Row(Permission.OWN_SLOTS, "GET POST"),
    "checkins:forget_busy": Row(Permission.OWN_SLOTS, "POST"),
    "checkins:door": Row(Permission.OWN_SLOTS, "GET POST"),
    "checkins:no_photo": Row(Permission.OWN_SLOTS, "POST"),
    "checkins:photo": Row("public", sample="token"),
    "checkins:answer_ask": Row(Permission.OWN_SLOTS, "GET POST", "asked of one"),
    "checkins:cannot_ask": Row(Permission.OWN_SLOTS, "POST", "asked of one"),
    "checkins:own_blackouts": Row(Permission.OWN_SLOTS, "GET POST"),
    "checkins:remove_own_blackout": Row(Permission.OWN_SLOTS, "POST", "own blackout"),
    # What was agreed
    "followups:tasks": Row(Permission.OWN_PROMISES),
    "followups:routine_task": Row(Permission.OWN_PROMISES, "GET POST"),
    "followups:task": Row(Permission.OWN_PROMISES, "GET POST", "promise"),
    "followups:wrap_up": Row(Permission.OWN_SLOTS, "GET POST", "talk"),
    "followups:not_held": Row(Permission.OWN_SLOTS, "GET POST", "talk"),
    "followups:recap": Row(Permission.OWN_PROMISES, sample="recap"),
    # What the program learns
    "followups:themes": Row(Permission.THEMES_READ),
    "followups:how_themes_work": Row(Permission.THEMES_READ),
    "followups:my_themes": Row(Permission.OWN_THEMES, "GET POST"),
    "followups:withdraw_themes": Row(Permission.OWN_THEMES, "POST"),
    "followups:theme_answers": Row(Permission.THEMES_ANSWER),
    "followups:review_answer": Row(Permission.THEMES_ANSWER, "GET POST", "answer"),
    "followups:answer_theme": Row(Permission.THEMES_ANSWER, "GET POST", "published theme"),
    "followups:evidence_pdf": Row(Permission.EVIDENCE_READ),
    # A program's rounds
    "checkins:rounds": Row(Permission.ROUND_READ),
    "checkins:plan_round": Row(Permission.ROUND_WRITE, "GET POST"),
    "checkins:round": Row(Permission.ROUND_READ, sample="round"),
    "checkins:change_round": Row(Permission.ROUND_WRITE, "GET POST", "round"),
    "checkins:remind_listeners": Row(Permission.ROUND_WRITE, "POST", "round"),
    "checkins:open_round": Row(Permission.ROUND_OPEN, "POST", "round"),
    "checkins:open_at_once": Row(Permission.ROUND_OPEN, "POST", "round"),
    "checkins:reliability": Row(Permission.ROUND_OPEN),
    "checkins:rounds_by_themselves": Row(Permission.ROUND_OPEN, "POST"),
    "checkins:close_round": Row(Permission.ROUND_OPEN, "GET POST", "round"),
    "checkins:call_off": Row(Permission.ROUND_OPEN, "POST", "round"),
    "checkins:rooms": Row(Permission.ROOMS_READ, sample="round"),
    "checkins:rooms_pdf": Row(Permission.ROOMS_READ, sample="round"),
    "checkins:offered_pdf": Row(Permission.ROUND_READ, sample="round"),
    "checkins:own_link": Row(Permission.ROUND_WRITE, "POST", "member"),
    "checkins:absences": Row(Permission.ROUND_WRITE, "GET POST"),
    "checkins:blackouts": Row(Permission.ROUND_WRITE, "GET POST"),
    "checkins:remove_blackout": Row(Permission.ROUND_WRITE, "POST", "blackout"),
    # What to ask and how to listen
    "prompts:library": Row(Permission.LIBRARY_READ),
    "prompts:export_csv": Row(Permission.LIBRARY_READ),
    "prompts:export_xlsx": Row(Permission.LIBRARY_READ),
    "prompts:add": Row(Permission.LIBRARY_WRITE, "GET POST"),
    "prompts:import_file": Row(Permission.LIBRARY_WRITE, "GET POST"),
    "prompts:changes": Row(Permission.LIBRARY_WRITE),
    "prompts:undo": Row(Permission.LIBRARY_WRITE, "POST", "library change"),
    "prompts:edit": Row(Permission.LIBRARY_WRITE, "GET POST", "prompt"),
    **{f"prompts:{step}": Row(Permission.LIBRARY_WRITE, "POST", "prompt") for step in PROMPT_STEPS},
    # Where help is
    "resources:directory": Row(Permission.RESOURCES_READ, "GET POST"),
    "resources:export": Row(Permission.RESOURCES_READ, "POST"),
    "resources:add": Row(Permission.RESOURCES_WRITE, "GET POST"),
    "resources:import_file": Row(Permission.RESOURCES_WRITE, "GET POST"),
    "resources:look_over": Row(Permission.RESOURCES_WRITE, "GET POST"),
    "resources:edit": Row(Permission.RESOURCES_WRITE, "GET POST", "resource"),
    **{f"resources:{step}": Row(Permission.RESOURCES_WRITE, "POST", "resource") for step in RESOURCE_STEPS},
    "resources:hand_over": Row(Permission.RESOURCES_HAND, "GET POST", "resource"),
    "resources:handed": Row(Permission.OWN_LEARNING),
    "resources:put_away": Row(Permission.OWN_LEARNING, "POST", "handed"),
    # A listener's private notes
    "followups:notes": Row(Permission.OWN_NOTES),
    "followups:note": Row(Permission.OWN_NOTES, "GET POST", "noted talk"),
    "followups:open_note": Row(Permission.OWN_NOTES, "POST", "noted talk"),
    "followups:keep_note_longer": Row(Permission.OWN_NOTES, "POST", "noted talk"),
    "followups:delete_note": Row(Permission.OWN_NOTES, "POST", "noted talk"),
    "followups:delete_note_unread": Row(Permission.NOTES_ABOUT_ME, "GET POST", "note about oneself"),
    # Mentors
    "resources:mentors": Row(Permission.MENTORS, "GET POST"),
    "resources:invite_mentors": Row(Permission.MENTORS_INVITE, "POST"),
    "resources:own_profile": Row(Permission.MENTORS, "GET POST"),
    "resources:stop_mentoring": Row(Permission.MENTORS, "GET POST"),
    "resources:guide": Row(Permission.RESOURCES_READ),
    "resources:words": Row(Permission.RESOURCES_READ),
    "resources:ask": Row(Permission.OWN_LEARNING, "GET POST", "mentor"),
    "resources:room": Row(Permission.MENTORS, sample="mentorship"),
    "resources:withdraw": Row(Permission.OWN_LEARNING, "POST", "asked by me"),
    "resources:accept": Row(Permission.MENTORS, "POST", "asked of me"),
    "resources:lead_on": Row(Permission.MENTORS, "GET POST", "asked of me"),
    "resources:steps": Row(Permission.OWN_LEARNING, "POST", "mentorship"),
    **{
        f"resources:{step}": Row(Permission.MENTORS, "POST", "mentorship") for step in ("focus", "milestone", "meeting")
    },
    "resources:review": Row(Permission.MENTORS, "GET POST", "mentorship"),
    "resources:part": Row(Permission.MENTORS, "GET POST", "mentorship"),
    "resources:tick_milestone": Row(Permission.MENTORS, "POST", "milestone"),
    "resources:call_off": Row(Permission.MENTORS, "POST", "mentor meeting"),
    # Inductions, first meetings, reflections
    "resources:induction": Row(Permission.INDUCTION_READ),
    "resources:newcomer": Row(Permission.INDUCTION_READ, sample="induction"),
    "resources:tick_task": Row(Permission.INDUCTION_READ, "POST", "induction task"),
    "resources:hand_line": Row(Permission.INDUCTION_WRITE, "GET POST", "induction line"),
    "resources:take_over": Row(Permission.INDUCTION_WRITE, "POST", "induction"),
    "resources:start_induction": Row(Permission.INDUCTION_WRITE, "POST", "member"),
    "resources:induction_list": Row(Permission.INDUCTION_WRITE),
    "resources:own_list": Row(Permission.INDUCTION_WRITE, "POST"),
    "resources:add_item": Row(Permission.INDUCTION_WRITE, "GET POST"),
    "resources:change_item": Row(Permission.INDUCTION_WRITE, "GET POST", "induction item"),
    "resources:remove_item": Row(Permission.INDUCTION_WRITE, "POST", "induction item"),
    "resources:begin_form": Row(Permission.LEARNING_PAIRS, "POST"),
    "resources:first_meeting": Row(Permission.LEARNING_PAIRS, "GET POST", "first meeting"),
    "resources:first_meeting_pdf": Row(Permission.LEARNING_PAIRS, sample="first meeting"),
    "resources:throw_away": Row(Permission.OWN_LEARNING, "POST", "first meeting"),
    "resources:reflections": Row(Permission.OWN_LEARNING, "GET POST"),
    "resources:remove_reflection": Row(Permission.OWN_LEARNING, "POST", "reflection"),
    # Goals and the yearly plan
    "resources:goals": Row(Permission.LEARNING_PAIRS),
    "resources:add_goal": Row(Permission.OWN_LEARNING, "GET POST"),
    "resources:goal": Row(Permission.OWN_LEARNING, "GET POST", "goal"),
    "resources:add_step": Row(Permission.OWN_LEARNING, "POST", "goal"),
    "resources:close_goal": Row(Permission.OWN_LEARNING, "POST", "goal"),
    "resources:tick_step": Row(Permission.OWN_LEARNING, "POST", "goal step"),
    "resources:begin_plan": Row(Permission.OWN_LEARNING, "POST"),
    "resources:plan": Row(Permission.LEARNING_PAIRS, sample="plan"),
    "resources:plan_pdf": Row(Permission.LEARNING_PAIRS, sample="plan"),
    "resources:sign_plan": Row(Permission.LEARNING_PAIRS, "POST", "plan to sign"),
    "resources:write_plan": Row(Permission.OWN_LEARNING, "GET POST", "plan"),
    **{
        f"resources:{step}": Row(Permission.OWN_LEARNING, "POST", "plan")
        for step in ("show_plan", "take_back_plan", "review_plan")
    },
    # The GME office
    "checkins:institution": Row(Permission.INSTITUTION_READ),
    "checkins:offered_pdf_of_institution": Row(Permission.INSTITUTION_READ, sample="round of a program"),
}

# django-allauth's own pages; sign-up among them, which is closed (programs/adapter.py).
LIBRARY_PREFIXES = ("account_", "mfa_")
