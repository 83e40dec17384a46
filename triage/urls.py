"""Addresses of triage. Whoever keeps access logs leaves out everything below /help-now/ (docs/operations.md)."""

from django.urls import path

from triage.views import confirming, contacts, help_now, papers

app_name = "triage"

urlpatterns = [
    path("help-now/", help_now.help_now, name="help_now"),
    path("sw.js", help_now.service_worker, name="service_worker"),
    path("help-now/card.pdf", papers.card, name="card_pdf"),
    path("help-now/poster.pdf", papers.poster, name="poster_pdf"),
    path("help-now/contacts/", contacts.contacts, name="contacts"),
    path("help-now/contacts/add/", contacts.add, name="add_contact"),
    path("help-now/contacts/<uuid:pk>/", contacts.change, name="contact"),
    path("help-now/contacts/<uuid:pk>/remove/", contacts.remove, name="remove_contact"),
    path("help-now/contacts/<uuid:pk>/ask/", contacts.ask, name="ask_contact"),
    path("help-now/contacts/<uuid:pk>/called/", contacts.called, name="called_contact"),
    path("help-now/contacts/<uuid:pk>/came-back/", contacts.came_back, name="mail_came_back"),
    path("help-now/policies/", contacts.policies, name="policies"),
    path("help-now/confirm/<str:token>/", confirming.confirm, name="confirm"),
]
