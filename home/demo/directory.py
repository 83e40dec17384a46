"""What the demo made of the directory: the office's and the program's desks, a dead link, a note that waits for Mei."""

from datetime import datetime, timedelta

from home.demo.people import DOMAIN
from home.demo.story import Story
from programs import tenancy
from programs.models import Person
from resources.actions import directory, handing, links
from resources.actions.directory import Keeping
from resources.library import ANY_SPECIALTY, starters
from resources.rules.links import Answer
from resources.shelf import directory_of

# How each of what most institutions have is reached at Riverside: reach, hours, cost.
REACH = {
    "counselor": ("+1 312 555 0160, or the green door on the 1st floor", "Weekdays 7 am to 8 pm", "Free"),
    "peers": ("First Tuesday of the month, 7 pm, residents' lounge. Write to peers@demo.hearten.test", "", "Free"),
    "housing": ("Ada at the front desk, room 1.010, or +1 312 555 0161", "Weekdays 8 am to 4 pm", "Free"),
    "childcare": ("Riverside Children's House, +1 312 555 0162; backup care the same day", "6 am to 8 pm", "By income"),
    "immigration": ("Your training program liaison, Minh Castellanos, or +1 312 555 0163", "Weekdays 9 to 5", "Free"),
    "gme": ("Room 2.200, +1 312 555 0164", "Weekdays 8 am to 5 pm", "Free"),
    "research": ("statistics@demo.hearten.test; a first answer within a week", "", "Free for trainees"),
}  # fmt: skip


# What the GME office keeps for all programs of Riverside: name, what it is, needs, reach.
OFFICES = (
    ("Riverside well-being center", "Counselors who know how residents live. Six visits a year cost nothing, and"
     " nothing goes to your program.", ["wellbeing"], "+1 312 555 0170, or walk in: north tower, 2nd floor"),
    ("Riverside visa office", "Keeps the papers of everybody on a J-1 or H-1B visa, and answers before you travel.",
     ["visa"], "visa@demo.hearten.test; a reply within two working days"),
)  # fmt: skip


def tell(story: Story) -> None:
    """The coordinator made the directory her own last summer and has kept it since."""
    coordinator = story.people[f"coordinator@{DOMAIN}"]
    summer = story.now - timedelta(days=140)
    _of_the_office(story, story.people[f"gme@{DOMAIN}"], summer - timedelta(days=60))
    for key in reversed(list(REACH)):
        _add(story, coordinator, key, summer)
    _looked(story, coordinator)
    dead = next(entry.url for entry in directory_of(story.program).entries if entry.key == "reflective-practice-guide")
    for days in (2, 1):
        links.record(program_id=story.program.pk, answers={dead: Answer(404)}, now=story.now - timedelta(days=days))
    _note(story)


def _of_the_office(story: Story, office: Person, when: datetime) -> None:
    institution = story.program.institution
    with tenancy.inside(institution_id=institution.pk):
        for name, about, needs, reach in reversed(OFFICES):
            values = {
                "name": name, "about": about, "needs": needs, "audiences": ["trainee"], "reach": reach, "cost": "Free",
                "country": "United States", "specialty": ANY_SPECIALTY,
            }  # fmt: skip
            keeping = Keeping(None, directory_of(None, institution.pk), office, when, institution)
            directory.add(keeping, values)


def _add(story: Story, coordinator: Person, key: str, when: datetime) -> None:
    starter = next(starter for starter in starters() if starter.key == key)
    reach, hours, cost = REACH[key]
    name = starter.name
    values = {
        # "Riverside: housing office", but "Riverside: GME office".
        "name": f"Riverside: {name if name[1].isupper() else name[0].lower() + name[1:]}",
        "about": starter.about,
        "needs": list(starter.needs),
        "audiences": list(starter.audiences),
        "moments": list(starter.moments),
        "also": starter.also,
        "country": "United States",
        "specialty": ANY_SPECIALTY,
        "reach": reach,
        "hours": hours,
        "cost": cost,
    }
    directory.add(Keeping(story.program, directory_of(story.program), coordinator, when), values)


def _looked(story: Story, coordinator: Person) -> None:
    """Most shared ones were compared with their pages, some of them too long ago."""
    for at, entry in enumerate(directory_of(story.program).entries):
        if not entry.own and not entry.office and at % 4:
            then = story.now - timedelta(days=400 if at % 9 == 0 else 20 + 5 * at)
            directory.looked_at(Keeping(story.program, directory_of(story.program), coordinator, then), entry)


def _note(story: Story) -> None:
    mei, mentor = story.trainees[0], story.people[f"mentor@{DOMAIN}"]
    entry = next(entry for entry in directory_of(story.program).entries if entry.own)
    handing.hand_over(
        program=story.program,
        entry=entry,
        trainee=mei,
        words="Zoë behind the green door is easy to talk to. Say that Nadia sent you; it takes ten minutes.",
        by=mentor,
        now=story.now - timedelta(days=9),
    )
