"""What can be shown of the containers without an engine to run them: the files agree, and the roles come out right."""

import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from launcher.place import ROOT
from launcher.postgres import NAMELESS_LOG, EmbeddedPostgres

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
APP = ("migrate", "web", "worker", "beat")
ASKED_FOR = re.compile(r"(?<!\$)\$\{(\w+)(:[?-])?")


def example() -> dict[str, str]:
    lines = (ROOT / "deploy" / "env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_every_setting_that_compose_asks_for_is_in_the_example_and_the_other_way_round() -> None:
    asked = {name for name, _ in ASKED_FOR.findall((ROOT / "docker-compose.yml").read_text())}
    assert asked == set(example())


def test_nothing_secret_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    optional = {name for name, default in ASKED_FOR.findall(text) if default != ":?"}
    assert optional == {"WEB_WORKERS", "WEB_THREADS", "WORKER_PROCESSES"}
    empty = {name for name, value in example().items() if not value}
    assert {name for name in example() if name.endswith(("PASSWORD", "_KEY", "_KEYS"))} == empty


def test_every_service_is_there() -> None:
    assert set(SERVICES) == {"proxy", "migrate", "web", "worker", "beat", "database", "queue"}


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_a_service_waits_for_migrate_and_does_not_know_the_owner(name: str) -> None:
    service = SERVICES[name]
    assert service["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert "MIGRATE_DATABASE_URL" not in service["environment"]
    assert "hearten_app" in service["environment"]["DATABASE_URL"]
    assert service["environment"]["HEARTEN_MODE"] == "production"


def test_only_migrate_is_given_the_owners_password() -> None:
    given = {name for name, service in SERVICES.items() if "OWNER_DATABASE_PASSWORD" in str(service)}
    assert given == {"migrate", "database"}
    assert "hearten_owner" in SERVICES["migrate"]["environment"]["MIGRATE_DATABASE_URL"]


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for name in ("database", "queue"):
        assert SERVICES[name]["networks"] == ["inside"]


@pytest.mark.parametrize("name", APP)
def test_the_application_runs_with_no_more_rights_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_the_databases_log_holds_no_value_of_a_statement_that_fails() -> None:
    command = SERVICES["database"]["command"]
    asked = {
        name: value for flag, each in pairwise(command) if flag == "-c" for name, _, value in [each.partition("=")]
    }
    assert asked == NAMELESS_LOG


def test_web_can_be_scaled() -> None:
    # A fixed name or a port of the host would allow only one.
    assert "container_name" not in SERVICES["web"]
    assert "dynamic a web 8000" in (ROOT / "deploy" / "Caddyfile").read_text()


def test_the_proxy_does_not_log_the_page_for_urgent_help_nor_any_address() -> None:
    text = (ROOT / "deploy" / "Caddyfile").read_text()
    assert re.search(r"@help path /help-now /help-now/\* /sw\.js /static/help\*\n\s*log_skip @help", text)
    for field in ("request>uri", "request>headers", "request>remote_ip", "request>client_ip"):
        assert f"{field} delete" in text


def test_copies_of_the_page_for_urgent_help_outlive_a_container() -> None:
    folder = SERVICES["web"]["environment"]["HELP_DIR"]
    assert "help-copies" in COMPOSE["volumes"]
    for name in ("web", "worker"):
        assert f"help-copies:{folder}" in SERVICES[name]["volumes"]
    # A volume begins with the owner that the image gave the folder.
    assert re.search(rf"install --directory --owner=hearten .*{folder}\b", (ROOT / "Dockerfile").read_text())


def test_the_application_writes_no_access_log() -> None:
    told: dict[str, Any] = {}
    exec(compile((ROOT / "deploy" / "gunicorn.py").read_text(), "gunicorn.py", "exec"), told)  # noqa: S102  # as gunicorn reads it
    assert told["accesslog"] is None


@pytest.mark.parametrize("name", ["Dockerfile", ".dockerignore"])
def test_what_the_image_is_made_of_exists(name: str) -> None:
    text = (ROOT / name).read_text()
    if name == ".dockerignore":
        named = re.findall(r"^!(\S+)$", text, re.MULTILINE)
        apps = {path.parent.name for path in ROOT.glob("*/__init__.py")}
        # Every package but those for a developer's machine.
        assert apps - {"launcher", "tests", "benchmarks"} <= set(named)
    else:
        named = re.findall(r"(?:deploy|tools|requirements)/[\w./]+\w", text)
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_make_env_fills_every_secret_with_one_of_its_own() -> None:
    made = subprocess.run(
        [sys.executable, "deploy/make_env.py", "checkins.example.org"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    lines = [line for line in made.splitlines() if line and not line.startswith("#")]
    settings = dict(line.split("=", 1) for line in lines)
    assert settings.keys() == example().keys()
    assert all(settings.values())
    assert settings["SITE_HOST"] == "checkins.example.org"
    secret = [settings[name] for name, value in example().items() if not value]
    assert len(set(secret)) == len(secret)
    # The words that go into an address must not need quoting there.
    for name in ("APP_DATABASE_PASSWORD", "OWNER_DATABASE_PASSWORD", "REDIS_PASSWORD"):
        assert re.fullmatch(r"[\w-]{32,}", settings[name])


@pytest.mark.parametrize("host", ["", "no spaces.org", "https://x.org", "a;b"])
def test_make_env_refuses_what_is_no_host(host: str) -> None:
    done = subprocess.run(
        [sys.executable, "deploy/make_env.py", host], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_the_script_for_the_databases_container_makes_the_two_roles() -> None:
    with EmbeddedPostgres.temporary() as server:
        with server.as_superuser() as connection:
            connection.execute("DROP ROLE hearten_owner")
            connection.execute("DROP ROLE hearten_app")
        environment = {
            "PATH": f"{server.programs}:{os.defpath}",
            "PGHOST": str(server.socket_folder),
            "PGPASSWORD": server.passwords.superuser,
            "OWNER_DATABASE_PASSWORD": "it's the owner's",
            "APP_DATABASE_PASSWORD": 'an "app"\\',
        }
        shell = shutil.which("sh")
        assert shell is not None
        subprocess.run([shell, ROOT / "deploy" / "postgres" / "10-roles.sh"], env=environment, check=True)
        place = f"host={server.socket_folder} dbname=hearten"
        with psycopg.connect(place, user="hearten_owner", password="it's the owner's") as owner:
            owner.execute("CREATE TABLE ours (word text)")
        with psycopg.connect(place, user="hearten_app", password='an "app"\\') as app:
            powers = app.execute(
                "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles"
                " WHERE rolname = current_user"
            ).fetchone()
            assert powers == (False,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("CREATE TABLE mine (word text)")


def test_the_images_healthcheck_fails_where_nothing_answers() -> None:
    done = subprocess.run([sys.executable, Path("deploy") / "healthcheck.py"], cwd=ROOT, check=False)
    assert done.returncode == 1
