"""Windows, sealed contributions, pools and answers."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from programs.migration_ops import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0005_notes_tenancy"),
        ("programs", "0002_tenancy"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pool",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("eligible", models.PositiveIntegerField()),
                ("memory", models.BinaryField(default=bytes)),
                ("published_on", models.DateField(null=True)),
                (
                    "themes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("belonging", "belonging"),
                                ("distance", "distance"),
                                ("feedback", "feedback"),
                                ("leaders", "leaders"),
                                ("mentoring", "mentoring"),
                                ("peers", "peers"),
                                ("paperwork", "paperwork"),
                                ("rest", "rest"),
                                ("settling", "settling"),
                                ("teaching", "teaching"),
                                ("customs", "customs"),
                                ("meaning", "meaning"),
                            ],
                            max_length=12,
                        ),
                        default=list,
                    ),
                ),
                (
                    "participation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("most", "most"),
                            ("about half", "about half"),
                            ("fewer than half", "fewer than half"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="programs.institution"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Window",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("eligible", models.PositiveIntegerField()),
                ("memory", models.BinaryField(default=bytes)),
                ("published_on", models.DateField(null=True)),
                (
                    "themes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("belonging", "belonging"),
                                ("distance", "distance"),
                                ("feedback", "feedback"),
                                ("leaders", "leaders"),
                                ("mentoring", "mentoring"),
                                ("peers", "peers"),
                                ("paperwork", "paperwork"),
                                ("rest", "rest"),
                                ("settling", "settling"),
                                ("teaching", "teaching"),
                                ("customs", "customs"),
                                ("meaning", "meaning"),
                            ],
                            max_length=12,
                        ),
                        default=list,
                    ),
                ),
                (
                    "participation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("most", "most"),
                            ("about half", "about half"),
                            ("fewer than half", "fewer than half"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="windows",
                        to="followups.pool",
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
            name="Contribution",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("sealed", models.BinaryField()),
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
                (
                    "window",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="contributions", to="followups.window"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "theme",
                    models.CharField(
                        choices=[
                            ("belonging", "belonging"),
                            ("distance", "distance"),
                            ("feedback", "feedback"),
                            ("leaders", "leaders"),
                            ("mentoring", "mentoring"),
                            ("peers", "peers"),
                            ("paperwork", "paperwork"),
                            ("rest", "rest"),
                            ("settling", "settling"),
                            ("teaching", "teaching"),
                            ("customs", "customs"),
                            ("meaning", "meaning"),
                        ],
                        max_length=12,
                    ),
                ),
                ("action", models.CharField(max_length=240)),
                ("due_on", models.DateField()),
                ("answered_on", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("done", "Done"), ("going_on", "Still going on"), ("let_go", "Let go")],
                        max_length=8,
                    ),
                ),
                ("word", models.CharField(blank=True, max_length=240)),
                ("reviewed_on", models.DateField(null=True)),
                (
                    "by",
                    models.ForeignKey(
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
                    "window",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="followups.window"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="pool",
            constraint=models.UniqueConstraint(fields=("institution", "starts_on"), name="pool_once"),
        ),
        migrations.AddConstraint(
            model_name="pool",
            constraint=models.CheckConstraint(
                condition=models.Q(("published_on__isnull", False), ("themes", []), _connector="OR"),
                name="pool_says_at_the_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.UniqueConstraint(fields=("program", "starts_on"), name="window_once"),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="window_ends_after_it_starts"
            ),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_on__isnull", False), models.Q(("participation", ""), ("themes", [])), _connector="OR"
                ),
                name="window_says_at_the_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_on__isnull", True), ("published_on__gt", models.F("ends_on")), _connector="OR"
                ),
                name="window_is_over_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(fields=("window", "trainee"), name="contribution_once"),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(fields=("window", "theme"), name="answer_once_a_theme"),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", ""), ("reviewed_on__isnull", True), ("word", "")),
                    models.Q(models.Q(("outcome", ""), _negated=True), ("reviewed_on__isnull", False)),
                    _connector="OR",
                ),
                name="answer_reviewed_says_how",
            ),
        ),
        TenantTable("pool", using="institution_id = (SELECT hearten_institution())", composite=False),
        TenantTable("window"),
        TenantTable("contribution", same_program=["window"]),
        TenantTable("answer", same_program=["window"]),
    ]
