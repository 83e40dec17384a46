"""What the purge may do beyond one program's rows, each in a function that checks by the database's own clock.

Access events can be changed and deleted by nobody, the application's role included. Two years are over, or a person left
more than a year ago and nothing happened about them since: only then, and only through here. So whoever takes over the
application cannot hide what they did.
"""

from django.db import migrations

SWEEP = "CREATE POLICY sweep ON programs_membership FOR SELECT TO CURRENT_USER USING (true)"
ENDS = "CREATE POLICY ends ON programs_accessevent TO CURRENT_USER USING (true) WITH CHECK (true)"

FUNCTIONS = """
CREATE FUNCTION hearten_belongs_since(someone uuid, day date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$
    SELECT EXISTS (SELECT FROM programs_membership m
                   WHERE m.person_id = someone AND (m.ends_on IS NULL OR m.ends_on >= day))
$$;
CREATE FUNCTION hearten_seen_since(someone uuid, day date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$
    SELECT EXISTS (SELECT FROM programs_accessevent e
                   WHERE (e.subject_id = someone OR e.actor_id = someone) AND e.at >= day)
$$;
CREATE FUNCTION hearten_gone_people(day date) RETURNS TABLE (person_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$
    SELECT p.id FROM programs_person p
    WHERE p.created_at < day AND NOT hearten_belongs_since(p.id, day) AND NOT hearten_seen_since(p.id, day)
    ORDER BY p.id
$$;
CREATE FUNCTION hearten_old_events(moment timestamptz) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$
    SELECT count(*) FROM programs_accessevent WHERE at < least(moment, now()) - interval '2 years'
$$;
CREATE FUNCTION hearten_purge_events(moment timestamptz) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public AS
$$
    WITH gone AS (
        DELETE FROM programs_accessevent WHERE at < least(moment, now()) - interval '2 years' RETURNING 1
    )
    SELECT count(*) FROM gone
$$;
CREATE FUNCTION hearten_forget_events(someone uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public AS
$$
BEGIN
    IF hearten_belongs_since(someone, current_date - 365) OR hearten_seen_since(someone, current_date - 365) THEN
        RAISE EXCEPTION 'only events of somebody who left more than a year ago are forgotten';
    END IF;
    DELETE FROM programs_accessevent WHERE subject_id = someone;
    UPDATE programs_accessevent SET actor_id = NULL WHERE actor_id = someone;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0004_private_notes_allowed")]

    operations = [migrations.RunSQL(SWEEP), migrations.RunSQL(ENDS), migrations.RunSQL(FUNCTIONS)]
