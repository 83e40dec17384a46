"""Two newcomers in their first weeks, what somebody does for them by name, and what Mei wrote when she came."""

from datetime import timedelta

from home.demo.people import DOMAIN
from home.demo.story import Story
from programs.times import local
from resources.actions import induction, owning

FORM = {
    "background": "I grew up by the sea in Izmir. My parents are teachers; my sister is a nurse in Berlin.",
    "training": "Six years of medicine in Ankara, two in a busy emergency department, one of research.",
    "skills": "Echo, and writing notes in English as fast as others do.",
    "clinical_needs": "Shadowing in the clinic for a week, and a number to call at night.",
    "other_needs": "A quieter apartment. Somebody to practice phone calls with.",
    "support": "Nadia calls the echo lab. Mei asks the housing desk. We look at this again in four weeks.",
}
REFLECTIONS = (
    ("surprise", "That I may call the attending by her first name. It took me three weeks to do it.", 118),
    ("patient", "The man who wanted to go home. I stayed and listened, and that was the treatment.", 90),
)


def tell(story: Story) -> None:
    """One came three weeks ago, one begins in two weeks; Minh sees to both."""
    minh, nadia = story.people[f"coordinator@{DOMAIN}"], story.people[f"mentor@{DOMAIN}"]
    day = local(story.now, story.program.time_zone).date()
    for index, days in ((30, -21), (33, 14)):
        first_day = day + timedelta(days=days)
        row = induction.start(
            program=story.program, trainee=story.trainees[index], first_day=first_day, responsible=minh,
            now=story.now - timedelta(days=max(1, 21 + days)),
        )  # fmt: skip
        for task in row.tasks.filter(due_on__lt=day)[:19]:
            induction.tick(task=task, by=minh, day=task.due_on)
        line = row.tasks.filter(who="program", done_on=None).order_by("due_on", "text").last()
        if line is not None:
            owning.hand(task=line, owner=nadia, by=minh, now=story.now - timedelta(days=1))
    mei = story.trainees[0]
    when = story.now - timedelta(days=125)
    form = induction.begin_form(program=story.program, trainee=mei, supervisor=nadia, by=mei, now=when)
    for field, text in FORM.items():
        induction.write_field(form=form, field=field, text=text)
    for exercise, text, ago in REFLECTIONS:
        then = day - timedelta(days=ago)
        induction.reflect(program=story.program, trainee=mei, exercise=exercise, text=text, day=then)
