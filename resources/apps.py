"""App registration."""

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "resources"

    def ready(self) -> None:
        from prompts.libraries import register_library
        from resources.actions.loading import load
        from resources.library import read

        register_library("resources", read=read, load=load)
