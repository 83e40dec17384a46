"""Single cells: what may stand in one, and how it is cleaned."""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from programs.rosterfile.errors import CellError
from programs.rosterfile.shapes import Cell

MAX_NAME = 100
MAX_TITLE = 100
MAX_EMAIL = 254
# A spreadsheet takes a cell that begins so for a formula, also in full width, also behind the apostrophe of an export.
FORMULA_STARTS = "=+-@＝＋－＠"  # noqa: RUF001  # full width on purpose
_FORMULA = re.compile(rf"[\s']*[{re.escape(FORMULA_STARTS)}]")
_MARKUP = re.compile(r"[<>]|&#|&(lt|gt|amp|quot);", re.IGNORECASE)
# How people write "nothing" into a cell; words such as "Na" or "None" are names too.
_NOTHING = re.compile(r"[-\u2010-\u2015./\s]*|n/a|n\.a\.|\(blank\)", re.IGNORECASE)
_CREDENTIALS = re.compile(
    r"(md|do|mbbs|mbb?ch(b|ir)?|phd|mph|ms|msc|mba|mha|mhs|msed|mpp|meng|med|rn|ba|bs|bsn|dnp|np|pa|pac|dds|dmd"
    r"|pharmd|edd|psyd|jd|lcsw|facp|faap|frcp|mrcp)"
)
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv"])


def clean(cell: Cell) -> str:
    """The text of a cell: composed (NFC), single spaces, nothing invisible, and "" where it says "none"."""
    if isinstance(cell, date):
        return cell.isoformat()
    text = unicodedata.normalize("NFC", cell)
    text = "".join(" " if letter.isspace() else letter for letter in text if not _invisible(letter))
    text = " ".join(text.split())
    return "" if _NOTHING.fullmatch(text) else text


def seen(line: str) -> str:
    """A line as it is typed, composed, without what is invisible."""
    return "".join(letter for letter in unicodedata.normalize("NFC", line) if not _invisible(letter))


def _invisible(letter: str) -> bool:
    # Joiners belong to names in some scripts; other format and control characters hide or turn text around.
    return unicodedata.category(letter) in ("Cf", "Cc") and not letter.isspace() and letter not in "\u200c\u200d"


def refuse_code(text: str, what: str) -> None:
    """Raise CellError for text that a spreadsheet would run or a page could take for markup; it is never repeated."""
    if _FORMULA.match(text):
        raise CellError(f"The {what} begins like a formula. Write it as plain text, without = + - or @ in front.")
    if _MARKUP.search(text):
        raise CellError(f"The {what} contains < or > or other markup. Write it as plain text.")


def quoted(text: str) -> str:
    """A cell's text inside a sentence, cut to a length that stays readable."""
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"


def read_email(text: str) -> str:
    """An address in lower case. Raises CellError."""
    if not text:
        raise CellError("There is no e-mail address. Add one: it is how this person signs in.")
    address = text.removeprefix("mailto:").strip(" ;,").lower()
    if address.count("@") > 1:
        raise CellError("There is more than one e-mail address. Keep the one this person signs in with.")
    try:
        EmailValidator()(address)
    except ValidationError:
        raise CellError(
            f"{quoted(text)} is not an e-mail address. Correct it, for example to name@hospital.edu."
        ) from None
    if len(address) > MAX_EMAIL:
        raise CellError(f"The e-mail address is longer than {MAX_EMAIL} characters. Correct it.")
    return address


def without_credentials(text: str) -> str:
    """ "Smith, MD" is "Smith": degrees after a comma are not part of a name."""
    first, *others = (part.strip() for part in text.split(","))
    # The first part is always a name: "Do" and "Ms" are degrees only behind a comma.
    return ", ".join([first, *(part for part in others if part and not _is_credential(part))])


def _is_credential(part: str) -> bool:
    words = re.sub(r"[.\-]", "", part).lower().replace("/", " ").split()
    return bool(words) and all(_CREDENTIALS.fullmatch(word) for word in words)


def split_name(text: str) -> tuple[str, str]:
    """First and last name of "Last, First" or "First Last"; a single word is a last name.

    Without a comma the last word is the last name, with the small words before it ("Jan van der Berg").
    """
    parts = [part.strip() for part in without_credentials(text).split(",")]
    suffix = "".join(f" {part}" for part in parts[1:] if part.rstrip(".").lower() in _SUFFIXES)
    parts = [parts[0], *(part for part in parts[1:] if part.rstrip(".").lower() not in _SUFFIXES)]
    if len(parts) > 1:
        return " ".join(parts[1:]), parts[0] + suffix
    words = parts[0].split()
    cut = len(words) - 1
    if cut > 1 and words[cut].rstrip(".").lower() in _SUFFIXES:
        cut -= 1
    while cut > 1 and PARTICLES.fullmatch(words[cut - 1].lower()):
        cut -= 1
    return " ".join(words[:cut]), " ".join(words[cut:]) + suffix


PARTICLES = re.compile(r"van|von|de[rn]|te[rn]?|zu[mr]?|de|del|dell[ao]|d[oa]s|d[aoiu]|bint?|ibn|e|y|la")
# Not small when they come first in the United States ("La Rosa", "Di Maggio", "Te").
_SMALL_ONLY_AFTER = frozenset(["la", "di", "te", "e", "y"])


def in_capitals(text: str) -> bool:
    """Whether a text is written in capitals only, so that it doesn't tell which letters are large."""
    return sum(letter.isalpha() for letter in text) > 1 and text.upper() == text and text.lower() != text


def repair_capitals(text: str, *, family: bool) -> str:
    """ "O'CONNOR" is "O'Connor", "VAN DER BERG" is "van der Berg"; a text that is not all capitals stays as it is.

    Two letters as a first name may be initials ("AJ", "TJ"): they stay when no vowel, or a J, says otherwise.
    """
    if not in_capitals(text):
        return text
    if not family and len(text) == 2 and (text[1] == "J" or not set(text) & set("AEIOUYÄÖÜİ")):
        return text
    words = text.split(" ")
    last = len(words) - 1
    return " ".join(_word(word, small=family and at < last, first=at == 0) for at, word in enumerate(words))


def _word(word: str, *, small: bool, first: bool) -> str:
    plain = word.lower()
    if small and PARTICLES.fullmatch(plain) and not (first and plain in _SMALL_ONLY_AFTER):
        return plain
    if plain.rstrip(".") in ("ii", "iii", "iv"):
        return word
    pieces = re.split(r"([-'’.\u02bb\u02bc])", word)  # noqa: RUF001  # apostrophes people type
    return "".join(_piece(piece, turkish=bool(set(word) & set("İĞ"))) for piece in pieces)


def _piece(piece: str, *, turkish: bool) -> str:
    """One run of letters: the first stays large, the rest become small, by Turkish rules where letters say so."""
    if not piece:
        return piece
    rest = piece[1:].replace("İ", "i")
    if turkish:
        rest = rest.replace("I", "ı")  # noqa: RUF001  # the Turkish letter
    if piece.startswith("MC") and len(piece) > 3:
        return "Mc" + piece[2] + piece[3:].lower()
    return piece[0] + rest.lower()
