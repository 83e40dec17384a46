"""The directory of help that all programs share, and what a program made of it."""

from resources.models.directory import Audience, HandedOver, LinkCheck, LocalResource, Moment, Need, Resource

__all__ = ["Audience", "HandedOver", "LinkCheck", "LocalResource", "Moment", "Need", "Resource"]
