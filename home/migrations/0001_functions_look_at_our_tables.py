"""Functions that run with the owner's rights read the tables of the schema, and never somebody's temporary ones.

With `search_path = public` alone PostgreSQL looks among temporary tables first: whoever got hold of the application's
role could have put one called programs_program in the way, and had the owner read it, and run what stands behind it.
"""

from django.db import migrations

LOOK_AT_OURS = r"""
DO $$
DECLARE found regprocedure;
BEGIN
    FOR found IN
        SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE p.prosecdef AND n.nspname = 'public' AND p.proname LIKE 'hearten\_%'
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', found);
    END LOOP;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0002_tenancy"),
        ("programs", "0005_ends"),
        ("triage", "0002_tenancy"),
    ]

    operations = [migrations.RunSQL(LOOK_AT_OURS, migrations.RunSQL.noop)]
