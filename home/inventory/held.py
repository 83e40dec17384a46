"""The words in which the inventory answers: what for, who can see it, when it dies."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """Some fields of one table that share their answers."""

    fields: str
    purpose: str
    viewers: str
    retention: str


ROSTER_VIEWERS = "you; directors, coordinators and the GME office of your program"
WHILE_A_MEMBER = "while you belong to a program, and a year after"
NOBODY = "nobody; the software alone"
WITH_ITS_PROGRAM = "as long as the program uses Hearten"
WITH_ITS_ROUND = "until the round closes"
OWN = "you alone"
