"""App registration."""

from datetime import timedelta

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "resources"

    def ready(self) -> None:
        from notices.registry import register_job
        from prompts.libraries import register_library
        from resources import goal_kinds, induction_kinds, kinds, mentor_kinds
        from resources.actions import directory, goals, handing, induction, links, reviewing
        from resources.actions.loading import load
        from resources.library import read

        register_library("resources", read=read, load=load)
        kinds.register_all()
        mentor_kinds.register_all()
        goal_kinds.register_all()
        induction_kinds.register_all()
        register_job("resources.links", every=timedelta(hours=1), run=links.hand_out)
        register_job("resources.orphans", every=timedelta(days=1), run=directory.forget_orphans)
        register_job("resources.mentors", every=timedelta(days=1), run=reviewing.daily)
        register_job("resources.plans", every=timedelta(days=1), run=goals.remind)
        register_job("resources.inductions", every=timedelta(days=1), run=induction.daily)
        register_job("resources.purge", every=timedelta(days=1), run=handing.purge)
