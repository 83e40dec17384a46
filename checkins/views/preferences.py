"""A trainee's own wishes: read again, changed, taken back. Nobody else has a page of them (privacy.md 1)."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from checkins.access import follow_up_preferences, scheduling_preferences
from checkins.actions.preferences import save_follow_up_preferences, save_person_wishes, save_talk_wishes
from checkins.forms.preferences import (
    FollowUpForm,
    PeopleForm,
    TalkWishesForm,
    follow_up_initial,
    talk_wishes_initial,
)
from checkins.models import Blackout, Offer, PersonWish, Round
from checkins.offering import seat_of
from checkins.showing import blackout_words
from checkins.wishing import follow_up_lines, people_lines, possible_listeners, talk_lines
from programs.acting import Acting
from programs.permissions import Permission, allow
from programs.times import today


@allow(Permission.OWN_PREFERENCES)
@require_safe
def preferences(request: HttpRequest, acting: Acting) -> HttpResponse:
    """What the trainee wished so far, in sentences, each with a way to change it."""
    program, trainee = acting.here, acting.person
    day = today(timezone.now(), acting.zone)
    away = Blackout.objects.filter(program=program, person=trainee, ends_on__gte=day).order_by("starts_on")
    context = {
        "talks": talk_lines(scheduling_preferences(program=program, trainee=trainee)),
        "people": people_lines(program, trainee),
        "away": [f"{each.label}: {blackout_words(each)}" for each in away],
        "follow_up": follow_up_lines(follow_up_preferences(program=program, trainee=trainee)),
    }
    return render(request, "checkins/preferences.html", context)


@allow(Permission.OWN_PREFERENCES)
@require_http_methods(["GET", "HEAD", "POST"])
def talks(request: HttpRequest, acting: Acting) -> HttpResponse:
    """When and how the trainee would like to talk (R8, R9, R67)."""
    found = scheduling_preferences(program=acting.here, trainee=acting.person)
    form = TalkWishesForm(initial=talk_wishes_initial(found))
    if request.method == "POST":
        form = TalkWishesForm(request.POST)
        if form.is_valid():
            save_talk_wishes(program=acting.here, by=acting.person, wishes=form.wishes())
            messages.success(request, "Saved. The next time that is kept for you will fit as well as it can.")
            return redirect("checkins:preferences")
    again = found.again_with.name if found and found.again_with else ""
    return render(request, "checkins/preferences_talks.html", {"form": form, "again": again})


@allow(Permission.OWN_PREFERENCES)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Whom the trainee would gladly meet, and whom never (R9)."""
    now = timezone.now()
    listeners = possible_listeners(program=acting.here, trainee=acting.person, now=now)
    wishes = PersonWish.objects.filter(program=acting.here, trainee=acting.person)
    wished = dict(wishes.values_list("person_id", "wish"))
    form = PeopleForm(request.POST if request.method == "POST" else None, people=listeners, wished=wished)
    if request.method == "POST" and form.is_valid():
        save_person_wishes(program=acting.here, by=acting.person, wishes=form.wishes())
        messages.success(request, "Saved. Nobody on this list learns of it.")
        _point_to_kept(request, acting, now)
        return redirect("checkins:preferences")
    return render(request, "checkins/preferences_people.html", {"form": form, "program": acting.here})


def _point_to_kept(request: HttpRequest, acting: Acting, now: datetime) -> None:
    """Say so where a time is kept with somebody whom the trainee never wants to meet; they move it, not we."""
    never = PersonWish.objects.filter(program=acting.here, trainee=acting.person, wish="never").values("person")
    kept = Offer.objects.filter(
        trainee=acting.person,
        round__state=Round.State.OPEN,
        seat__slot__facilitator__in=never,
        seat__starts_at__gt=now,
    )
    for offer in kept.with_everything():
        seat = seat_of(offer)
        name = seat.slot.facilitator.name if seat else ""
        words = f"A time with {name} is still kept for you. Open Your talks to move it or decline it."
        messages.warning(request, words)


@allow(Permission.OWN_PREFERENCES)
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, acting: Acting) -> HttpResponse:
    """How listeners should go on with this trainee (R37)."""
    if request.method == "POST":
        form = FollowUpForm(request.POST)
        if form.is_valid():
            save_follow_up_preferences(program=acting.here, by=acting.person, wishes=form.wishes())
            messages.success(request, "Saved. Whoever meets you next reads it before the talk.")
            return redirect("checkins:preferences")
    else:
        form = FollowUpForm(
            initial=follow_up_initial(follow_up_preferences(program=acting.here, trainee=acting.person))
        )
    return render(request, "checkins/preferences_follow_up.html", {"form": form})
