#!/usr/bin/env python
"""Hearten's command line."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    try:
        # Beside a running `make run`, commands work on what it keeps; the production image has no launcher.
        from launcher.attach import adopt
    except ImportError:
        pass
    else:
        adopt(sys.argv[1:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    execute_from_command_line(sys.argv)
