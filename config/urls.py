"""Addresses. Those that others rely on are listed in docs/architecture.md and do not change."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("programs.urls")),
]
