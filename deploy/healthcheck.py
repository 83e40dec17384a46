"""Whether the web process in this container answers; exit status 0 or 1. Run by the container engine."""

import http.client
import os
import sys


def well() -> bool:
    """Asks as the proxy would, so that the answer is not a redirect to https or a refusal of the host name."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
    connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
    try:
        connection.request("GET", "/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(0 if well() else 1)
