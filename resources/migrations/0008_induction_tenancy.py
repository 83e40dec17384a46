"""Row level security for inductions, first meetings and reflections."""

from django.db import migrations

from programs.migration_ops import TenantTable


class Migration(migrations.Migration):
    dependencies = [("resources", "0007_induction"), ("programs", "0002_tenancy")]

    operations = [
        TenantTable("inductionitem"),
        TenantTable("induction"),
        TenantTable("inductiontask", same_program=["induction"]),
        TenantTable("firstmeeting"),
        TenantTable("reflection"),
    ]
