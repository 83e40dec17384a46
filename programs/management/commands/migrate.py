"""`migrate`, as the role that owns the tables."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate


class Command(DjangoMigrate):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        # Before the migrations, so that the grants that follow them reach the cache's table too.
        call_command("createcachetable", database=options["database"], verbosity=0)
        super().handle(*args, **options)
