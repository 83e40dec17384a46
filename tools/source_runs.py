"""Writes the hashes by which tests tell that no text of ours shares eight words in a row with a source document.

    python tools/source_runs.py FOLDER

The sources are protected and never part of the repository: what is kept is a salted hash of each run of eight words,
cut short and sorted, from which nothing can be read. Endnotes and references are left out: a title is a fact.
"""

import hashlib
import re
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "tests" / "data" / "source-runs.txt"
RUN = 8
DIGITS = 12
_REFERENCES = re.compile(r"^\W*(endnotes|references)\W*$", re.IGNORECASE | re.MULTILINE)


def words(text: str) -> list[str]:
    """The words of a text, small, without punctuation; an apostrophe belongs to its word."""
    return re.findall(r"[a-z0-9]+", re.sub(r"['\u2019]", "", text.lower()))


def runs(text: str) -> Iterator[str]:
    """Each run of eight words."""
    found = words(text)
    for at in range(len(found) - RUN + 1):
        yield " ".join(found[at : at + RUN])


def digest(salt: str, run: str) -> str:
    """A run's hash, cut short."""
    return hashlib.sha256(f"{salt}:{run}".encode()).hexdigest()[:DIGITS]


def main(arguments: list[str]) -> int:
    """Read every text of the folder and write the hashes; returns the exit status."""
    if len(arguments) != 1 or not (files := sorted(Path(arguments[0]).glob("*.txt"))):
        print(__doc__, file=sys.stderr)
        return 2
    salt = secrets.token_hex(8)
    found: set[str] = set()
    for file in files:
        text = _REFERENCES.split(file.read_text(encoding="utf-8"))[0]
        found |= {digest(salt, run) for run in runs(text)}
    OUT.write_text("\n".join([salt, *sorted(found)]) + "\n")
    print(f"{len(found)} runs of {RUN} words from {len(files)} texts: {OUT.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
