"""App registration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        from allauth.account.signals import user_logged_in
        from django import forms

        from programs.adapter import write_down_sign_in
        from programs.grants import grant_to_application

        # Said wherever a form has no sentence of its own, in the forms of libraries too.
        forms.Field.default_error_messages["required"] = "Please fill this in."

        post_migrate.connect(grant_to_application, dispatch_uid="grants")
        user_logged_in.connect(write_down_sign_in, dispatch_uid="sign-ins")
