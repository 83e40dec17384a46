"""Decisions about resources, mentors and plans on plain values: no ORM, no clock."""
