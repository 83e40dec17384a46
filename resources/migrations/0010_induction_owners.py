"""Lines of an induction that somebody sees to by name."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("resources", "0009_why_mentorships_end"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        operation
        for name, table in (("inductionitem", "item"), ("inductiontask", "task"))
        for operation in (
            migrations.AddField(
                model_name=name,
                name="owner",
                field=models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            migrations.AddConstraint(
                model_name=name,
                constraint=models.CheckConstraint(
                    condition=Q(owner__isnull=True) | ~Q(who="trainee"), name=f"induction_{table}_owner_is_staff"
                ),
            ),
        )
    ]
