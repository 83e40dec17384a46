"""Addresses of rounds, times and talks."""

from django.urls import URLPattern, path

from checkins.views import (
    asking,
    away,
    blackouts,
    busy,
    cadence,
    calendar,
    door,
    institution,
    limits,
    offering,
    offers,
    papers,
    preferences,
    preparing,
    reaching,
    reliability,
    rooms,
    rounds,
)
from checkins.views.doors import Page, by_link, by_role


def _both(name: str, page: Page) -> list[URLPattern]:
    """One page behind two doors: signed in, and by the link of a message."""
    end = "" if name == "offer" else f"{name.replace('_', '-')}/"
    return [
        path(f"checkins/<uuid:pk>/{end}", by_role(page), name=name),
        path(f"t/<str:token>/{end}", by_link(page), name=f"link_{name}"),
    ]


trainee = [
    path("checkins/", offers.mine, name="mine"),
    path("checkins/ask/", asking.ask, name="ask"),
    path("checkins/ask/<uuid:pk>/take-back/", asking.take_back, name="take_back_ask"),
    *_both("offer", offers.offer),
    *_both("move", offers.move),
    *_both("seat", offers.seat),
    *_both("accept", offers.accept),
    *_both("decline", offers.decline),
    *_both("not_now", offers.not_now),
    *_both("undo", offers.undo),
    *_both("again", offers.again),
    *_both("calendar_file", offers.calendar_file),
]

own_preferences = [
    path("preferences/", preferences.preferences, name="preferences"),
    path("preferences/talks/", preferences.talks, name="talk_preferences"),
    path("preferences/people/", preferences.people, name="people_preferences"),
    path("preferences/away/", blackouts.trainees_blackouts, name="away"),
    path("preferences/away/<uuid:pk>/remove/", blackouts.remove_trainees, name="come_back"),
    path("preferences/follow-up/", preferences.follow_up, name="follow_up_preferences"),
]

listener = [
    path("times/", calendar.calendar, name="calendar"),
    path("times/offer/<uuid:pk>/", offering.offer_times, name="offer_times"),
    path("times/<uuid:pk>/give-back/", calendar.give_back, name="give_back"),
    path("times/<uuid:pk>/prepare/", preparing.prepare, name="prepare"),
    path("times/<uuid:pk>/conversation/", preparing.conversation, name="conversation"),
    path("times/<uuid:pk>/card.pdf", preparing.card, name="card"),
    path("times/limits/<uuid:pk>/", limits.limits, name="limits"),
    path("times/away/", away.own_away, name="own_away"),
    path("times/own-calendar/", busy.busy, name="busy"),
    path("times/own-calendar/forget/", busy.remove, name="forget_busy"),
    path("times/door/", door.door, name="door"),
    path("times/door/no-photo/", door.no_photo, name="no_photo"),
    path("faces/<str:token>/", door.photo, name="photo"),
    path("times/asked/<uuid:pk>/", asking.answer, name="answer_ask"),
    path("times/asked/<uuid:pk>/cannot/", asking.cannot, name="cannot_ask"),
    path("times/blocked/", blackouts.own_blackouts, name="own_blackouts"),
    path("times/blocked/<uuid:pk>/remove/", blackouts.remove_own, name="remove_own_blackout"),
]

program = [
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/plan/", rounds.plan, name="plan_round"),
    path("rounds/<uuid:pk>/", rounds.round_page, name="round"),
    path("rounds/<uuid:pk>/plan/", rounds.change, name="change_round"),
    path("rounds/<uuid:pk>/remind/", rounds.remind, name="remind_listeners"),
    path("rounds/listeners/", reliability.reliability, name="reliability"),
    path("rounds/by-themselves/", cadence.by_themselves, name="rounds_by_themselves"),
    path("rounds/<uuid:pk>/open/", rounds.open_, name="open_round"),
    path("rounds/<uuid:pk>/open/at-once/", cadence.open_at_once, name="open_at_once"),
    path("rounds/<uuid:pk>/close/", rounds.close, name="close_round"),
    path("rounds/<uuid:pk>/call-off/", rounds.call_off, name="call_off"),
    path("rounds/<uuid:pk>/rooms/", rooms.rooms, name="rooms"),
    path("rounds/<uuid:pk>/rooms.pdf", papers.rooms_pdf, name="rooms_pdf"),
    path("rounds/<uuid:pk>/offered.pdf", papers.offered_pdf, name="offered_pdf"),
    path("people/<uuid:pk>/own-link/", reaching.own_link, name="own_link"),
    path("away/", away.absences, name="absences"),
    path("blackouts/", blackouts.program_blackouts, name="blackouts"),
    path("blackouts/<uuid:pk>/remove/", blackouts.remove_programs, name="remove_blackout"),
]

office = [
    path("institution/", institution.institution, name="institution"),
    path(
        "institution/<uuid:program_pk>/rounds/<uuid:pk>/offered.pdf",
        papers.offered_pdf_of_institution,
        name="offered_pdf_of_institution",
    ),
]

app_name = "checkins"
urlpatterns = [*trainee, *own_preferences, *listener, *program, *office]
