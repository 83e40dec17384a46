"""Themes: what a program learns, and never from whom (privacy.md 2). Pure: plain values in, plain values out."""

from followups.themes.catalogue import ALPHABETICAL, BY_KEY, KEYS, THEMES, Lean, Theme, of_lean
from followups.themes.change import Snapshot
from followups.themes.publishing import Contributor, Outcome, publish, snapshot_of

__all__ = [
    "ALPHABETICAL",
    "BY_KEY",
    "KEYS",
    "THEMES",
    "Contributor",
    "Lean",
    "Outcome",
    "Snapshot",
    "Theme",
    "of_lean",
    "publish",
    "snapshot_of",
]
