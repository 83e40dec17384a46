"""Addresses of the library."""

from django.urls import path

from prompts.views import editing, importing, library

app_name = "prompts"
urlpatterns = [
    path("prompts/", library.library, name="library"),
    path("prompts/prompts.csv", library.export_csv, name="export_csv"),
    path("prompts/prompts.xlsx", library.export_xlsx, name="export_xlsx"),
    path("prompts/add/", editing.add, name="add"),
    path("prompts/import/", importing.import_file, name="import_file"),
    path("prompts/changes/", editing.changes, name="changes"),
    path("prompts/changes/<uuid:pk>/undo/", editing.undo, name="undo"),
    path("prompts/of/<slug:key>/", editing.edit, name="edit"),
    path("prompts/of/<slug:key>/hide/", editing.hide, name="hide"),
    path("prompts/of/<slug:key>/show/", editing.show, name="show"),
    path("prompts/of/<slug:key>/up/", editing.move_up, name="move_up"),
    path("prompts/of/<slug:key>/down/", editing.move_down, name="move_down"),
    path("prompts/of/<slug:key>/restore/", editing.restore, name="restore"),
]
