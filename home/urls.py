"""Addresses of what belongs to all."""

from django.urls import path

from home.views import about, health, me, privacy, today

app_name = "home"
urlpatterns = [
    path("", today.today, name="today"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("me/", me.me, name="me"),
    path("me/download/", me.download, name="me_download"),
    path("me/delete/", me.delete, name="me_delete"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("about/", about.about, name="about"),
]
