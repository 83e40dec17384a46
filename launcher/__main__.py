"""`python -m launcher`."""

import sys

from launcher.errors import LaunchError
from launcher.place import Place
from launcher.run import run


def main() -> int:
    """Run Hearten until it is stopped; 1 with one line when it cannot start."""
    try:
        run(Place.from_environment())
    except LaunchError as problem:
        print(f"Hearten: {problem}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
