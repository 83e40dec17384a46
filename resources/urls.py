"""Addresses of the directory."""

from django.urls import path

from resources.views import directory, handing, importing, keeping

app_name = "resources"
urlpatterns = [
    path("resources/", directory.directory, name="directory"),
    path("resources/export/", directory.export, name="export"),
    path("resources/add/", keeping.add, name="add"),
    path("resources/import/", importing.import_file, name="import_file"),
    path("resources/look-over/", keeping.look_over, name="look_over"),
    path("resources/handed/", handing.handed, name="handed"),
    path("resources/handed/<uuid:pk>/put-away/", handing.put_away, name="put_away"),
    path("resources/of/<slug:key>/", keeping.edit, name="edit"),
    path("resources/of/<slug:key>/hide/", keeping.hide, name="hide"),
    path("resources/of/<slug:key>/show/", keeping.show, name="show"),
    path("resources/of/<slug:key>/first/", keeping.first, name="first"),
    path("resources/of/<slug:key>/up/", keeping.move_up, name="move_up"),
    path("resources/of/<slug:key>/down/", keeping.move_down, name="move_down"),
    path("resources/of/<slug:key>/restore/", keeping.restore, name="restore"),
    path("resources/of/<slug:key>/looked/", keeping.looked, name="looked"),
    path("resources/of/<slug:key>/remove/", keeping.remove, name="remove"),
    path("resources/of/<slug:key>/hand-over/", handing.hand_over, name="hand_over"),
]
