"""Addresses of libraries that lead nowhere here."""

from typing import NoReturn

from django.http import Http404, HttpRequest

from programs.permissions import public


@public
def closed(_request: HttpRequest) -> NoReturn:
    """Not there, for anybody."""
    raise Http404
