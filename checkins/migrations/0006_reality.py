"""Rooms that cannot be used twice, notice, talks instead of a group, rounds for newcomers, opening in the background."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import checkins.models


class Migration(migrations.Migration):
    dependencies = [
        ("checkins", "0005_wishes"),
        ("programs", "0003_cadence_and_reports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="round",
            name="newcomers",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="round",
            name="opening_asked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="round",
            name="opening_step",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="slot",
            name="bookable_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="slot",
            name="part_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parts",
                to="checkins.slot",
            ),
        ),
        migrations.AddField(
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
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(
                    ("mode", "office"),
                    ("withdrawn_at__isnull", True),
                    models.Q(("place__istartswith", "my "), _negated=True),
                ),
                expressions=[
                    ("program", "="),
                    (django.db.models.functions.text.Lower("place"), "="),
                    (
                        checkins.models.TsTzRange(
                            "starts_at", "ends_at", django.contrib.postgres.fields.ranges.RangeBoundary()
                        ),
                        "&&",
                    ),
                ],
                name="slot_in_a_room_overlaps_no_other",
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE checkins_slot ADD CONSTRAINT checkins_slot_part_of_program_fk FOREIGN KEY (program_id, part_of_id)"
            " REFERENCES checkins_slot (program_id, id) DEFERRABLE INITIALLY DEFERRED"
        ),
    ]
