"""How to reach something, as a page offers it: numbers that a phone can call and addresses that it can write to."""

import re

# Numbers as they are written in the United States, and the two that everybody knows by heart.
_REACHES = re.compile(
    r"(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<phone>(?<![\w.-])(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?![\w-]))"
    r"|(?P<short>(?<=[Cc]all )(?:911|988|211)\b|(?<=or text )988\b)"
)


def parts(reach: str) -> list[tuple[str, str]]:
    """The words of a line, each with where it leads: "tel:+18884090141", "mailto:…", or nothing."""
    found, at = [], 0
    for match in _REACHES.finditer(reach):
        if match.start() > at:
            found.append((reach[at : match.start()], ""))
        found.append((match.group(), _address(match)))
        at = match.end()
    return [*found, (reach[at:], "")] if at < len(reach) else found


def _address(match: re.Match[str]) -> str:
    if match["mail"]:
        return f"mailto:{match['mail']}"
    digits = re.sub(r"\D", "", match.group())
    if match["short"]:
        return f"tel:{digits}"
    return f"tel:+{digits if len(digits) == 11 else f'1{digits}'}"
