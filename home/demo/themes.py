"""Two windows of themes that have appeared, a year deep with answers, and one that is being gathered."""

from datetime import date, datetime, timedelta

from checkins.models import Round, RoundTally
from followups.actions import answers, gathering
from followups.counting import rows_of, write_anew
from followups.models import Answer, Window
from followups.themes.rows import Row
from followups.themes.windows import span_for
from home.demo.people import STAFF
from home.demo.story import Story
from programs.times import localize, today

# Raised by so many of every ten, in the window before the last, in the last, and in the open one.
RAISED = (
    {"belonging": 7, "peers": 8, "rest": 7, "customs": 6},
    {"belonging": 8, "peers": 7, "leaders": 6, "settling": 7},
    {"peers": 7, "rest": 5},
)
DONE = (
    (
        ("rest", "The week after nights stays free of clinic, from the spring schedule on.", "done"),
        ("customs", "Our interns wrote the ten unwritten rules down; every newcomer gets them in week one.", "done"),
        ("belonging", "We keep the shared breakfast on the first day of each rotation.", "going_on"),
    ),
    (("settling", "Housing and human resources come to the first week, with one page of what worked before.", ""),),
)
WORDS = {"done": "It stands, and it stays.", "going_on": "We ask again next time."}


def tell(story: Story) -> None:
    """Half-years up to now: opened, talked in, closed, published, answered."""
    day = today(story.now, story.program.time_zone)
    size = len(story.trainees)
    spans = [span_for(day, size)]
    for _ in range(2):
        spans.insert(0, span_for(spans[0].first - timedelta(days=1), size))
    for span, raised in zip(spans, RAISED, strict=True):
        window = gathering.open_window(program=story.program, day=span.first)
        if window is not None:
            _talk(story, window, raised, min(span.last, day))
    _tallies(story)
    # In their turn, each when the next was open, so that it knows who took part before.
    for span in [span for span in spans if span.due <= day]:
        gathering.publish_due(program=story.program, day=span.due)
    done = list(Window.objects.filter(program=story.program, published_on__isnull=False).order_by("starts_on"))
    for window, said in zip(done, DONE, strict=False):
        for theme, action, outcome in said:
            if theme in window.themes:
                _answer(story, window, theme, action, outcome)


def _tallies(story: Story) -> None:
    """What closing the past rounds left: two counts each, which the publication turns into a word."""
    for past in Round.objects.filter(program=story.program, state=Round.State.CLOSED):
        eligible = len(gathering.trainees_on(story.program, past.starts_on))
        RoundTally.objects.get_or_create(
            program=story.program, round=past, defaults={"eligible": eligible, "held": eligible * 3 // 4}
        )


def _answer(story: Story, window: Window, theme: str, action: str, outcome: str) -> None:
    director, at = story.people[STAFF[0].email], _noon(window.span.due + timedelta(days=6), story)
    due = window.span.due + timedelta(days=90 if outcome else 150)
    found = answers.answer(
        window=window, theme=theme, planned=answers.Planned(action, due), by=director, now=min(at, story.now)
    )
    if outcome:
        later = min(_noon(due, story), story.now)
        answers.review(found=found, outcome=Answer.Outcome(outcome), word=WORDS[outcome], by=director, now=later)


def _talk(story: Story, window: Window, raised: dict[str, int], last: date) -> None:
    """Four of five were asked, each by whoever they talked with; written at once, as a night would."""
    rounds = Round.objects.filter(program=story.program, starts_on__lte=last, slots__starts_at__date__lte=last)
    listened = sorted(set(rounds.values_list("slots__facilitator_id", flat=True)))
    here = {person.pk: person for person in story.trainees}
    came = [pk for pk in here if pk in set(gathering.trainees_on(story.program, window.starts_on))]
    rows = rows_of(window) or {}
    for number, trainee in enumerate(came):
        if number % 5 != 4 and listened:
            mine = frozenset(theme for theme, of_ten in raised.items() if (number * 7 + len(theme)) % 10 < of_ten)
            rows[trainee] = Row(asked=True, themes=mine, panels=frozenset({listened[number % len(listened)]}))
    write_anew(window, rows)


def _noon(day: date, story: Story) -> datetime:
    return localize(datetime(day.year, day.month, day.day, 12), story.program.time_zone)  # noqa: DTZ001  # a wall clock
