"""gunicorn in production. Threads, because a request mostly waits for the database."""

import os

bind = "0.0.0.0:8000"  # inside the container's own network; only the proxy can reach it
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 20
preload_app = True  # one import for all workers
worker_tmp_dir = "/dev/shm"  # noqa: S108  # heartbeats: a disk that stalls must not look like a worker that hangs
control_socket_disable = True
# A new worker after a while, spread out, so that a slow leak never becomes an outage.
max_requests = 5000
max_requests_jitter = 500
# No access log: who opened which page is nobody's business, and one of the pages must not be known to be opened at all.
accesslog = None
