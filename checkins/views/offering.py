"""Offering times: typed, looked at once more, then saved."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from checkins.access import round_of_listener
from checkins.actions.slots import Checked, check_times, save_profile
from checkins.actions.slots import offer_times as offer
from checkins.forms.times import TimesForm
from checkins.models import BusyCalendar, ListenerProfile, Mode, Round, Slot
from checkins.showing import by_day
from programs.acting import Acting
from programs.errors import RefusedError
from programs.permissions import Permission, allow
from programs.times import city, day_text, local


@allow(Permission.OWN_SLOTS)
@require_http_methods(["GET", "HEAD", "POST"])
def offer_times(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Type times, see what would be added and left out, then save; "Change" comes back with all input kept."""
    now = timezone.now()
    round_ = round_of_listener(acting, pk, now)
    if request.method != "POST":
        return _page(request, acting, TimesForm(initial=_initial(acting, round_), round_=round_))
    form = TimesForm(request.POST, round_=round_)
    if request.POST.get("step") == "change":
        return _page(request, acting, TimesForm(initial=_typed(form), round_=round_))
    if not form.is_valid():
        return _page(request, acting, form)
    try:
        if request.POST.get("step") == "save":
            return _save(request, acting, form, now)
        times = form.times()
        checked = check_times(
            round_=round_, facilitator=acting.person, wall_times=times.wall_times, now=now, where=times.where
        )
    except RefusedError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, acting, form)
    return _preview(request, form, checked)


def _page(request: HttpRequest, acting: Acting, form: TimesForm) -> HttpResponse:
    own_calendar = BusyCalendar.objects.filter(program=acting.here, person=acting.person).exists()
    context = {"form": form, "round": form.round, "own_calendar": own_calendar}
    return render(request, "checkins/offer_times.html", context)


def _preview(request: HttpRequest, form: TimesForm, checked: Checked) -> HttpResponse:
    zone = form.round.program.time_zone
    context = {
        "form": form,
        "round": form.round,
        "count": len(checked.spans),
        "added": _lines([local(start, zone) for start, _ in checked.spans]),
        "left_out": [(reason, _lines(walls)) for reason, walls in _by_reason(checked)],
        "minutes": form.minutes,
        "mode": Mode(form.cleaned_data["mode"]).label,
        "place": form.cleaned_data["place"],
        "city": city(zone),
    }
    return render(request, "checkins/offer_times_preview.html", context)


def _lines(starts: Sequence[datetime]) -> list[tuple[str, str]]:
    return [(day_text(each.day), each.text) for each in by_day(starts)]


def _by_reason(checked: Checked) -> list[tuple[str, list[datetime]]]:
    found: dict[str, list[datetime]] = {}
    for wall, reason in checked.left_out:
        found.setdefault(reason, []).append(wall)
    return list(found.items())


def _save(request: HttpRequest, acting: Acting, form: TimesForm, now: datetime) -> HttpResponse:
    with transaction.atomic():
        offered = offer(round_=form.round, facilitator=acting.person, times=form.times(), now=now)
        save_profile(program=acting.here, person=acting.person, about=form.cleaned_data["about"])
    if offered.added:
        messages.success(
            request, f"You offer {offered.added} more {'time' if offered.added == 1 else 'times'}. Thank you."
        )
    else:
        messages.info(request, "None of these times could be added, so nothing has changed.")
    return redirect("checkins:calendar")


def _initial(acting: Acting, round_: Round) -> dict[str, object]:
    """What is probably meant: the round's dates, lunch hours, the place used last."""
    profile = ListenerProfile.objects.filter(program=acting.here, person=acting.person).first()
    last = Slot.objects.filter(facilitator=acting.person, program=acting.here).order_by("-starts_at").first()
    today = local(timezone.now(), acting.zone).date()
    return {
        "first_day": max(round_.starts_on, today),
        "last_day": round_.ends_on,
        "about": profile.about if profile else "",
        "mode": last.mode if last else Mode.OFFICE,
        "place": last.place if last else "",
        "format": round_.formats[0],
    }


def _typed(form: TimesForm) -> dict[str, object]:
    """Everything as it was typed, to be shown again without being judged."""
    return {name: field.value() for name in form.fields if (field := form[name])}
