"""App registration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        from programs.grants import grant_to_application

        post_migrate.connect(grant_to_application, dispatch_uid="grants")
