"""Row level security for private notes, narrower than the program: whoever is signed in sees their own alone.

Without a person in the context (a job, a command) the program's rows are there to be purged and given new keys.
"""

from django.db import migrations

from programs.migration_ops import BY_PROGRAM, TenantTable

PERSON = "(SELECT hearten_person())"
MINE = f"{BY_PROGRAM} AND ({PERSON} IS NULL OR author_id = {PERSON})"
OF_US_TWO = f"{BY_PROGRAM} AND ({PERSON} IS NULL OR author_id = {PERSON} OR trainee_id = {PERSON})"


class Migration(migrations.Migration):
    dependencies = [("followups", "0004_private_notes"), ("programs", "0002_tenancy")]

    operations = [
        TenantTable("notekey", using=MINE),
        TenantTable("privatenote", same_program=["slot"], using=OF_US_TWO),
    ]
