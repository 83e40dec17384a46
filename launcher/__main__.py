"""`python -m launcher [run | demo-reset | manage ARGUMENTS]`; `make` calls it."""

import sys

from launcher.asked import StopRequested
from launcher.attach import manage
from launcher.demo import reset
from launcher.errors import LaunchError
from launcher.place import Place
from launcher.run import run


def main(arguments: list[str]) -> int:
    """Do it; 1 with one line on standard error when it cannot be done."""
    task, *rest = arguments or ["run"]
    try:
        place = Place.from_environment()
        if task == "manage":
            return manage(place, rest)
        if task == "demo-reset":
            reset(place)
        elif task == "run":
            run(place)
        else:
            raise LaunchError(f"{task!r} is not something to do: run, demo-reset or manage.")
    except LaunchError as problem:
        print(f"Hearten: {problem}", file=sys.stderr, flush=True)
        return 1
    except StopRequested:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
