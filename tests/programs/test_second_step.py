"""Setting up a second step: a password from a while ago is not enough for it."""

import pytest
from django.test import Client
from django.urls import reverse

from programs.models import Person

PASSWORD = "a sentence nobody else thinks of"


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create_user(email="ana@riverside.test", password=PASSWORD, first_name="Ana", last_name="Lima")


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn"])
def test_one_shows_again_that_it_is_oneself_and_then_goes_on(client: Client, person: Person, name: str) -> None:
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    asked = client.get(reverse(name))
    assert asked.status_code == 302
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    shown = client.get(asked["Location"])
    assert "show once more that it is you" in shown.content.decode()
    answered = client.post(asked["Location"], {"password": PASSWORD})
    assert answered.status_code == 302
    assert answered["Location"] == reverse(name)
    assert client.get(answered["Location"]).status_code == 200
