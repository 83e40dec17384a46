"""How a listener invites (R68), and the address of their photo."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from checkins.actions.door import remove_photo, save_door, save_photo
from checkins.forms.door import DoorForm, door_initial
from checkins.models import ListenerPhoto, ListenerProfile
from checkins.offering import length_text, listeners
from checkins.photos import NoPhotoError, read_token
from programs import tenancy
from programs.acting import Acting
from programs.permissions import Permission, allow, whoever


@allow(Permission.OWN_SLOTS)
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Two lines, an invitation in one's own words and a photo, with the invitation as trainees read it."""
    now = timezone.now()
    profile = ListenerProfile.objects.filter(program=acting.here, person=acting.person).first()
    form = DoorForm(initial=door_initial(profile))
    if request.method == "POST":
        form = DoorForm(request.POST, request.FILES)
        if form.is_valid() and _saved(acting, form):
            messages.success(request, "Saved. This is how your next invitations look.")
            return redirect("checkins:door")
    context = {
        "form": form,
        "me": listeners([acting.person.pk], acting.here, now)[acting.person.pk],
        "length": length_text(acting.here.checkin_minutes),
    }
    return render(request, "checkins/door.html", context)


def _saved(acting: Acting, form: DoorForm) -> bool:
    """Save everything or nothing; a file that is no photo is said beside its field."""
    data = form.cleaned_data
    if data["photo"]:
        try:
            save_photo(program=acting.here, person=acting.person, data=data["photo"].read(), now=timezone.now())
        except NoPhotoError as error:
            form.add_error("photo", str(error))
            return False
    save_door(program=acting.here, person=acting.person, about=data["about"], invitation=data["invitation"])
    return True


@allow(Permission.OWN_SLOTS)
@require_POST
def no_photo(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Take one's photo away."""
    remove_photo(program=acting.here, person=acting.person)
    messages.success(request, "Your photo is gone. Your initials stand in its place.")
    return redirect("checkins:door")


@whoever
@require_safe
def photo(request: HttpRequest, token: str) -> HttpResponse:
    """A listener's photo, for whoever was given its address with a page: an offer's link needs no signing in."""
    try:
        program_id, person_id, key = read_token(token)
    except ValueError:
        raise Http404 from None
    tenancy.enter(program_id=program_id)
    found = ListenerPhoto.objects.filter(person_id=person_id, key=key).first()
    if found is None:
        raise Http404
    return HttpResponse(bytes(found.jpeg), content_type="image/jpeg")
