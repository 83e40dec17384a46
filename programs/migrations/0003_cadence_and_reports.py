"""What people report about their line of the roster, and whether rounds open themselves."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from programs.migration_ops import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0002_tenancy"),
    ]

    operations = [
        migrations.AddField(
            model_name="program",
            name="rounds_open_themselves",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="RosterReport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", models.CharField(max_length=300)),
                ("made_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
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
            options={
                "indexes": [models.Index(fields=["program", "done_at"], name="programs_ro_program_247c55_idx")],
            },
        ),
        TenantTable("rosterreport"),
    ]
