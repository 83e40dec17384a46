"""Row level security for rounds, slots and seats, and the references that keep a seat's copies true."""

from django.db import migrations

from programs.migration_ops import TenantTable

# A seat's times are its slot's, also after the slot is moved; its trainee is its offer's.
SEAT_COPIES = """
ALTER TABLE checkins_seat ADD CONSTRAINT seat_has_its_slots_times FOREIGN KEY (slot_id, starts_at, ends_at)
    REFERENCES checkins_slot (id, starts_at, ends_at) ON UPDATE CASCADE;
ALTER TABLE checkins_offer ADD CONSTRAINT offer_trainee_uniq UNIQUE (id, trainee_id);
ALTER TABLE checkins_seat ADD CONSTRAINT seat_has_its_offers_trainee FOREIGN KEY (offer_id, trainee_id)
    REFERENCES checkins_offer (id, trainee_id) DEFERRABLE INITIALLY DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("checkins", "0001_initial"), ("programs", "0002_tenancy")]

    operations = [
        TenantTable("round", owner_reads=True),
        TenantTable("listener", same_program=["round"]),
        TenantTable("listenerprofile"),
        TenantTable("blackout"),
        TenantTable("slot", same_program=["round"]),
        TenantTable("offer", same_program=["round", "former_slot"]),
        TenantTable("seat", same_program=["slot", "offer"]),
        TenantTable("roundtally", same_program=["round"]),
        migrations.RunSQL(SEAT_COPIES),
    ]
