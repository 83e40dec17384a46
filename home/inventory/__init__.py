"""Every stored field: what for, who can see it, when it dies (privacy.md 5).

A test fails on a model field that is not in here, so nothing can be stored without these three answers. The page "What
Hearten holds about me" and the purge read the same table.
"""

from home.inventory import checkins, followups, notices, programs, prompts, resources, triage
from home.inventory.held import Held
from home.inventory.library import LIBRARY

__all__ = ["INVENTORY", "LIBRARY", "Held"]

INVENTORY: dict[str, list[Held]] = {
    **programs.TABLES,
    **notices.TABLES,
    **prompts.TABLES,
    **resources.TABLES,
    **triage.TABLES,
    **checkins.TABLES,
    **followups.TABLES,
}
