"""Pages that belong to all."""
