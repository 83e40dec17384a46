"""App registration."""

from django.apps import AppConfig


class CheckinsConfig(AppConfig):
    name = "checkins"

    def ready(self) -> None:
        from checkins import jobs
        from checkins.actions import follow
        from checkins.kinds import leader, listener, trainee
        from checkins.knowing import met
        from programs.hooks import on_change
        from resources.acquaintance import register_acquaintances

        trainee.register_all()
        register_acquaintances(met)
        listener.register_all()
        leader.register_all()
        jobs.register_all()
        on_change(follow.changed)
