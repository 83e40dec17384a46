"""Addresses of people and roles."""

from django.urls import path

from programs.views import roles, settings

app_name = "programs"
urlpatterns = [
    path("role/", roles.choose_role, name="choose_role"),
    path("program/", settings.program_settings, name="settings"),
    path("second-factor/", roles.second_factor, name="second_factor"),
]
