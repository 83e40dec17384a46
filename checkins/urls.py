"""Addresses of rounds, times and talks."""

from django.urls import URLPattern, path

from checkins.views import offers
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
    *_both("offer", offers.offer),
    *_both("move", offers.move),
    *_both("seat", offers.seat),
    *_both("accept", offers.accept),
    *_both("decline", offers.decline),
    *_both("not_now", offers.not_now),
    *_both("undo", offers.undo),
    *_both("calendar_file", offers.calendar_file),
]

app_name = "checkins"
urlpatterns = [*trainee]
