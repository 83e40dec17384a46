"""From an empty program to its first round: what is left to do, worked out from what is there."""
