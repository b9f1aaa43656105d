"""Whole addresses of pages, for what is read outside the browser: mails and calendars."""

from typing import Any, cast

from flask import current_app

from transfer.config import Settings


def address_of(endpoint: str, **values: Any) -> str:
    """Where the page is, as people reach it; never taken from a request, which anybody may forge."""
    settings = cast(Settings, current_app.config["SETTINGS"])
    path = current_app.url_map.bind(settings.host).build(endpoint, values)
    return f"{settings.base_url}{path}"
