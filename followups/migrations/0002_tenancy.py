"""Row level security for what was agreed."""

from django.db import migrations

from programs.migration_ops import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0001_wrap_ups_and_tasks"),
        ("checkins", "0002_tenancy"),
        ("programs", "0002_tenancy"),
    ]

    operations = [
        TenantTable("wrapup", same_program=["slot"]),
        TenantTable("sessionmember", same_program=["wrap_up"]),
        TenantTable("task", same_program=["wrap_up"]),
    ]
