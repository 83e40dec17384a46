"""A listener's own words and photo for invitations."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from programs.migration_ops import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("checkins", "0007_asked_talks"),
        ("programs", "0004_private_notes_allowed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="listenerprofile",
            name="invitation",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.CreateModel(
            name="ListenerPhoto",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("jpeg", models.BinaryField()),
                ("key", models.CharField(max_length=16)),
                ("saved_at", models.DateTimeField()),
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
                "constraints": [models.UniqueConstraint(fields=("program", "person"), name="photo_once")],
            },
        ),
        TenantTable("listenerphoto"),
    ]
