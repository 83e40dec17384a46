"""Row level security for contacts, and the sweep's narrow view of mails that wait.

A contact belongs to an institution and perhaps to one of its programs. Whoever stands in a program sees its own and the
institution's; whoever stands in the institution alone (the GME office) reads all and changes the institution's.
"""

from django.db import migrations

from programs.migration_ops import TenantTable

HERE = "institution_id = (SELECT hearten_institution())"
CHANGES = f"{HERE} AND program_id IS NOT DISTINCT FROM (SELECT hearten_program())"
READS = f"{HERE} AND (program_id IS NULL OR coalesce((SELECT hearten_program()), program_id) = program_id)"

DUE = """
CREATE FUNCTION hearten_due_confirmations(moment timestamptz, many integer)
RETURNS TABLE (institution_id uuid, confirmation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$
    SELECT c.institution_id, c.id FROM triage_confirmation c
    WHERE c.state IN ('due', 'sending') AND c.due_at <= moment ORDER BY c.due_at, c.id LIMIT many
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("triage", "0001_initial"), ("programs", "0002_tenancy")]

    operations = [
        TenantTable("contact", using=READS, check=CHANGES, composite=False),
        TenantTable("localpolicy", using=READS, check=CHANGES, composite=False),
        TenantTable("confirmation", using=HERE, composite=False, owner_reads=True),
        migrations.RunSQL(DUE),
    ]
