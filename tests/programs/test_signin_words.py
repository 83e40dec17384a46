"""Signing in: what it says when something is wrong, and that it says the same to everybody."""

import pytest
from django.test import Client
from django.urls import reverse

from programs.models import Person

SENTENCE = "That address and that password do not go together."


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create_user(
        email="ana@riverside.test", password="a sentence nobody else thinks of", first_name="Ana", last_name="Lima"
    )


@pytest.mark.parametrize("address", ["ana@riverside.test", "nobody@riverside.test"])
def test_a_known_and_an_unknown_address_get_the_same_sentence(client: Client, person: Person, address: str) -> None:
    answer = client.post(reverse("account_login"), {"login": address, "password": "wrong"})
    html = answer.content.decode()
    assert SENTENCE in html
    assert f'value="{address}"' in html  # what was typed is kept
    assert "not correct" not in html


def test_an_empty_field_says_what_to_do(client: Client, db: None) -> None:
    html = client.post(reverse("account_login"), {"login": "", "password": ""}).content.decode()
    assert "This field is required" not in html
    assert html.count("Please fill this in.") == 4  # beside each field, and in the summary
