"""Mei's goals and this year's plan, and what other trainees have written by now."""

from datetime import timedelta
from uuid import UUID

from home.demo.people import DOMAIN
from home.demo.story import Story
from programs.models import Person
from programs.times import local
from resources.actions import goals
from resources.models import Goal
from resources.rules.goals import year_of

GOALS = (
    ("Write up the case of the young man with syncope", "It is submitted to one journal",
     "Dr. Karimi reads the draft; two free Sundays", "My first paper, before I apply for a fellowship", 100, False),
    ("Read 40 echoes with somebody who reads them well", "40 are logged and signed",
     "The echo lab has room on Thursdays after four", "I want to be sure of what I see", 170, False),
    ("Give a talk at the state chapter's meeting", "The abstract is accepted",
     "Dr. Tanaka helped others with theirs", "I am afraid of it, and I would like not to be", 190, True),
)  # fmt: skip
STEPS = ("Ask the family for consent", "A title and three points", "A first draft", "Send it to Dr. Karimi")
PLAN = {
    "strengths": "Calm at night, and families trust me.",
    "growing": "Echo, and saying no.",
    "career": "Cardiology, perhaps with teaching.",
    "support": "Thursdays at four in the echo lab, and somebody to read a first draft.",
}


def tell(story: Story) -> None:
    """Mei's plan was shown to Nadia last week and waits for her; four others have signed theirs."""
    nadia = story.people[f"mentor@{DOMAIN}"]
    day = local(story.now, story.program.time_zone).date()
    year = year_of(day, story.program.academic_year_start)
    mine = [_goal(story, story.trainees[0], number) for number in range(len(GOALS))]
    for number, what in enumerate(STEPS):
        step = goals.add_step(goal=mine[0], what=what)
        if number < 2:
            goals.tick_step(step=step, done_on=day - timedelta(days=20 - 9 * number))
    plan = goals.plan_of_year(program=story.program, trainee=story.trainees[0], year=year)
    when = story.now - timedelta(days=6)
    goals.write_plan(plan=plan, words=PLAN, mentor=nadia, goal_ids=_ids(mine), now=when)
    goals.show_and_sign(plan=plan, now=when)
    for index in (8, 12, 17, 23):
        _signed(story, story.trainees[index], nadia, index)


def _ids(rows: list[Goal]) -> list[UUID]:
    return [row.pk for row in rows]


def _goal(story: Story, trainee: Person, number: int) -> Goal:
    specific, measurable, achievable, relevant, days, stretch = GOALS[number]
    day = local(story.now, story.program.time_zone).date()
    values = {
        "specific": specific,
        "measurable": measurable,
        "achievable": achievable,
        "relevant": relevant,
        "due_on": day + timedelta(days=days),
        "stretch": stretch,
    }
    return goals.write_goal(program=story.program, trainee=trainee, values=values)


def _signed(story: Story, trainee: Person, mentor: Person, index: int) -> None:
    day = local(story.now, story.program.time_zone).date()
    year = year_of(day, story.program.academic_year_start)
    plan = goals.plan_of_year(program=story.program, trainee=trainee, year=year)
    when = story.now - timedelta(days=20 + index)
    goals.write_plan(plan=plan, words=PLAN, mentor=mentor, goal_ids=_ids([_goal(story, trainee, 1)]), now=when)
    goals.show_and_sign(plan=plan, now=when)
    goals.countersign(plan=plan, now=when + timedelta(days=2))
