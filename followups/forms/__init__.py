"""The shape of what is typed about an agreement; no writes."""
