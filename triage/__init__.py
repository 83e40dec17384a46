"""Where a concern goes, and nothing kept of it."""
