"""Addresses of what was agreed, and of private notes."""

from django.urls import path

from followups.views import evidence, notes, tasks, themes, wrapups

agreed = [
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/routine/", tasks.routine_task, name="routine_task"),
    path("tasks/<uuid:pk>/", tasks.task, name="task"),
    # A conversation is known by its time: `pk` is the slot's.
    path("wrap-ups/<uuid:pk>/", wrapups.wrap_up, name="wrap_up"),
    path("wrap-ups/<uuid:pk>/not-held/", wrapups.not_held, name="not_held"),
    path("wrap-ups/<uuid:pk>/recap/", wrapups.recap, name="recap"),
]

noted = [
    path("notes/", notes.notes, name="notes"),
    path("checkins/<uuid:pk>/note/", notes.note, name="note"),
    path("checkins/<uuid:pk>/note/open/", notes.open_note, name="open_note"),
    path("checkins/<uuid:pk>/note/longer/", notes.keep_longer, name="keep_note_longer"),
    path("checkins/<uuid:pk>/note/delete/", notes.delete_note, name="delete_note"),
    path("me/notes/<uuid:pk>/delete/", notes.delete_unread, name="delete_note_unread"),
]

learned = [
    path("themes/", themes.themes_page, name="themes"),
    path("themes/how/", themes.how, name="how_themes_work"),
    path("themes/mine/", themes.my_themes, name="my_themes"),
    path("themes/mine/withdraw/", themes.withdraw, name="withdraw_themes"),
    path("themes/answers/", themes.answers_page, name="theme_answers"),
    path("themes/answers/<uuid:pk>/", themes.review, name="review_answer"),
    path("themes/<uuid:pk>/<str:theme>/", themes.answer, name="answer_theme"),
    path("themes/evidence.pdf", evidence.evidence_pdf, name="evidence_pdf"),
]

app_name = "followups"
urlpatterns = [*agreed, *noted, *learned]
