"""Pages of rounds, times and talks."""
