"""When a facilitator's own calendar says that they are busy."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from programs.migration_ops import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("checkins", "0008_invitations_and_photos"),
        ("programs", "0004_private_notes_allowed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BusyCalendar",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("sealed", models.TextField()),
                ("due_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "problem",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("address", "ADDRESS"),
                            ("unreachable", "UNREACHABLE"),
                            ("refused", "REFUSED"),
                            ("slow", "SLOW"),
                            ("large", "LARGE"),
                            ("no_calendar", "NO_CALENDAR"),
                            ("sealed", "SEALED"),
                        ],
                        max_length=12,
                    ),
                ),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="programs.program"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BusySpan",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="spans", to="checkins.busycalendar"
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="programs.program"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="busycalendar",
            constraint=models.UniqueConstraint(fields=("program", "person"), name="busycalendar_once"),
        ),
        migrations.AddIndex(
            model_name="busyspan",
            index=models.Index(fields=["calendar", "ends_at"], name="checkins_bu_calenda_dafd61_idx"),
        ),
        migrations.AddConstraint(
            model_name="busyspan",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="busyspan_ends_after_it_starts"
            ),
        ),
        TenantTable("busycalendar"),
        TenantTable("busyspan", same_program=["calendar"]),
    ]
