"""When, how and with whom trainees would like to talk."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from programs.migration_ops import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("checkins", "0004_plans"),
        ("programs", "0002_tenancy"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonWish",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("wish", models.CharField(choices=[("gladly", "Gladly"), ("never", "Never")], max_length=6)),
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
                (
                    "trainee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("program", "trainee", "person"), name="personwish_once"),
                    models.CheckConstraint(
                        condition=models.Q(("trainee", models.F("person")), _negated=True),
                        name="personwish_is_about_somebody_else",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SchedulingPreferences",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("same_listener", models.BooleanField(default=False)),
                (
                    "formats",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("one_on_one", "One on one"), ("group", "Small group")], max_length=12
                        ),
                        blank=True,
                        default=list,
                    ),
                ),
                (
                    "modes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("office", "In an office"),
                                ("cafe", "Over coffee"),
                                ("walk", "On a walk"),
                                ("video", "By video"),
                                ("phone", "By phone"),
                            ],
                            max_length=8,
                        ),
                        blank=True,
                        default=list,
                    ),
                ),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("mentor", "A mentor"),
                                ("wellness", "A wellness lead"),
                                ("leader", "A program director"),
                            ],
                            max_length=8,
                        ),
                        blank=True,
                        default=list,
                    ),
                ),
                (
                    "good_parts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("early", "Before 9 am"),
                                ("morning", "9 am to noon"),
                                ("noon", "Noon to 2 pm"),
                                ("afternoon", "2 to 5 pm"),
                                ("evening", "After 5 pm"),
                            ],
                            max_length=9,
                        ),
                        blank=True,
                        default=list,
                    ),
                ),
                (
                    "bad_parts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("early", "Before 9 am"),
                                ("morning", "9 am to noon"),
                                ("noon", "Noon to 2 pm"),
                                ("afternoon", "2 to 5 pm"),
                                ("evening", "After 5 pm"),
                            ],
                            max_length=9,
                        ),
                        blank=True,
                        default=list,
                    ),
                ),
                (
                    "bad_weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), blank=True, default=list
                    ),
                ),
                (
                    "again_with",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    models.UniqueConstraint(fields=("program", "trainee"), name="schedulingpreferences_once"),
                    models.CheckConstraint(
                        condition=models.Q(("same_listener", True), ("again_with__isnull", True), _connector="OR"),
                        name="schedulingpreferences_again_only_if_wished",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("good_parts__overlap", models.F("bad_parts")), _negated=True),
                        name="schedulingpreferences_good_or_bad",
                    ),
                ],
            },
        ),
        TenantTable("schedulingpreferences"),
        TenantTable("personwish"),
    ]
