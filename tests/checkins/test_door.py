"""How a listener invites (R68): their own words, a photo made small and anonymous; and a neutral notice for cover."""

import html
from io import BytesIO
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from checkins.access import offer_token
from checkins.models import ListenerPhoto, ListenerProfile, Offer
from checkins.offering import listeners
from checkins.photos import SIDE, NoPhotoError, small
from checkins.rules import presses
from notices.models import Notice
from notices.registry import kind_named
from programs import tenancy
from programs.models import Person, Program
from tests.conftest import TenantClient
from tests.factories import NOW, make_member, make_program
from tests.world import make_offer, make_round, make_slot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]

ADDRESS = "/times/door/"
CANARY = b"41.8781 N, taken by Nadia at home"


def _photo(kind: str = "JPEG", size: tuple[int, int] = (900, 600), mode: str = "RGB") -> bytes:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()
    Image.new(mode, size).save(out, format=kind, exif=exif)
    return out.getvalue()


def _upload(data: bytes, name: str = "me.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Come by, if you like.", ""),
        ("You must come.", "must"),
        ("This talk is MANDATORY for all.", "MANDATORY"),
        ("You have to bring your log book", "have to"),
        ("You don't have to come, and nothing is required.", "required"),
        ("You don't need to prepare. It is not mandatory.", ""),
        ("It isn\u2019t required, and you never have to say why.", ""),
        ("Nobody must say anything.", ""),
        ("Mustard is my favourite.", ""),
    ],
)
def test_an_invitation_makes_no_duty(words: str, found: str) -> None:
    assert presses(words) == found


class TestPhotos:
    @pytest.mark.parametrize(
        ("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB")]
    )
    def test_every_kind_becomes_a_small_square_without_notes(self, kind: str, mode: str) -> None:
        data = _photo(kind, mode=mode)
        made = small(data)
        with Image.open(BytesIO(made)) as picture:
            assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (SIDE, SIDE), {})
        assert CANARY in data
        assert CANARY not in made
        assert len(made) < 30_000

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"GIF89a",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            _photo()[:300],
            b"\x89PNG\r\n\x1a\n" + b"0" * 99,
        ],
        ids=["empty", "gif", "svg", "cut off", "no png"],
    )
    def test_anything_else_is_refused(self, data: bytes) -> None:
        with pytest.raises(NoPhotoError, match="JPEG, PNG or WebP"):
            small(data)

    def test_a_picture_of_too_many_points(self) -> None:
        with pytest.raises(NoPhotoError):
            small(_photo("PNG", (9000, 9000), "1"))


def test_the_page(client: TenantClient, program: Program, mentor: Person) -> None:
    client.acting(mentor)
    data = {"about": " I row  at dawn. ", "invitation": "Tea is on me, if you like.", "photo": _upload(_photo())}
    page = client.post(ADDRESS, data, follow=True).content.decode()
    profile = ListenerProfile.objects.get()
    assert (profile.about, profile.invitation) == ("I row at dawn.", "Tea is on me, if you like.")
    assert "not a test, and not a meeting to fix problems" in page
    shown = listeners([mentor.pk], program, NOW)[mentor.pk].photo
    assert f'src="{shown}"' in page
    # Saving words again keeps the photo; removing it brings the initials back.
    client.post(ADDRESS, {"about": "", "invitation": ""})
    assert ListenerPhoto.objects.count() == 1
    assert "NK" in client.post("/times/door/no-photo/", follow=True).content.decode()
    assert not ListenerPhoto.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"invitation": "You must come."}, "Say it without “must”"),
        ({"invitation": "See https://x.test"}, "Leave out addresses"),
        ({"invitation": "x" * 401}, "400 characters"),
        ({"about": "x" * 181}, "180 characters"),
        ({"photo": b"not a photo"}, "JPEG, PNG or WebP"),
        ({"photo": b""}, "This file is empty."),
        ({"photo": b"0" * (8 * 1024 * 1024 + 1)}, "larger than 8 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_input_saves_nothing_and_keeps_what_was_typed(
    client: TenantClient, mentor: Person, wrong: dict[str, object], said: str
) -> None:
    client.acting(mentor)
    sent = {name: _upload(value) if isinstance(value, bytes) else value for name, value in wrong.items()}
    answer = client.post(ADDRESS, {"about": "I row.", **sent})
    assert answer.status_code == 200
    assert said in html.unescape(answer.content.decode())
    if "about" not in wrong:
        assert "I row." in answer.content.decode()
    assert not ListenerProfile.objects.exists()
    assert not ListenerPhoto.objects.exists()


class TestWhatTheTraineeSees:
    @pytest.fixture
    def offer(self, client: TenantClient, program: Program, mentor: Person) -> Offer:
        data = {"about": "I row.", "invitation": "Tea is on me, if you like.", "photo": _upload(_photo())}
        client.acting(mentor).post(ADDRESS, data)
        client.logout()
        slot = make_slot(make_round(program), mentor)
        return make_offer(slot.round, make_member(program), slot=slot, state=Offer.State.HELD)

    def test_by_the_link_of_a_message_with_the_photo(
        self, client: TenantClient, program: Program, offer: Offer
    ) -> None:
        page = client.get(reverse("checkins:link_offer", args=[offer_token(offer)])).content.decode()
        assert "Tea is on me, if you like." in page
        address = page.partition('src="/faces/')[2].partition('"')[0]
        picture = client.get(f"/faces/{address}")
        assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
        assert picture.content.startswith(b"\xff\xd8")
        # Forged, and of a photo that is gone.
        assert client.get(f"/faces/{address[:-2]}/").status_code == 404
        ListenerPhoto.objects.all().delete()
        assert client.get(f"/faces/{address}").status_code == 404

    def test_the_invitation_is_theirs_with_the_promises_beside(
        self, program: Program, mentor: Person, offer: Offer
    ) -> None:
        notice = Notice(
            program=program, kind="checkins.invitation", subject_id=offer.pk, recipient=offer.trainee, due_at=NOW
        )
        message = kind_named(notice.kind).render(notice)
        assert message.sender_name == mentor.name
        assert "“Tea is on me, if you like.”" in message.text
        for said in ("not a test", "reaches an evaluation, a grade or a rotation", "Saying no is fine"):
            assert said in message.text

    def test_another_program_has_no_such_photo(self, program: Program, mentor: Person, offer: Offer) -> None:
        elsewhere = make_program()
        with tenancy.inside(program=elsewhere):
            assert listeners([mentor.pk], elsewhere, NOW)[mentor.pk].photo == ""

    def test_a_notice_for_cover_says_nothing_of_a_talk(self, client: TenantClient, offer: Offer) -> None:
        client.acting(offer.trainee)
        client.post(reverse("checkins:accept", args=[offer.pk]))
        page = html.unescape(client.get(reverse("checkins:offer", args=[offer.pk])).content.decode())
        words = page.partition("<blockquote>")[2].partition("</blockquote>")[0].strip()
        assert words.startswith("I have education time on Thursday, December 3, 9:00 to 9:20 am, Chicago time.")
        mail = unquote(page.partition('href="mailto:?')[2].partition('"')[0])
        assert mail == f"subject=Education time&body={words}"
        for telling in ("talk", "check-in", "Karimi", "Hearten", "conversation"):
            assert telling.lower() not in words.lower()
