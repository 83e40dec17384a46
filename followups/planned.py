"""The planner's sizes, from the roster alone."""

from datetime import date

from followups.themes.planning import Forecast, Sizes, forecast
from followups.themes.windows import ALONE_FROM
from programs.models import Membership, Program, Role

LISTENING = (Role.FACILITATOR, Role.WELLNESS_LEAD)


def sizes_of(program: Program, day: date) -> Sizes:
    """How many trainees a program has on a day, and how many people who listen without leading it."""
    here = Membership.objects.on(day).filter(program=program, person__is_active=True)
    people = {role: set(here.filter(role=role).values_list("person_id", flat=True)) for role in Role}
    return Sizes(len(people[Role.TRAINEE]), len(set().union(*(people[role] for role in LISTENING))))


def forecast_for(program: Program, day: date) -> Forecast:
    """What a director may expect of the next window, in words."""
    sizes = sizes_of(program, day)
    if sizes.trainees < ALONE_FROM:
        return Forecast(
            "together",
            f"With {sizes.trainees} trainees the program is too small to learn something without giving somebody away."
            " It joins other small programs of the institution, as soon as there are three with twenty trainees"
            " together.",
            (),
        )
    return forecast(sizes)
