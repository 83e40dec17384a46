"""Reads of what was agreed. Who may see what is decided here, one reason a line."""
