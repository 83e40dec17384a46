"""What triage/ stores."""

from home.inventory.held import Held

# Table name to its fields; the names of columns are separated by blanks.
TABLES: dict[str, list[Held]] = {}
