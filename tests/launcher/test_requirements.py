"""Production runs on what is pinned for production, not on what only those who run the tests have."""

import os
import re
import subprocess
import sys

import pytest

from launcher.place import ROOT

# Hides every distribution that requirements/base.txt does not name, as if this were the image; then imports all that
# is ours, and what Celery and Django only import once they meet a Redis address.
IMPORT_ALL = """
import importlib, importlib.metadata, pathlib, sys
pinned = set(sys.argv[1].split())
canonical = lambda name: name.lower().replace("_", "-").replace(".", "-")
hidden = {
    module for module, owners in importlib.metadata.packages_distributions().items()
    if not {canonical(owner) for owner in owners} & pinned
}
class Hide:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in hidden:
            raise ModuleNotFoundError(f"No module named {name!r} in production", name=name)
sys.meta_path.insert(0, Hide())
import django
django.setup()
for app in ("config", "programs", "notices", "prompts", "checkins", "home"):
    for path in pathlib.Path(app).rglob("*.py"):
        if "migrations" not in path.parts:
            importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
late = ["kombu.transport.redis", "redis.asyncio", "gunicorn.workers.gthread", "celery.bin.worker", "celery.bin.beat"]
for name in late:
    importlib.import_module(name)
print("all there")
"""


@pytest.mark.slow
def test_production_imports_nothing_that_is_not_pinned_for_it() -> None:
    base = (ROOT / "requirements" / "base.txt").read_text()
    pinned = {re.sub(r"[-_.]+", "-", name).lower() for name in re.findall(r"^([\w.-]+)==", base, re.MULTILINE)}
    settings = {
        "HEARTEN_MODE": "production",
        "REDIS_URL": "redis://queue.invalid:6379/0",
        "EMAIL_URL": "smtp://mail.invalid:25",
        "ALLOWED_HOSTS": "hearten.invalid",
        "SITE_URL": "https://hearten.invalid",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, " ".join(pinned)],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "all there" in done.stdout, done.stderr
