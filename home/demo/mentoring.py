"""Who mentors in the demo program, and how far each pair has come in a year."""

from datetime import timedelta
from typing import Any

from home.demo.people import DOMAIN
from home.demo.story import Story
from programs.models import Person
from programs.times import local, localize
from resources.actions import meeting as meetings
from resources.actions import mentoring, reviewing
from resources.models import MentorProfile, Mentorship

# Login or address before the @, and what they say of themselves.
MENTORS: dict[str, dict[str, Any]] = {
    "mentor": {
        "about": "I moved here to train too. I like first papers, bad drafts, and coffee by the river.",
        "areas": "Cardiology, quality improvement", "scholarly": "Case reports; a registry with data to write about",
        "languages": "English, Farsi", "kinds": ["career", "research"], "room": 4,
    },
    "gerg.horvth": {
        "about": "Hospitalist and father of twins. Good at saying no, and at teaching it.",
        "areas": "Hospital medicine", "languages": "English, Hungarian", "kinds": ["life", "clinical"], "room": 2,
    },
    "dmytro.bondar": {
        "about": "Kidneys, numbers, and long walks. Bring a question, leave with a table.",
        "areas": "Nephrology, statistics", "scholarly": "Study design, R, reading drafts within a week",
        "languages": "English, Ukrainian", "kinds": ["research", "coach"], "room": 3,
    },
    "ngozi.tanaka": {
        "about": "I trained in three countries and sat every exam twice. Ask me about boards and applications.",
        "areas": "Infectious diseases", "languages": "English, Igbo", "kinds": ["career", "sponsor"], "room": 2,
    },
    "wellness": {
        "about": "I do not grade anybody. We can talk about how to last.",
        "areas": "Well-being", "languages": "English, Swedish", "kinds": ["life", "coach"], "room": 3,
    },
    "director": {
        "about": "I know many people, and I like to introduce them to each other.",
        "areas": "Medical education, leading", "languages": "English, Xhosa", "kinds": ["sponsor", "career"], "room": 1,
    },
}  # fmt: skip


def tell(story: Story) -> None:
    """Six mentors and a peer; Mei has one mentor and asked a second, Nadia is asked by somebody else."""
    profiles = {name: _describe(story, name, values) for name, values in MENTORS.items() if _person(story, name)}
    _peer(story)
    nadia = profiles["mentor"]
    mei, samir, third, fourth = story.trainees[0], story.trainees[5], story.trainees[8], story.trainees[12]
    _year_together(story, nadia, mei)
    _ask(
        story,
        nadia,
        samir,
        2,
        "Could I join the registry? I have done statistics before.",
    )
    long = _accepted(story, nadia, third, 300, "career", "Fellowship or hospital job? I keep changing my mind.")
    reviewing.open_review(mentorship=long, now=story.now - timedelta(days=3))
    if "dmytro.bondar" in profiles:
        _ask(story, profiles["dmytro.bondar"], mei, 1, "A first table for a first paper: may I show you mine?")
    ended = _accepted(story, nadia, fourth, 330, "research", "A case report on a rare rhythm.")
    mentoring.part(mentorship=ended, by=nadia.person, now=story.now - timedelta(days=60))


def _person(story: Story, name: str) -> Person | None:
    return story.people.get(f"{name}@{DOMAIN}")


def _describe(story: Story, name: str, values: dict[str, Any]) -> MentorProfile:
    person = _person(story, name)
    assert person is not None  # noqa: S101  # asked for just before
    return mentoring.describe(
        program=story.program, person=person, now=story.now,
        values={"scholarly": "", "languages": "", "is_open": True, **values},
    )  # fmt: skip


def _peer(story: Story) -> None:
    values = {
        "about": "Third year. I know which forms matter, and where the good soup is.",
        "areas": "Internal medicine", "scholarly": "", "languages": "English, Turkish", "kinds": ["peer"], "room": 3,
        "is_open": True,
    }  # fmt: skip
    mentoring.describe(program=story.program, person=story.trainees[2], values=values, now=story.now)


def _ask(
    story: Story, profile: MentorProfile, by: Person, days: int, message: str, kind: str = "research"
) -> Mentorship:
    when = story.now - timedelta(days=days)
    return mentoring.ask(program=story.program, profile=profile, kind=kind, message=message, by=by, now=when)


def _accepted(story: Story, profile: MentorProfile, by: Person, days: int, kind: str, message: str) -> Mentorship:
    row = _ask(story, profile, by, days, message, kind)
    mentoring.accept(mentorship=row, now=story.now - timedelta(days=days - 2))
    row.refresh_from_db()
    return row


def _year_together(story: Story, nadia: MentorProfile, mei: Person) -> None:
    row = _accepted(story, nadia, mei, 120, "career", "I would like to learn how to choose a fellowship.")
    mentoring.agree_focus(mentorship=row, focus="Choosing a fellowship, and one paper on the way there")
    mentoring.tick_steps(mentorship=row, steps=["end", "homework", "regular"])
    day = local(story.now, story.program.time_zone).date()
    for what, days, done in (
        ("A list of five programs", -60, True), ("A first draft", 45, False), ("Two letters asked for", 120, False),
    ):  # fmt: skip
        made = meetings.add_milestone(mentorship=row, what=what, due_on=day + timedelta(days=days))
        if done:
            meetings.tick_milestone(milestone=made, done_on=day + timedelta(days=days - 4))
    review = reviewing.open_review(mentorship=row, now=story.now - timedelta(days=27))
    for person, words in ((nadia.person, "You ask better questions each time."), (mei, "More on the paper, please.")):
        choice = "refocus" if person == mei else "recommit"
        reviewing.answer(review=review, by=person, choice=choice, words=words, now=story.now - timedelta(days=25))
    noon = (local(story.now, story.program.time_zone) + timedelta(days=11)).replace(
        hour=12, minute=30, second=0, microsecond=0, tzinfo=None
    )
    starts_at = localize(noon, story.program.time_zone)
    meetings.plan_meeting(
        mentorship=row, starts_at=starts_at, minutes=30, place="Garden café, 2nd floor", now=story.now
    )
