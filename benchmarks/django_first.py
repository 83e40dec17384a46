"""Imported before everything else: a throwaway PostgreSQL, then Django with it."""

import os

import django

import tests.server  # noqa: F401  # sets the environment that the settings read

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
