"""Every write of messages: keyword-only, one transaction. What apps above this one call is named here."""

from notices.actions.feeds import create_feed, revoke_feed
from notices.actions.inbox import mark_all_read, mark_read, set_switches
from notices.actions.outbox import NewNotice, cancel, cancel_many, forget, post, post_all, reschedule, retry

__all__ = [
    "NewNotice",
    "cancel",
    "cancel_many",
    "create_feed",
    "forget",
    "mark_all_read",
    "mark_read",
    "post",
    "post_all",
    "reschedule",
    "retry",
    "revoke_feed",
    "set_switches",
]
