"""The real web server (gunicorn, two processes of many threads) on the test's database; many requests at once."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
# Any secret of this length will do, as long as cookie and form say the same.
FORGERY = "c" * 32


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    cookie: str
    body: str


@dataclass(frozen=True)
class Request:
    path: str
    # None: a GET.
    form: dict[str, str] | None = None
    cookie: str = ""


@contextmanager
def serving(folder: Path) -> Iterator[Path]:
    """A running server; its socket."""
    socket = folder / "web.sock"
    options = ["--workers", "2", "--threads", "16", "--preload", "--backlog", "512", "--log-level", "error"]
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"unix:{socket}", *options]
    process = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), start_new_session=True)
    try:
        _wait_for(socket, process)
        yield socket
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(socket: Path, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"The web server ended with {process.returncode}.")
        if socket.exists() and at_once(socket, [Request("/t/x/")])[0].status == 404:
            return
        time.sleep(0.1)
    raise RuntimeError("The web server did not start.")


def at_once(socket: Path, requests: Sequence[Request]) -> list[Answer]:
    """Send all of them at the same moment; every connection is open before the first byte is written."""
    return asyncio.run(_all(socket, requests))


async def _all(socket: Path, requests: Sequence[Request]) -> list[Answer]:
    start = asyncio.Event()
    ready = asyncio.Barrier(len(requests) + 1)
    tasks = [asyncio.create_task(_one(socket, request, ready, start)) for request in requests]
    await ready.wait()
    start.set()
    return list(await asyncio.gather(*tasks))


async def _one(socket: Path, request: Request, ready: asyncio.Barrier, start: asyncio.Event) -> Answer:
    reader, writer = await _connected(socket)
    await ready.wait()
    await start.wait()
    writer.write(_written(request))
    raw = await asyncio.wait_for(reader.read(), PATIENCE)
    writer.close()
    return _read(raw)


async def _connected(socket: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    # A full backlog refuses at once instead of letting us wait.
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return await asyncio.open_unix_connection(str(socket))
        except (BlockingIOError, ConnectionRefusedError, FileNotFoundError):
            if time.monotonic() > until:
                raise
            await asyncio.sleep(0.02)


def _written(request: Request) -> bytes:
    cookies = "; ".join(filter(None, [f"csrftoken={FORGERY}", request.cookie]))
    head = f"Host: 127.0.0.1\r\nConnection: close\r\nCookie: {cookies}\r\n"
    if request.form is None:
        return f"GET {request.path} HTTP/1.1\r\n{head}\r\n".encode()
    body = urlencode({**request.form, "csrfmiddlewaretoken": FORGERY})
    head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    return f"POST {request.path} HTTP/1.1\r\n{head}\r\n{body}".encode()


def _read(raw: bytes) -> Answer:
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = [(name.lower(), value) for name, _, value in (line.partition(": ") for line in lines[1:])]
    cookies = [value.split(";")[0] for name, value in headers if name == "set-cookie"]
    location = next((value for name, value in headers if name == "location"), "")
    status = int(lines[0].split()[1]) if raw else 0
    return Answer(status, location, "; ".join(cookies), body.decode(errors="replace"))
