"""`manage.py start_institution SLUG`: an institution with the first person of its GME office."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email, validate_slug
from django.utils import timezone

from programs.actions.members import Name
from programs.actions.starting import Leader, start_institution
from programs.errors import RefusedError
from programs.models import Role


class Command(BaseCommand):
    help = "Start an institution. Its GME office signs in by a mailed code and starts programs in the browser."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="a short name in small letters, such as riverside")
        parser.add_argument("--name", required=True, help="as people know it: Riverside Health System")
        parser.add_argument("--email", required=True, help="the first person of the GME office")
        parser.add_argument("--first-name", required=True)
        parser.add_argument("--last-name", required=True)
        parser.add_argument("--mail-domain", default="", help="the domain that mail comes from")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        try:
            validate_slug(options["slug"])
            validate_email(email)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        office = Leader(email, Name(options["first_name"], options["last_name"]), Role.GME_OFFICE)
        try:
            made = start_institution(
                name=options["name"], slug=options["slug"], email_domain=options["mail_domain"], office=office,
                now=timezone.now(),
            )  # fmt: skip
        except RefusedError as refusal:
            raise CommandError(str(refusal)) from None
        if options["json"]:
            self.stdout.write(json.dumps({"institution": made.slug, "gme_office": email}))
            return
        self.stdout.write(f"{made.name} is there. {email} signs in by a mailed code and starts its programs.")
