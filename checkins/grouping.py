"""What holds in a session of a few, and when sessions suit a program: words for people."""

from programs.models import Program
from prompts.shelf import shelf_of

# Up to so many trainees everybody can be heard alone; from so many on, a session hears what many share.
SMALL, LARGE = 20, 40


def ground_rules(program: Program) -> list[str]:
    """The norms of a group in the program's own words, shown before and at the start (R13, R14)."""
    return [entry.text for entry in shelf_of(program).words("norms")]


def format_advice(trainees: int) -> str:
    """Which formats suit a program of that size, in a sentence or two (R69)."""
    if trainees <= SMALL:
        return f"With {trainees} trainees, one on one suits best: everybody can be heard, and it is personal."
    if trainees < LARGE:
        return f"With {trainees} trainees, both work: one on one for what is personal, a group for what many share."
    return (
        f"With {trainees} trainees, offer both: groups hear quickly what many share, and one on one stays for what is"
        " personal."
    )
