"""Titles that say even less, for whoever wants them (design.md 6, Words)."""

from dataclasses import replace

from notices.registry import FeedEvent, Message

# The switch's name; stands beside the optional kinds in NoticeSwitch.
TITLES = "notices.titles"
SUBJECT = "A message for you in Hearten"
SUMMARY = "Appointment"


def bare_message(message: Message) -> Message:
    """The message with a subject and calendar title that tell nothing at all."""
    return replace(message, subject=SUBJECT, event=replace(message.event, summary=SUMMARY) if message.event else None)


def bare_event(event: FeedEvent) -> FeedEvent:
    """The same for the personal calendar."""
    return replace(event, summary=SUMMARY)
