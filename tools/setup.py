"""Gets this machine ready and then does what was asked: `python tools/setup.py run|test|check|ready`.

Any Python from 3.8 on may start it, with nothing installed; so it and `tools/machine/` use the standard library alone
and no newer syntax. (This file has none that even older ones could not read, so that they can say what is wrong.)
"""

import sys

if sys.version_info < (3, 8):  # noqa: UP036  # whoever runs `make` may have anything
    sys.exit("Hearten: this Python is too old to set anything up; install Python 3.8 or newer and try again.")

from machine.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
