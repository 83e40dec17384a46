"""The demo's sign-in buttons; with any other settings this address does not exist."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from home.demo import SIGN_IN, STORY
from programs.actions.signing_in import record_sign_in
from programs.fresh import remember_demo_sign_in
from programs.models import Person
from programs.permissions import public


@public
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people, or as the one of a step of its story; nobody else can be signed in as."""
    wanted, path = request.POST.get("email", ""), reverse("home:today")
    steps = {str(number): step for number, step in enumerate(STORY)}
    if step := steps.get(request.POST.get("step", "")):
        wanted, path = step.email, step.path
    if not settings.DEMO or wanted not in {door.email for door in SIGN_IN}:
        raise Http404
    person = Person.objects.filter(email=wanted).first()
    if person is None:
        raise Http404
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    remember_demo_sign_in(request, person)
    record_sign_in(by=person, now=timezone.now())
    return redirect(path)
