"""The directory of help that all programs share and what a program made of it; mentors, goals, plans, inductions."""

from resources.models.directory import Audience, HandedOver, LinkCheck, LocalResource, Moment, Need, Resource
from resources.models.goals import Goal, GoalStep, LearningPlan
from resources.models.induction import (
    FirstMeeting,
    Induction,
    InductionItem,
    InductionTask,
    Part,
    Reflection,
    Who,
)
from resources.models.mentoring import Kind, Meeting, MentorProfile, Mentorship, Milestone, Review

__all__ = [
    "Audience",
    "FirstMeeting",
    "Goal",
    "GoalStep",
    "HandedOver",
    "Induction",
    "InductionItem",
    "InductionTask",
    "Kind",
    "LearningPlan",
    "LinkCheck",
    "LocalResource",
    "Meeting",
    "MentorProfile",
    "Mentorship",
    "Milestone",
    "Moment",
    "Need",
    "Part",
    "Reflection",
    "Resource",
    "Review",
    "Who",
]
