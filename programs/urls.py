"""Addresses of people and roles."""

from django.urls import path

from programs.views import events, people, person, reports, roles, roster_import, rotations, settings

app_name = "programs"
urlpatterns = [
    path("role/", roles.choose_role, name="choose_role"),
    path("program/", settings.program_settings, name="settings"),
    path("second-factor/", roles.second_factor, name="second_factor"),
    path("people/", people.people, name="people"),
    path("people/me/", people.my_place, name="my_place"),
    path("people/me/wrong/", reports.report_line, name="report_line"),
    path("people/reports/", reports.reports, name="reports"),
    path("people/reports/<uuid:pk>/done/", reports.report_done, name="report_done"),
    path("people/add/", person.add_person, name="add_person"),
    path("people/export/", people.export_people, name="export_people"),
    path("people/import/", roster_import.upload, name="import_roster"),
    path("people/import/check/", roster_import.look, name="check_roster"),
    path("people/<uuid:pk>/", person.person, name="person"),
    path("people/<uuid:pk>/role/", person.add_role, name="add_role"),
    path("people/roles/<uuid:pk>/", person.change_role, name="change_role"),
    path("people/roles/<uuid:pk>/end/", person.end_role, name="end_role"),
    path("people/rotations/", rotations.rotations, name="rotations"),
    path("people/rotations/add/", rotations.add, name="add_rotation"),
    path("people/rotations/export/", rotations.export, name="export_rotations"),
    path("people/rotations/import/", rotations.upload, name="import_rotations"),
    path("people/rotations/import/check/", rotations.look, name="check_rotations"),
    path("people/rotations/<uuid:pk>/remove/", rotations.remove, name="remove_rotation"),
    path("institution/events/", events.events, name="events"),
    path("institution/<uuid:program_pk>/people/", people.people_of_program, name="people_of_program"),
    path("institution/<uuid:program_pk>/rotations/", rotations.rotations_of_program, name="rotations_of_program"),
]
