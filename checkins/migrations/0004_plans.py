"""What a listener has ready for a conversation, and what was asked last time."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from programs.migration_ops import TenantTable


class Migration(migrations.Migration):
    dependencies = [("checkins", "0003_follow_up_preferences"), ("programs", "0002_tenancy")]

    operations = [
        migrations.CreateModel(
            name="ConversationPlan",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("lines", models.JSONField(default=list)),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="programs.program"
                    ),
                ),
                (
                    "slot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plan", to="checkins.slot"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AskedBefore",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("mark", models.CharField(max_length=64)),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list),
                ),
                ("forget_on", models.DateField()),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="programs.program"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("program", "mark"), name="asked_before_once_a_pair")],
            },
        ),
        TenantTable("conversationplan", same_program=["slot"]),
        TenantTable("askedbefore"),
    ]
