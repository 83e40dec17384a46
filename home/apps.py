"""App registration."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"

    def ready(self) -> None:
        from home import kinds

        kinds.register_all()
