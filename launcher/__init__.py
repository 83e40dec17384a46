"""Starts, watches and stops everything that Hearten needs on one machine: database, web, worker and beat.

`python -m launcher` is what `make run` ends in. Tests and benchmarks use `launcher.postgres` on its own.
"""
