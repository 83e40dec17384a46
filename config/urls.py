"""Addresses. Those that others rely on are listed in docs/architecture.md and do not change."""

from django.urls import include, path

from home.views.demo import demo_sign_in
from programs.views.closed import closed

urlpatterns = [
    # Nobody adds an address by themselves: somebody else may come with it later, and would land in the wrong account.
    path("accounts/email/", closed, name="account_email_closed"),
    path("accounts/", include("allauth.urls")),
    path("demo/sign-in/", demo_sign_in, name="demo_sign_in"),
    path("", include("home.urls")),
    path("", include("notices.urls")),
    path("", include("programs.urls")),
    path("", include("prompts.urls")),
    path("", include("resources.urls")),
    path("", include("triage.urls")),
    path("", include("checkins.urls")),
    path("", include("followups.urls")),
]
