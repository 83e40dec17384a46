"""The demo program: made-up people, a year deep, so that a newcomer sees every role's day within a minute."""

from home.demo.load import AlreadyLoadedError, load
from home.demo.people import SIGN_IN, STORY

__all__ = ["SIGN_IN", "STORY", "AlreadyLoadedError", "load"]
