"""The three processes of Hearten and how each is started."""

import sys

from launcher.environment import for_service
from launcher.place import Place
from launcher.secret_file import Secrets
from launcher.supervisor import Child


def services(place: Place, known: Secrets, database: dict[str, str], listener: int) -> list[Child]:
    """web on the socket we hold already, worker, and beat, which keeps its schedule in VAR_DIR."""
    environment = for_service(place, known, database)
    web = ["gunicorn", "config.wsgi", f"--bind=fd://{listener}", "--worker-class=gthread", "--workers=2"]
    web += ["--threads=8", "--timeout=60", "--graceful-timeout=15", "--no-control-socket"]
    web.append("--preload")  # one import of everything instead of one a worker: half the start
    # No gossip between workers: the folder that carries the queue here is no place for heartbeats.
    worker = ["celery", "-A", "config", "worker", "--concurrency=2", "--loglevel=WARNING"]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    # No pid file: a killed beat leaves one, and the next would refuse to start.
    beat = ["celery", "-A", "config", "beat", f"--schedule={place.var / 'beat' / 'schedule'}", "--pidfile="]
    beat += ["--loglevel=WARNING"]
    return [
        Child(
            name=name,
            command=[sys.executable, "-m", *command],
            environment=environment,
            log=place.var / "log" / f"{name}.log",
            pass_fds=[listener] if name == "web" else [],
        )
        for name, command in (("web", web), ("worker", worker), ("beat", beat))
    ]
