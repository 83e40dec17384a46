"""Addresses of triage."""

from django.urls import path

from triage.views import help_now

app_name = "triage"

urlpatterns = [
    path("help-now/", help_now.help_now, name="help_now"),
    path("sw.js", help_now.service_worker, name="service_worker"),
]
