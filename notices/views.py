"""The inbox, what one is told and how, and the calendar address."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notices import access, actions
from notices.feeds import calendar_of
from notices.forms import SettingsForm
from notices.mail import absolute
from notices.models import CalendarFeed, InboxItem, NoticeSwitch
from programs.acting import Acting
from programs.permissions import Permission, allow, public
from programs.times import clock_text, day_text, local

# Messages go after 90 days, so nobody has more than this; it is a stop, not a page size.
MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A message as the list shows it."""

    item: InboxItem
    day: str
    clock: str
    first: str


def _line(item: InboxItem) -> Line:
    at = local(item.created_at, item.program.time_zone)
    # What it is about, not "Hello Mei," nor "We heard, we did:".
    said = [paragraph for paragraph in item.text.split("\n\n") if not paragraph.rstrip().endswith((",", ":"))]
    return Line(item, day_text(at.date()), clock_text(at), said[0] if said else "")


@allow(Permission.OWN_PAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: HttpRequest, acting: Acting) -> HttpResponse:
    """A person's messages, unread first; a POST marks them all as read."""
    if request.method == "POST":
        actions.mark_all_read(by=acting.person, now=timezone.now())
        return redirect("notices:inbox")
    lines = [_line(item) for item in InboxItem.objects.of(acting.person.pk)[:MOST]]
    words = {
        "unread_lines": [line for line in lines if line.item.read_at is None],
        "read_lines": [line for line in lines if line.item.read_at is not None],
        "several": len({line.item.program_id for line in lines}) > 1,
    }
    return render(request, "notices/inbox.html", words)


@allow(Permission.OWN_PAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """One message. Opening it changes nothing; the button marks it as read."""
    item = access.message_of(acting, pk)
    if request.method == "POST":
        actions.mark_read(item_id=item.pk, by=acting.person, now=timezone.now())
        return redirect("notices:inbox")
    return render(request, "notices/message.html", {"line": _line(item), "paragraphs": item.text.split("\n\n")})


@allow(Permission.OWN_PAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Reminders, titles and the calendar address."""
    if acting.program is None:
        return _settings_page(request, acting, form=None)
    if request.method == "POST":
        form = SettingsForm(request.POST, off=set())
        if form.is_valid():
            actions.set_switches(program=acting.program, by=acting.person, off=form.off())
            messages.success(request, "Saved. It holds from the next message on.")
            return redirect("notices:settings")
        return _settings_page(request, acting, form=form, status=422)
    own = NoticeSwitch.objects.filter(program=acting.program, person=acting.person)
    return _settings_page(request, acting, form=SettingsForm(off=set(own.values_list("kind", flat=True))))


@allow(Permission.OWN_PAGES)
@require_POST
def feed_on(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Make a calendar address and show it, this once: it is not stored, so a redirect could not."""
    secret = actions.create_feed(by=acting.person, now=timezone.now())
    address = absolute(reverse("notices:feed", args=[secret]))
    return render(request, "notices/feed.html", {"address": address})


@allow(Permission.OWN_PAGES)
@require_POST
def feed_off(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Switch the calendar address off."""
    actions.revoke_feed(by=acting.person, now=timezone.now())
    messages.success(request, "Your calendar address is off. Remove it from your calendar program too.")
    return redirect("notices:settings")


@public
@require_safe
def feed(_request: HttpRequest, secret: str) -> HttpResponse:
    """The personal calendar, for calendar programs, which cannot sign in."""
    person = access.person_by_secret(secret)
    return HttpResponse(calendar_of(person, now=timezone.now()), content_type="text/calendar; charset=utf-8")


def _settings_page(
    request: HttpRequest, acting: Acting, *, form: SettingsForm | None, status: int = 200
) -> HttpResponse:
    made = CalendarFeed.objects.filter(person=acting.person).values_list("created_at", flat=True).first()
    since = day_text(local(made, acting.zone).date()) if made else ""
    return render(request, "notices/settings.html", {"form": form, "since": since}, status=status)
