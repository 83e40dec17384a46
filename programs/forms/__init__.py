"""The shape of input; no writes."""
