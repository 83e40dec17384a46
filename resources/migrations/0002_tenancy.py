"""Row level security for what a program makes of the directory; the shared directory belongs to no program."""

from django.db import migrations

from programs.migration_ops import TenantTable


class Migration(migrations.Migration):
    dependencies = [("resources", "0001_directory"), ("programs", "0002_tenancy")]

    operations = [
        TenantTable("localresource"),
        TenantTable("linkcheck"),
        TenantTable("handedover"),
    ]
