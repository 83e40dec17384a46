"""Every pair of colours in use can be read: computed from the Sass tokens, in both schemes."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "static" / "src" / "scss" / "_tokens.scss"

GROUNDS = ("paper", "card", "well", "teal-soft", "apricot-soft")
TEXT_PAIRS = [
    *[(text, ground) for text in ("ink", "soft", "teal") for ground in GROUNDS],
    *[(text, ground) for text in ("teal-strong", "apricot-strong") for ground in ("paper", "card", "well")],
    *[("apricot", ground) for ground in ("paper", "card", "well", "apricot-soft", "teal-soft")],
    ("on-teal", "teal"),
    ("on-teal", "teal-strong"),
    ("on-apricot", "apricot"),
    ("on-apricot", "apricot-strong"),
]
# Not text, but must be seen to be used: a field's edge, the focus ring, a filled check box, the edge of "needs you".
SHAPE_PAIRS = [(shape, ground) for shape in ("edge", "teal", "apricot") for ground in ("paper", "card")]


def tokens(scheme: str) -> dict[str, str]:
    source = TOKENS.read_text(encoding="utf-8")
    block = re.search(rf"\${scheme}-tokens: \((.*?)\n\);", source, re.DOTALL)
    assert block, f"no ${scheme}-tokens map in {TOKENS.name}"
    return dict(re.findall(r'"([a-z-]+)": (#[0-9a-f]{6})', block.group(1)))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, of "#rrggbb"."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read(scheme: str, text: str, ground: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_what_is_used_can_be_seen(scheme: str, shape: str, ground: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[shape], colours[ground]) >= 3


def test_both_schemes_name_the_same_tokens() -> None:
    assert tokens("light").keys() == tokens("dark").keys()
