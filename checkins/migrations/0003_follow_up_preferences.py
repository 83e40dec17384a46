"""How a trainee would like listeners to go on with them."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from programs.migration_ops import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("checkins", "0002_tenancy"),
        ("programs", "0002_tenancy"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUpPreferences",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "approach",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("listen", "Mostly listen"),
                            ("ask", "Ask me questions"),
                            ("think_along", "Think along and offer ideas"),
                            ("ask_first", "Ask me first what I need that day"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "moment",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("at_once", "I answer best in the moment"),
                            ("reflect", "I like to think first and come back to it"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("set_date", "Let us set a date for the next talk"),
                            ("as_needed", "I reach out when I need to"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "privacy",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("closed_door", "Talk where nobody can overhear us"),
                                ("in_person", "Say it to me, don't write it to me"),
                                ("not_in_front", "Don't mention our talks in front of others"),
                                ("ask_before", "Ask me before you speak to anybody for me"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                    ),
                ),
                (
                    "withheld_topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list
                    ),
                ),
                ("boundaries", models.CharField(blank=True, max_length=160)),
                ("encouraging", models.CharField(blank=True, max_length=160)),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="programs.program"
                    ),
                ),
                (
                    "trainee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("program", "trainee"), name="followuppreferences_once")
                ],
            },
        ),
        TenantTable("followuppreferences"),
    ]
