"""Mail, file and feed tell a calendar of one and the same event."""

import time_machine
from django.urls import reverse

from checkins.access import offer_token
from checkins.actions import offers
from notices.actions import create_feed, set_switches, sweeping
from notices.models import CalendarEntry
from notices.titles import SUMMARY, TITLES
from programs import tenancy
from tests.conftest import TenantClient
from tests.factories import NOW
from tests.world import make_world


def test_the_file_and_the_feed_are_the_event_that_the_mail_put_in(client: TenantClient) -> None:
    world = make_world()
    offer = world.offers[0]
    with time_machine.travel(NOW, tick=False), tenancy.inside(program=world.program):
        address = reverse("checkins:link_calendar_file", args=[offer_token(offer)])
        before = client.get(address).content.decode()
        offers.accept(offer=offer, now=NOW)
        sweeping.run_inline(now=NOW)
        entry = CalendarEntry.objects.get(person=offer.trainee)
        with tenancy.inside(person_id=offer.trainee_id):
            secret = create_feed(by=offer.trainee, now=NOW)
        feed = client.get(reverse("notices:feed", args=[secret])).content.decode()
        after = client.get(address).content.decode()
        assert all(entry.uid in text for text in (before, after, feed))
        assert SUMMARY not in after
        set_switches(program=world.program, by=offer.trainee, off={TITLES})
        assert f"SUMMARY:{SUMMARY}" in client.get(address).content.decode()
