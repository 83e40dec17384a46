"""Addresses of people and roles."""

from django.urls import path

from programs.views import roles

app_name = "programs"
urlpatterns = [
    path("role/", roles.choose_role, name="choose_role"),
    path("second-factor/", roles.second_factor, name="second_factor"),
]
