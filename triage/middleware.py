"""Answers the page for urgent help before session, database, tenant and messages come into play."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from programs.acting import Acting
from triage.copies import refresh_if_old
from triage.device import remember, remember_vouched
from triage.views import help_now

type GetResponse = Callable[[HttpRequest], HttpResponse]


class HelpNowMiddleware:
    """Stands outside of everything that reads or writes something about a person."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.early = {
            reverse("triage:help_now"): help_now.help_now,
            reverse("triage:service_worker"): help_now.service_worker,
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        early = self.early.get(request.path_info)
        if early is not None:
            return early(request)
        response = self.get_response(request)
        acting: Acting | None = getattr(request, "acting", None)
        if acting is not None:
            remember(acting, request, response)
            if settings.HELP_COPIES:
                self._look_again(acting, response)
        else:
            remember_vouched(request, response)
        return response

    def _look_again(self, acting: Acting, response: HttpResponse) -> None:
        """After the answer has left, see whether the copy is still right: nobody waits for it, and no error shows."""
        institution_id, program_id = acting.institution.pk, acting.program.pk if acting.program else None
        closers: list[Callable[[], None]] = response._resource_closers  # type: ignore[attr-defined]  # not in the stubs
        closers.append(lambda: refresh_if_old(institution_id, program_id))
