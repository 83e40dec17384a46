"""PostgreSQL and Redis are really stopped, and the page is read with the right contacts all the same."""

import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as django_settings

from launcher.place import ROOT
from launcher.postgres import EmbeddedPostgres
from tests.notices.machines import Redis, free_port, until
from tests.server import DATABASE, SERVER
from tests.server import _named as named

pytestmark = pytest.mark.slow

# Somebody of a program with one contact, and a session to sign in with; run on the server of this test alone.
PREPARE = """
import django; django.setup()
from django.test import Client
from django.conf import settings
from django.db import transaction
from programs import tenancy
from tests.factories import make_program, make_member
from tests.triage.conftest import make_contact
with transaction.atomic():
    program = make_program()
    with tenancy.inside(program=program):
        make_contact(program, name="Psychiatry on call")
    person = make_member(program)
client = Client()
client.force_login(person)
print("SESSION", client.cookies[settings.SESSION_COOKIE_NAME].value)
"""


class Site:
    """A web process of its own, on a database and a queue of its own."""

    def __init__(self, folder: Path) -> None:
        self.server = EmbeddedPostgres.temporary()
        self.server.start()
        self.server.create_database("outage")
        self._copy_tables()
        self.redis = Redis(folder)
        self.port = free_port()
        self.environment = {
            **os.environ,
            "DATABASE_URL": self.server.app_url("outage"),
            "MIGRATE_DATABASE_URL": self.server.owner_url("outage"),
            "REDIS_URL": self.redis.url,
            "VAR_DIR": str(folder),
            "HEARTEN_MODE": "embedded",
            "HEARTEN_DEMO": "0",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        said = self.run("-c", PREPARE)
        self.session = re.findall(r"SESSION (\w+)", said)[0]
        command = ["-m", "gunicorn", "config.wsgi", f"--bind=127.0.0.1:{self.port}", "--worker-class=gthread"]
        self.web = subprocess.Popen([sys.executable, *command, "--no-control-socket"], cwd=ROOT, env=self.environment)
        until(lambda: self.get("/healthz")[0] == 200, "the web process")

    def _copy_tables(self) -> None:
        """What the tests' own database was migrated to: quicker than migrating once more."""
        dump = [str(self.server.programs / "pg_dump"), "--schema-only", "--dbname", named(os.environ[SERVER], DATABASE)]
        restore = [
            str(self.server.programs / "psql"),
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            self.server.superuser_url("outage"),
        ]
        taken = subprocess.run(dump, capture_output=True, check=True)
        subprocess.run(restore, input=taken.stdout, stdout=subprocess.DEVNULL, check=True)

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def get(self, address: str, cookie: str = "") -> tuple[int, str, SimpleCookie]:
        """Status, page and what it set; 0 while nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", address, headers={"Cookie": cookie} if cookie else {})
            answer = connection.getresponse()
            cookies: SimpleCookie = SimpleCookie()
            for line in answer.headers.get_all("Set-Cookie", []):
                cookies.load(line)
            return answer.status, answer.read().decode(), cookies
        except OSError:
            return 0, "", SimpleCookie()
        finally:
            connection.close()

    def stop(self) -> None:
        self.web.terminate()
        self.web.wait()
        self.stop_the_rest()

    def stop_the_rest(self) -> None:
        """The database and the queue."""
        if self.redis.process.poll() is None:
            self.redis.stop()
        self.server.stop()


@pytest.fixture
def site(tmp_path: Path, django_db_setup: None) -> Iterator[Site]:
    started = Site(tmp_path)
    yield started
    started.stop()


def test_with_database_and_queue_stopped_it_shows_the_right_contacts(site: Site, tmp_path: Path) -> None:
    status, _, cookies = site.get("/", f"{django_settings.SESSION_COOKIE_NAME}={site.session}")
    assert status == 200
    device = f"help={cookies['help'].value}"
    # The copy is taken after the answer has left.
    until(lambda: any((tmp_path / "help").glob("p-*.json")), "a copy")
    before = site.get("/help-now/", device)[1]
    assert "Psychiatry on call" in before

    site.stop_the_rest()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(site.environment["DATABASE_URL"])
    assert site.get("/accounts/login/")[0] == 500

    status, after, _ = site.get("/help-now/", device)
    assert status == 200
    assert 'href="tel:3125550142"' in after
    assert 'href="tel:988"' in after
    status, plain, _ = site.get("/help-now/")
    assert (status, "Psychiatry on call" in plain, 'href="tel:988"' in plain) == (200, False, True)
    for address in ("/sw.js", "/static/help.css", "/static/help.js", "/healthz"):
        assert site.get(address)[0] == 200, address
