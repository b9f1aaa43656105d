"""Addresses of ours: the organisation in each of them, and what comes from another site."""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from flask import Flask, abort, current_app, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RoutingException


def keep_organisation_in_addresses(app: Flask) -> None:
    """Take the organisation's slug out of every address, and put it into every address made."""

    @app.url_value_preprocessor
    def _take(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.slug = values.pop("organisation", None) if values else None

    @app.url_defaults
    def _put(endpoint: str, values: dict[str, Any]) -> None:
        if "organisation" in values or not g.get("slug"):
            return
        if app.url_map.is_endpoint_expecting(endpoint, "organisation"):
            values["organisation"] = g.slug


def own_page(target: str, method: str = "GET") -> Mapping[str, Any] | None:
    """The parts of an address of ours that one may be sent on to; None for any other text.

    What browsers would mend into another site's address is no address of ours.
    """
    if not _PLAIN_TARGET.fullmatch(target):
        return None
    path = unquote(urlsplit(target).path)
    if not _PLAIN_PATH.fullmatch(path):
        return None
    try:
        _, values = current_app.url_map.bind("localhost").match(path, method=method)
    except (HTTPException, RoutingException):
        return None
    return values


_PLAIN_TARGET: Final = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""Printable ASCII without blanks and backslashes, which browsers mend into something else."""
_PLAIN_PATH: Final = re.compile(r"(/[\w.~-]*)+", re.ASCII)


def refuse_other_sites() -> None:
    """Refuse what another site sends in a visitor's name, whatever tokens it has. For every request."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403)
    origin = request.headers.get("Origin")
    if origin is None:
        return
    own = {request.host, urlsplit(current_app.config["SETTINGS"].base_url).netloc}
    if urlsplit(origin).netloc not in own:
        abort(403)
