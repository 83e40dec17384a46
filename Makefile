# Everything starts here; the work is done by tools/setup.py and launcher/. `make help` tells what there is.
#
# PORT (8000) and VAR_DIR (var/) move a run:   PORT=8001 VAR_DIR=/tmp/trial make run

PYTHON ?= $(shell command -v python3 || command -v python || echo python3-is-missing)
export PORT VAR_DIR

# `exec` keeps each recipe one process: a signal sent to make reaches what it started.
# PPID is make itself; the launcher stops when make is gone.
.PHONY: help run test check format demo-reset manage

help:
	@echo 'make run          start Hearten here, with its own database, and a demo program the first time'
	@echo 'make test         run every test (ARGS="tests/programs -x" runs some)'
	@echo 'make check        linters, types, contracts, templates, migrations, deployment settings'
	@echo 'make format       format the Python code'
	@echo 'make demo-reset   throw the database of make run away and start anew with the demo (stop make run first)'
	@echo 'make manage       one management command on what make run keeps: make manage ARGS="doctor --json"'
	@echo 'PORT=8001 VAR_DIR=/some/folder make run     moves it'

run:
	@HEARTEN_FOLLOWS=$$PPID exec $(PYTHON) tools/setup.py run

demo-reset:
	@exec $(PYTHON) tools/setup.py demo-reset

manage:
	@exec $(PYTHON) tools/setup.py manage $(ARGS)

test:
	@exec $(PYTHON) tools/setup.py test $(ARGS)

check:
	@exec $(PYTHON) tools/setup.py check

format:
	@$(PYTHON) tools/setup.py ready
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .
