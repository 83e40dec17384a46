"""App registration."""

from django.apps import AppConfig


class CheckinsConfig(AppConfig):
    name = "checkins"

    def ready(self) -> None:
        from checkins.kinds import listener, trainee

        trainee.register_all()
        listener.register_all()
