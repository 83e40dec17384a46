"""App registration."""

from datetime import timedelta

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        from notices.actions.sweeping import purge
        from notices.registry import register_job

        register_job("notices.purge", every=timedelta(days=1), run=purge)
