"""The directory of help that all programs share and what a program made of it; mentors and mentorships."""

from resources.models.directory import Audience, HandedOver, LinkCheck, LocalResource, Moment, Need, Resource
from resources.models.mentoring import Kind, Meeting, MentorProfile, Mentorship, Milestone, Review

__all__ = [
    "Audience",
    "HandedOver",
    "Kind",
    "LinkCheck",
    "LocalResource",
    "Meeting",
    "MentorProfile",
    "Mentorship",
    "Milestone",
    "Moment",
    "Need",
    "Resource",
    "Review",
]
