"""Addresses of messages."""

from django.urls import path

from notices import views

app_name = "notices"
urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<uuid:pk>/", views.message, name="message"),
    path("inbox/settings/", views.settings, name="settings"),
    path("inbox/settings/calendar/", views.feed_on, name="feed_on"),
    path("inbox/settings/calendar/off/", views.feed_off, name="feed_off"),
    path("calendar/<str:secret>.ics", views.feed, name="feed"),
]
