"""The real things around a worker: a Redis, a mail server that counts, and Celery processes that can be killed."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any, Self

from aiosmtpd.controller import Controller
from celery import Celery

from tests.notices.kinds import parsed

ROOT = Path(__file__).parents[2]
# A loaded machine is slow; a working one never needs this long.
PATIENCE = 180.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def until(true: Callable[[], bool], what: str, *, patience: float = PATIENCE, every: float = 0.05) -> None:
    """Wait, and fail by name."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, f"waited {patience:.0f} s for {what}"
        time.sleep(every)


class Redis:
    """A Redis of our own, that keeps nothing."""

    def __init__(self, folder: Path) -> None:
        self.url = f"redis://127.0.0.1:{(port := free_port())}/0"
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        self.queue = Celery(broker=self.url)
        until(self._answers, "Redis")

    def _answers(self) -> bool:
        with suppress(Exception), self.queue.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=1)
            return True
        return False

    def ask(self, task: str, *args: str, queue: str = "celery") -> None:
        """Put a task into a queue, as beat does."""
        self.queue.send_task(f"notices.tasks.{task}", args, queue=queue, ignore_result=True)

    def empty(self) -> None:
        """Lose everything that is queued."""
        import redis

        redis.Redis.from_url(self.url).flushall()

    def at_rest(self) -> bool:
        """Whether the workers have nothing left to do; a sweep still under way would take the next test's messages."""
        import redis

        if redis.Redis.from_url(self.url).llen("celery"):
            return False
        asked = self.queue.control.inspect(timeout=0.5)
        busy = [found for found in (asked.active(), asked.reserved()) if found]
        return bool(busy) and not any(tasks for found in busy for tasks in found.values())

    def stop(self) -> None:
        self.queue.close()
        self.process.terminate()
        self.process.wait()


@dataclass
class MailServer:
    """Takes mail, counts it, and answers some recipients as it is told."""

    answers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    got: list[EmailMessage] = field(default_factory=list)
    tried: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self.controller.start()
        self.url = f"smtp://127.0.0.1:{self.controller.port}"

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _server: object, _session: object, envelope: Any, address: str, _options: object
    ) -> str:
        with self.lock:
            self.tried[address] += 1
        if answer := self.answers.get(address, ""):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's
        import asyncio

        message = BytesParser(policy=policy.default).parsebytes(envelope.content)
        await asyncio.sleep(self.delay)
        with self.lock:
            self.got.append(message)
        return "250 OK"

    def forget(self) -> None:
        """As if nothing had arrived."""
        self.got, self.tried, self.answers, self.delay = [], Counter(), {}, 0.0

    def ids(self) -> Counter[str]:
        """How often each Message-ID arrived."""
        with self.lock:
            return Counter(str(message["Message-ID"]) for message in self.got)

    def told(self) -> list[tuple[str, str, int, Any]]:
        """What calendars were told, in order of arrival: UID, METHOD, SEQUENCE, start."""
        with self.lock:
            return [_told(message) for message in self.got]

    def stop(self) -> None:
        self.controller.stop()


def _told(message: EmailMessage) -> tuple[str, str, int, Any]:
    part = next(part for part in message.walk() if part.get_content_type() == "application/ics")
    calendar, event = parsed(part.get_content())
    return str(event["UID"]), str(calendar["METHOD"]), int(event["SEQUENCE"]), event["DTSTART"].dt


class Worker:
    """A Celery worker in its own process group, so that a kill reaches all of it."""

    def __init__(self, redis: Redis, mail: MailServer, *, pool: str, queue: str = "celery", fault: str = "") -> None:
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "tests.notices.worker",
            "worker",
            "-Q",
            queue,
            "-n",
            f"{queue}@t",
        ]
        command += [*pool.split(), "--loglevel=ERROR", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        environment = {**os.environ, "REDIS_URL": redis.url, "EMAIL_URL": mail.url, "HEARTEN_FAULT": fault}
        environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def died(self) -> bool:
        """Whether it was killed, as a fault asks for."""
        return self.process.poll() == -signal.SIGKILL

    def children(self) -> list[int]:
        """The processes of its pool."""
        found = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False)
        return [int(pid) for pid in found.stdout.split()]

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def die(when: str, *ids: str) -> None:
    """Run tests/notices/dying.py, which ends by a kill."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-m", "tests.notices.dying", when, *ids]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
