"""Addresses of what belongs to all."""

from django.urls import path

from home.views import privacy, today

app_name = "home"
urlpatterns = [
    path("", today.today, name="today"),
    path("privacy/", privacy.privacy, name="privacy"),
]
