"""App registration."""

from datetime import timedelta

from django.apps import AppConfig


class CheckinsConfig(AppConfig):
    name = "checkins"

    def ready(self) -> None:
        from checkins import jobs
        from checkins.actions import follow
        from checkins.actions.asking import forget_old_asks
        from checkins.actions.busy import hand_out
        from checkins.kinds import asking, leader, listener, reaching, trainee
        from checkins.knowing import met
        from notices.registry import register_job
        from programs.hooks import on_change
        from resources.acquaintance import register_acquaintances

        trainee.register_all()
        register_acquaintances(met)
        listener.register_all()
        leader.register_all()
        reaching.register_all()
        jobs.register_all()
        on_change(follow.changed)
        asking.register_all()
        register_job("checkins.calendars", every=timedelta(minutes=5), run=hand_out)
        register_job("checkins.forget_old_asks", every=timedelta(days=1), run=forget_old_asks)
