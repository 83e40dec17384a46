"""Where Django's own mail goes (config/env.py): into the outbox, and into files where there is no mail server."""

import time
from collections.abc import Sequence
from email import policy
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from notices.actions.accounts import write_account_mail

# A file holds a code in the open; a day is more than enough to read it.
FILES_LIVE = 24 * 60 * 60


class OutboxBackend(BaseEmailBackend):
    """The default mailer: nothing is sent from a request."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        now = timezone.now()
        return sum(write_account_mail(message=message, now=now) for message in email_messages)


class EmlBackend(BaseEmailBackend):
    """Without a mail server (`make run`), each mail becomes a file that a mail program opens, in VAR_DIR/mail."""

    def __init__(self, *, folder: str, **options: Any) -> None:
        super().__init__(**options)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._clear()
        for message in email_messages:
            path = self.folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns() % 10**9:09}.eml"
            path.touch(mode=0o600)
            path.write_bytes(message.message(policy=policy.SMTP).as_bytes())
        return len(email_messages)

    def _clear(self) -> None:
        for old in self.folder.glob("*.eml"):
            if old.stat().st_mtime < time.time() - FILES_LIVE:
                old.unlink(missing_ok=True)
