"""Row level security for goals and learning plans."""

from django.db import migrations

from programs.migration_ops import TenantTable


class Migration(migrations.Migration):
    dependencies = [("resources", "0005_goals"), ("programs", "0002_tenancy")]

    operations = [
        TenantTable("learningplan"),
        TenantTable("goal", same_program=["plan"]),
        TenantTable("goalstep", same_program=["goal"]),
    ]
