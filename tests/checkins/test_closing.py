"""Ending a round: what is forgotten, and that nobody is left with a talk that is no more."""

from datetime import timedelta

import pytest
from django.urls import reverse

from checkins.actions.rounds import call_off, close_round
from checkins.models import Offer, Round
from notices.models import Notice
from programs.errors import RefusedError
from programs.models import Person, Program
from tests.conftest import TenantClient
from tests.factories import NOW, make_member
from tests.world import make_offer, make_round, make_slot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]


def _of(name: str, round_: Round) -> str:
    return reverse(f"checkins:{name}", args=[round_.pk])


def _page(client: TenantClient, person: Person, address: str) -> str:
    response = client.acting(person).get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_closing_says_what_is_forgotten_and_forgets_it(
    client: TenantClient, program: Program, director: Person, mentor: Person
) -> None:
    round_ = make_round(program)
    make_offer(round_, make_member(program), slot=make_slot(round_, mentor, days=-1), state=Offer.State.ACCEPTED)
    assert "What is forgotten" in _page(client, director, _of("close_round", round_))
    assert Offer.objects.exists()
    page = client.post(_of("close_round", round_), follow=True).content.decode()
    assert "is closed, and every answer is forgotten." in page
    assert not Offer.objects.exists()
    assert "everyone was offered a check-in" in page


@pytest.mark.parametrize("held", [True, False])
def test_a_round_is_not_closed_while_times_are_ahead(
    client: TenantClient, program: Program, director: Person, mentor: Person, held: bool
) -> None:
    round_ = make_round(program)
    slot = make_slot(round_, mentor, days=10)
    offer = make_offer(round_, make_member(program), slot=slot if held else None, state="held" if held else "open")
    assert "Times are offered until Thursday, December 3." in _page(client, director, _of("close_round", round_))
    page = client.post(_of("close_round", round_), follow=True).content.decode()
    assert "Times are still offered until Thursday, December 3." in page
    assert Offer.objects.filter(pk=offer.pk).exists()


def test_times_ahead_can_be_called_off_and_everybody_is_told_before_closing(
    client: TenantClient, program: Program, director: Person, mentor: Person
) -> None:
    round_ = make_round(program)
    offer = make_offer(round_, make_member(program), slot=make_slot(round_, mentor, days=10), state=Offer.State.HELD)
    make_slot(round_, mentor, days=11)
    page = client.acting(director).post(_of("call_off", round_), follow=True).content.decode()
    assert "2 times are called off." in page
    assert [n.kind for n in Notice.objects.filter(recipient=offer.trainee, state="due")] == ["checkins.withdrawn"]
    with pytest.raises(RefusedError, match="within the last hour"):
        close_round(round_=round_, by=director, now=NOW + timedelta(minutes=59))
    close_round(round_=round_, by=director, now=NOW + timedelta(minutes=61))
    assert not Offer.objects.exists()


def test_only_an_open_round_is_called_off(program: Program, director: Person) -> None:
    with pytest.raises(RefusedError, match="open round"):
        call_off(round_=make_round(program, state=Round.State.DRAFT), by=director, now=NOW)


def test_a_coordinator_does_not_close(client: TenantClient, program: Program, coordinator: Person) -> None:
    round_ = make_round(program)
    assert client.acting(coordinator).get(_of("close_round", round_)).status_code == 404
    assert "Close the round" not in _page(client, coordinator, _of("round", round_))
