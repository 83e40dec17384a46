"""A talk that a trainee asks for, and the round of its times."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from programs.migration_ops import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("checkins", "0006_reality"),
        ("programs", "0004_private_notes_allowed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Ask",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for times"),
                            ("answered", "Times are offered"),
                            ("cannot", "Whoever was asked cannot now"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("person_cannot", models.BooleanField(default=False)),
                ("backup_cannot", models.BooleanField(default=False)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="round",
            name="round_opens_with_a_called_safety_number",
        ),
        migrations.AddField(
            model_name="round",
            name="asked",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="slot",
            name="withdrawn_why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("given_back", "Given back"),
                    ("away", "The listener is away"),
                    ("day", "The day is called off"),
                    ("left", "The listener left"),
                    ("called_off", "The round was called off"),
                    ("moved", "The clocks of the program were changed"),
                    ("split", "Held as single talks"),
                    ("unchosen", "Another one was chosen"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "draft"),
                    ("asked", True),
                    models.Q(models.Q(("safety_number", ""), _negated=True), ("safety_attested_at__isnull", False)),
                    _connector="OR",
                ),
                name="round_opens_with_a_called_safety_number",
            ),
        ),
        migrations.AddField(
            model_name="ask",
            name="backup",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ask",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="ask",
            name="program",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="programs.program"
            ),
        ),
        migrations.AddField(
            model_name="ask",
            name="round",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="ask", to="checkins.round"
            ),
        ),
        migrations.AddField(
            model_name="ask",
            name="trainee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="ask",
            index=models.Index(fields=["person"], name="checkins_as_person__af585e_idx"),
        ),
        migrations.AddIndex(
            model_name="ask",
            index=models.Index(fields=["backup"], name="checkins_as_backup__dd81c0_idx"),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")), fields=("program", "trainee"), name="ask_one_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("trainee", models.F("person")), _negated=True),
                    models.Q(("trainee", models.F("backup")), _negated=True),
                ),
                name="ask_is_of_somebody_else",
            ),
        ),
        TenantTable("ask", same_program=["round"]),
    ]
