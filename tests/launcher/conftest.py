"""A folder that has been started once, to copy: the first start is the slow one."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.launcher.harness import launched


@pytest.fixture(scope="session")
def started_once() -> Iterator[Path]:
    """A VAR_DIR after its first start and an orderly stop."""
    # Not pytest's own folder: that one is closed to PostgreSQL's user when root runs the tests.
    folder = Path(tempfile.mkdtemp(prefix="hearten-test-", dir="/tmp"))
    folder.chmod(0o711)
    try:
        with launched(folder / "seed") as first:
            first.ready()
            assert first.end() == 0
        yield folder / "seed"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def shared(started_once: Path) -> Path:
    """A copy of it for the tests that share one run."""
    return copy(started_once, "shared")


@pytest.fixture
def var(started_once: Path, request: pytest.FixtureRequest) -> Path:
    """A copy of it for one test."""
    name: str = request.node.name
    return copy(started_once, name)


def copy(folder: Path, name: str) -> Path:
    """Beside it, with owners and modes, which shutil does not keep."""
    made = folder.with_name(name)
    subprocess.run(["cp", "-a", folder, made], check=True)
    return made
