"""Addresses of what belongs to all."""

from django.urls import path

from home.views import about, health, me, privacy, start, start_program, today

app_name = "home"
urlpatterns = [
    path("", today.today, name="today"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("start/", start.start, name="start"),
    path("start/sample/", start.sample, name="start_sample"),
    path("start/aside/", start.set_aside, name="start_aside"),
    path("institution/programs/add/", start_program.start_program, name="start_program"),
    path("me/", me.me, name="me"),
    path("me/download/", me.download, name="me_download"),
    path("me/delete/", me.delete, name="me_delete"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("about/", about.about, name="about"),
]
