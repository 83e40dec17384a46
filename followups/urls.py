"""Addresses of what was agreed."""

from django.urls import path

from followups.views import tasks, wrapups

agreed = [
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/routine/", tasks.routine_task, name="routine_task"),
    path("tasks/<uuid:pk>/", tasks.task, name="task"),
    # A conversation is known by its time: `pk` is the slot's.
    path("wrap-ups/<uuid:pk>/", wrapups.wrap_up, name="wrap_up"),
    path("wrap-ups/<uuid:pk>/not-held/", wrapups.not_held, name="not_held"),
    path("wrap-ups/<uuid:pk>/recap/", wrapups.recap, name="recap"),
]

app_name = "followups"
urlpatterns = [*agreed]
