"""Addresses of the directory."""

from django.urls import path

from resources.views import directory, handing, importing, keeping, mentors, room, words

app_name = "resources"
urlpatterns = [
    path("mentors/", mentors.mentors, name="mentors"),
    path("mentors/me/", mentors.own_profile, name="own_profile"),
    path("mentors/guide/", words.guide, name="guide"),
    path("mentors/words/", words.words, name="words"),
    path("mentors/ask/<uuid:pk>/", mentors.ask, name="ask"),
    path("mentors/with/<uuid:pk>/", room.room, name="room"),
    path("mentors/with/<uuid:pk>/withdraw/", room.withdraw, name="withdraw"),
    path("mentors/with/<uuid:pk>/accept/", room.accept, name="accept"),
    path("mentors/with/<uuid:pk>/lead-on/", room.lead_on, name="lead_on"),
    path("mentors/with/<uuid:pk>/steps/", room.steps, name="steps"),
    path("mentors/with/<uuid:pk>/focus/", room.focus, name="focus"),
    path("mentors/with/<uuid:pk>/milestones/", room.milestone, name="milestone"),
    path("mentors/with/<uuid:pk>/meetings/", room.meeting, name="meeting"),
    path("mentors/with/<uuid:pk>/review/", room.review, name="review"),
    path("mentors/with/<uuid:pk>/part/", room.part, name="part"),
    path("mentors/milestones/<uuid:pk>/done/", room.tick_milestone, name="tick_milestone"),
    path("mentors/meetings/<uuid:pk>/call-off/", room.call_off, name="call_off"),
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
