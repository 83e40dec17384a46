"""Portraits of the demo's listeners: drawn here, of nobody, so that invitations look as they do in a real program."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw

# Drawn large and made small: edges come out smooth.
SIDE = 896
type Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Face:
    """What tells one from another; colours as #rrggbb. Hair: "bob", "bun", "curls", "short" or "wrap"."""

    ground: str
    skin: str
    hair: str
    shirt: str
    style: str
    beard: bool = False
    glasses: bool = False


# By first name; the others show that initials do as well.
FACES = {
    "Nadia": Face("#e3efec", "#c98f6b", "#2b1d18", "#ad4f28", "bob"),
    "Zoë": Face("#fbeee6", "#eec3a2", "#b9803f", "#17594f", "bun", glasses=True),
    "Dmytro": Face("#dfe7ee", "#e8b894", "#5a4030", "#3b5563", "short", beard=True),
    "Zahra": Face("#f4e6d2", "#7a4a32", "#1d1513", "#17594f", "curls"),
    "Ngozi": Face("#fbeee6", "#8a5636", "#241611", "#b06a2c", "bun"),
    "Björk": Face("#e3efec", "#f0cbb0", "#d9b26a", "#3b5563", "bob", glasses=True),
    "Thandiwe": Face("#e6e3f0", "#6b3f2a", "#c8742f", "#5b3a5e", "wrap"),
}


def portrait(face: Face) -> bytes:
    """A square PNG."""
    picture = Image.new("RGB", (SIDE, SIDE), face.ground)
    draw = ImageDraw.Draw(picture)
    _behind(draw, face)
    draw.rounded_rectangle(_box(100, 655, 796, 1100), 260, fill=face.shirt)
    draw.rounded_rectangle(_box(378, 540, 518, 730), 70, fill=_darker(face.skin))
    draw.ellipse(_box(384, 640, 512, 740), fill=_darker(face.skin))
    for left in (252, 576):
        draw.ellipse(_box(left, 395, left + 68, 495), fill=face.skin)
    draw.ellipse(_box(278, 210, 618, 640), fill=face.skin)
    if face.beard:
        draw.chord(_box(278, 236, 618, 652), 12, 168, fill=face.hair)
        draw.ellipse(_box(344, 420, 552, 560), fill=face.skin)
    _features(draw, face)
    _above(draw, face)
    out = BytesIO()
    picture.crop((118, 60, 778, 720)).resize((448, 448), Image.Resampling.LANCZOS).save(out, format="PNG")
    return out.getvalue()


def _behind(draw: ImageDraw.ImageDraw, face: Face) -> None:
    """Hair that falls behind the head."""
    if face.style == "bob":
        draw.rounded_rectangle(_box(222, 210, 674, 660), 190, fill=face.hair)
    elif face.style == "bun":
        draw.ellipse(_box(358, 70, 538, 250), fill=face.hair)
    elif face.style == "curls":
        for x, y, size in ((330, 230, 150), (448, 180, 165), (566, 230, 150), (262, 340, 125), (634, 340, 125),
                           (256, 440, 95), (640, 440, 95)):  # fmt: skip
            draw.ellipse(_box(x - size, y - size, x + size, y + size), fill=face.hair)


def _above(draw: ImageDraw.ImageDraw, face: Face) -> None:
    """Hair, or a scarf, that lies over the brow."""
    if face.style == "wrap":
        draw.chord(_box(262, 160, 634, 620), 203, 337, fill=face.hair)
        draw.ellipse(_box(420, 90, 600, 250), fill=face.hair)
        draw.arc(_box(266, 190, 630, 640), 212, 328, fill=_darker(face.hair), width=14)
        return
    if face.style == "curls":
        for x in range(312, 600, 54):
            draw.ellipse(_box(x - 50, 196, x + 50, 296), fill=face.hair)
        return
    # The bob is parted at the side, so its edge slants.
    first, last = (186, 318) if face.style == "bob" else (207, 333)
    draw.chord(_box(270, 194, 626, 606), first, last, fill=face.hair)


def _features(draw: ImageDraw.ImageDraw, face: Face) -> None:
    """Eyes, brows, nose and a smile; few lines say enough at this size."""
    ink = "#2a1c17"
    for x in (378, 518):
        draw.ellipse(_box(x - 17, 412, x + 17, 450), fill=ink)
        draw.arc(_box(x - 46, 352, x + 46, 430), 215, 325, fill=_darker(face.hair), width=12)
        if face.glasses:
            draw.ellipse(_box(x - 58, 376, x + 58, 488), outline=ink, width=10)
    if face.glasses:
        draw.line((436, 424, 460, 424), fill=ink, width=10)
    draw.arc(_box(424, 440, 472, 504), 30, 150, fill=_darker(face.skin), width=12)
    draw.chord(_box(382, 480, 514, 584), 20, 160, fill="#ffffff", outline=_darker(face.skin), width=6)


def _box(left: float, top: float, right: float, bottom: float) -> Box:
    return (left, top, right, bottom)


def _darker(colour: str) -> str:
    parts = [int(colour[at : at + 2], 16) * 82 // 100 for at in (1, 3, 5)]
    return "#" + "".join(f"{part:02x}" for part in parts)
