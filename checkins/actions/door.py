"""How a listener invites: two lines about themselves, words of their own, a photo (R68)."""

from datetime import datetime

from django.db import transaction

from checkins.models import ListenerPhoto, ListenerProfile
from checkins.photos import key_of, small
from programs.models import Person, Program


def save_door(*, program: Program, person: Person, about: str, invitation: str) -> ListenerProfile:
    """Write the lines that trainees read beside this person's times and in their invitations."""
    words = {"about": about.strip(), "invitation": invitation.strip()}
    profile, _ = ListenerProfile.objects.update_or_create(program=program, person=person, defaults=words)
    return profile


def save_photo(*, program: Program, person: Person, data: bytes, now: datetime) -> ListenerPhoto:
    """Keep a photo, made small. Raises photos.NoPhotoError for what is none."""
    jpeg = small(data)
    values = {"jpeg": jpeg, "key": key_of(jpeg), "saved_at": now}
    with transaction.atomic():
        photo, _ = ListenerPhoto.objects.update_or_create(program=program, person=person, defaults=values)
    return photo


def remove_photo(*, program: Program, person: Person) -> None:
    """Forget the photo; initials stand in its place again."""
    ListenerPhoto.objects.filter(program=program, person=person).delete()
