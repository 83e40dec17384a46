"""Row level security for mentors and mentorships."""

from django.db import migrations

from programs.migration_ops import TenantTable


class Migration(migrations.Migration):
    dependencies = [("resources", "0003_mentors"), ("programs", "0002_tenancy")]

    operations = [
        TenantTable("mentorprofile"),
        TenantTable("mentorship"),
        TenantTable("milestone", same_program=["mentorship"]),
        TenantTable("meeting", same_program=["mentorship"]),
        TenantTable("review", same_program=["mentorship"]),
    ]
