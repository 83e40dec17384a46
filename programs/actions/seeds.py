"""Bringing the seeds of second factors under the newest key (programs/seeds.py)."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from programs.aead import UnreadableError
from programs.keyring import Keyring
from programs.seeds import open_seed, seal_seed, versions_in, with_seeds


@dataclass(slots=True)
class Reseeded:
    """What a run did, in numbers of second factors."""

    rewrapped: int = 0
    unreadable: int = 0


def rotate_seeds(ring: Keyring) -> Reseeded:
    """Seal every seed under the newest version of `ring`; one that does not open is counted and left as it is.

    One second factor a transaction: a run that is killed leaves each either before or after.
    """
    done = Reseeded()
    for pk in list(Authenticator.objects.order_by("pk").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                done.rewrapped += _one(ring, pk)
        except UnreadableError:
            done.unreadable += 1
    return done


@sensitive_variables()
def _one(ring: Keyring, pk: int) -> bool:
    # Using a recovery code locks the same row and writes the same field.
    found = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if found is None or set(versions_in(found.data)) <= {ring.newest}:
        return False
    found.data = with_seeds(found.data, lambda stored: seal_seed(open_seed(stored, ring), ring))
    found.save(update_fields=["data"])
    return True


def versions_used() -> set[str]:
    """The versions that stored seeds need; "" stands for one that is not sealed."""
    return {version for data in Authenticator.objects.values_list("data", flat=True) for version in versions_in(data)}
