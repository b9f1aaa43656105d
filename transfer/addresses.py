"""Addresses of our own pages: paths within the site, of which a page has sixty, and whole ones for mails and calendars."""

import re
from functools import lru_cache
from typing import Any, Final, cast
from urllib.parse import quote, urlencode
from uuid import UUID

from flask import Flask, current_app, g, has_request_context, request

from transfer.config import Settings


def address_of(endpoint: str, **values: Any) -> str:
    """Where the page is, as people reach it; never taken from a request, which anybody may forge."""
    settings = cast(Settings, current_app.config["SETTINGS"])
    path = current_app.url_map.bind(settings.host).build(endpoint, values)
    return f"{settings.base_url}{path}"


class QuickPaths(Flask):
    """Flask, which remembers the pattern that an endpoint and the names of its values lead to.

    What is out of the ordinary is left to Flask: several rules for an endpoint, anchors, values that are
    left out, whole addresses for mails.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._patterns: dict[tuple[str, ...], _Pattern | None] = {}

    def url_for(
        self,
        /,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: Any,
    ) -> str:
        """The address of a page of ours, as Flask makes it; 4 µs instead of 12."""
        is_plain = _anchor is None and _method is None and _scheme is None and _external is None
        if is_plain and has_request_context():
            if endpoint[0] == ".":
                endpoint = f"{request.blueprint}{endpoint}"
            key = (endpoint, *values)
            if key not in self._patterns:
                self._patterns[key] = self._pattern(endpoint, values)
            pattern = self._patterns[key]
            address = None if pattern is None else pattern.filled(values)
            if address is not None:
                return address
        return super().url_for(
            endpoint,
            _anchor=_anchor,
            _method=_method,
            _scheme=_scheme,
            _external=_external,
            **values,
        )

    def _pattern(self, endpoint: str, values: dict[str, Any]) -> "_Pattern | None":
        rules = list(self.url_map.iter_rules(endpoint)) if endpoint in self.view_functions else []
        if len(rules) != 1 or rules[0].defaults or "<" in _PART.sub("", rules[0].rule):
            return None
        parts, given = rules[0].arguments, set(values)
        if parts - given - {"organisation"}:
            return None
        return _Pattern(
            _PART.sub(r"%(\1)s", rules[0].rule.replace("%", "%%")),
            parts=tuple(parts),
            asked=tuple(name for name in values if name not in parts),
            takes_place="organisation" in parts - given,
        )


class _Pattern:
    """An address with blanks.

    Args:
        parts: names of the blanks in the path.
        asked: names of what comes after the question mark.
        takes_place: whether the organisation of the page that is being made belongs in it.
    """

    def __init__(
        self, path: str, parts: tuple[str, ...], asked: tuple[str, ...], *, takes_place: bool
    ) -> None:
        self.path, self.parts, self.asked, self.takes_place = path, parts, asked, takes_place

    def filled(self, values: dict[str, Any]) -> str | None:
        """The address; None when a value is of a kind that Flask knows better."""
        if self.takes_place:
            values["organisation"] = g.get("slug")
        texts = {}
        for name in self.parts:
            value = values[name]
            if type(value) is UUID or type(value) is int:
                texts[name] = str(value)
            elif type(value) is str:
                texts[name] = _quoted(value)
            else:
                return None
        path = self.path % texts
        if not self.asked:
            return path
        query = [(name, values[name]) for name in self.asked]
        if any(type(value) not in _ASKED for _, value in query):
            return None
        return f"{path}?{urlencode(query, safe=_SAFE_IN_QUERY)}"


_PART: Final = re.compile(r"<(?:(?:uuid|int|string):)?(\w+)>")
_ASKED: Final = (str, int, UUID)
_SAFE_IN_QUERY: Final = "!$'()*,/:;?@"


@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    return quote(text, safe="!$&'()*+,/:;=@")
