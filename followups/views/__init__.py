"""Pages of what was agreed."""
