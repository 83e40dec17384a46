"""App registration."""

from datetime import timedelta

from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "followups"

    def ready(self) -> None:
        from checkins.heard import register_source
        from followups import kinds
        from followups.actions import gathering, looking
        from followups.published import told_at_the_door
        from notices.registry import register_job

        register_source(told_at_the_door)
        kinds.register_all()
        register_job("followups.look_after", every=timedelta(hours=1), run=looking.look_after)
        register_job("followups.themes", every=timedelta(days=1), run=gathering.nightly)
