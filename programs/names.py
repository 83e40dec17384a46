"""Names as people search and sort them."""

from anyascii import anyascii


def plain(text: str) -> str:
    """Lower case without accents, for searching: "Øvergård" is "overgard"."""
    return anyascii(text).lower().strip()


def sort_key(last_name: str, first_name: str) -> str:
    """The key that a list of people is ordered by; explicit, since the embedded PostgreSQL has no ICU collations."""
    # Letters of other scripts become several of ours; the column holds 320, more than enough to sort by.
    return f"{plain(last_name)} {plain(first_name)}"[:320]


def initials(first_name: str, last_name: str) -> str:
    """One or two letters for a round badge."""
    return "".join(part.strip()[:1] for part in (first_name, last_name)).upper()
