"""Row level security for messages, and the sweep's narrow views across programs.

CalendarFeed belongs to a person. AccountMail and SweepMark are exempt: no program is known when somebody signs in, and
when the sweep ran is nobody's datum.
"""

from django.db import migrations

from programs.migration_ops import BY_PROGRAM, TenantTable

OWN_PERSON = "person_id = (SELECT hearten_person())"
OWN_MESSAGE = f"{BY_PROGRAM} OR recipient_id = (SELECT hearten_person())"

# Ids and counts alone: what the sweep must know before it enters a program, and whom a calendar address belongs to.
SWEEP = """
CREATE FUNCTION hearten_due_notices(moment timestamptz, many integer)
RETURNS TABLE (institution_id uuid, program_id uuid, notice_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$
    SELECT p.institution_id, n.program_id, n.id
    FROM notices_notice n JOIN programs_program p ON p.id = n.program_id
    WHERE (n.state = 'due' AND n.due_at <= moment)
       OR (n.state IN ('claimed', 'sending') AND n.lease_until <= moment)
    ORDER BY n.due_at, n.id LIMIT many
$$;
CREATE FUNCTION hearten_failed_notices(many integer)
RETURNS TABLE (institution_id uuid, program_id uuid, notice_id uuid, attempts integer, last_error text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$
    SELECT p.institution_id, n.program_id, n.id, n.attempts::integer, n.last_error::text
    FROM notices_notice n JOIN programs_program p ON p.id = n.program_id
    WHERE n.state = 'failed' ORDER BY n.due_at, n.id LIMIT many
$$;
CREATE FUNCTION hearten_outbox(moment timestamptz)
RETURNS TABLE (waiting bigint, oldest timestamptz, failed bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$
    SELECT count(*) FILTER (WHERE state <> 'failed'), min(due_at) FILTER (WHERE state <> 'failed'),
           count(*) FILTER (WHERE state = 'failed')
    FROM notices_notice
    WHERE (state IN ('due', 'claimed', 'sending') AND due_at <= moment) OR state = 'failed'
$$;
CREATE FUNCTION hearten_programs() RETURNS TABLE (institution_id uuid, program_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT p.institution_id, p.id FROM programs_program p ORDER BY p.id $$;
CREATE FUNCTION hearten_feed_owner(hash text) RETURNS TABLE (person_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT f.person_id FROM notices_calendarfeed f WHERE f.token_hash = hash $$;
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("programs", "0002_tenancy")]

    operations = [
        TenantTable("notice", owner_reads=True),
        TenantTable("calendarentry"),
        TenantTable("inboxitem", same_program=["notice"], using=OWN_MESSAGE),
        TenantTable("noticeswitch"),
        TenantTable("jobmark"),
        TenantTable("calendarfeed", using=OWN_PERSON, composite=False, owner_reads=True),
        migrations.RunSQL(SWEEP),
    ]
