"""Row level security for the tables of people and roles."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

from programs.migration_ops import BY_PROGRAM, CONTEXT_FUNCTIONS, TenantTable

MINE = "SELECT {column} FROM programs_membership WHERE person_id = (SELECT hearten_person())"
BY_INSTITUTION = "institution_id = (SELECT hearten_institution())"

# The one way to find a program without being in it already: by its slug, ids alone, for the command line.
FIND_PROGRAM = """
CREATE FUNCTION hearten_find_program(wanted text) RETURNS TABLE (id uuid, institution_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$
    SELECT p.id, p.institution_id FROM programs_program p JOIN programs_institution i ON i.id = p.institution_id
    WHERE p.slug = wanted OR i.slug || '/' || p.slug = wanted
$$;
CREATE FUNCTION hearten_find_institution(wanted text) RETURNS TABLE (id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT i.id FROM programs_institution i WHERE i.slug = wanted $$;
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(CONTEXT_FUNCTIONS),
        TenantTable(
            "institution",
            using=f"id = (SELECT hearten_institution()) OR id IN ({MINE.format(column='institution_id')})",
            check="id = (SELECT hearten_institution())",
            composite=False,
            owner_reads=True,
        ),
        TenantTable(
            "program",
            using=f"id = (SELECT hearten_program()) OR {BY_INSTITUTION} OR id IN ({MINE.format(column='program_id')})",
            check=BY_INSTITUTION,
            composite=False,
            owner_reads=True,
        ),
        TenantTable(
            "membership",
            using=f"{BY_PROGRAM} OR person_id = (SELECT hearten_person()) OR (program_id IS NULL AND {BY_INSTITUTION})",
            check=f"{BY_INSTITUTION} AND (program_id IS NULL OR {BY_PROGRAM})",
        ),
        TenantTable("supervision"),
        TenantTable("evaluation"),
        TenantTable(
            "accessevent",
            using=f"{BY_PROGRAM} OR (program_id IS NULL AND {BY_INSTITUTION})"
            " OR subject_id = (SELECT hearten_person()) OR actor_id = (SELECT hearten_person())",
            check="true",
        ),
        migrations.RunSQL(FIND_PROGRAM),
    ]
