"""Row level security for what a program makes of the library; the library itself belongs to no program."""

from django.db import migrations

from programs.migration_ops import TenantTable


class Migration(migrations.Migration):
    dependencies = [("prompts", "0001_initial"), ("programs", "0002_tenancy")]

    operations = [
        TenantTable("localprompt"),
        TenantTable("librarychange", same_program=["undoes"]),
    ]
