"""The only file that knows WeasyPrint: pages in, a tagged PDF out, nothing fetched from outside.

WeasyPrint and pikepdf are loaded with the first drawing, so that whoever only shows pages never
pays for them.
"""

import atexit
import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from typing import Any

ASSETS = Path(__file__).parent / "assets"
_ONE_AT_A_TIME = Lock()


class ReachedOutside(Exception):
    """A page asked for something that is neither in `assets` nor handed over with it."""


def to_pdf(
    html: str,
    *,
    style: str = "",
    pictures: Mapping[str, bytes] | None = None,
    links: Mapping[str, str] | None = None,
) -> bytes:
    """`html` as PDF/UA-1, with `print.css` and then `style`.

    Pictures are handed over by name and used as `photo:name`; fonts and logos lie in `assets`
    and are used as `asset:name`. Any other address raises `ReachedOutside`. `links` gives each
    anchor the words a listener hears ("Gå til Metode og forbehold").
    """
    from reports.tagging import finished

    weasy = _weasyprint()
    fetcher = weasy.OwnFilesOnly(pictures or {})
    with _ONE_AT_A_TIME, _collector_off():
        try:
            sheets = [_print_css()]
            if style:
                sheets.append(weasy.CSS(string=style, url_fetcher=fetcher))
            drawn: bytes = weasy.HTML(string=html, url_fetcher=fetcher).write_pdf(
                stylesheets=sheets, font_config=_fonts(), pdf_variant="pdf/ua-1"
            )
        except weasy.FatalURLFetchingError as refused:
            # WeasyPrint's is a BaseException, which whoever runs jobs would not catch.
            raise ReachedOutside(str(refused)) from None
        return finished(drawn, links or {})


@contextmanager
def _collector_off() -> Iterator[None]:
    """A drawing makes hundreds of thousands of live objects; looking for dead ones costs a fifth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def _weasyprint() -> Any:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):
        """Gives what is ours; everything else stops the drawing, or there would be a hole in it."""

        def __init__(self, pictures: Mapping[str, bytes]) -> None:
            super().__init__()
            self._pictures = pictures

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            kind, _, name = url.partition(":")
            if kind == "photo" and name in self._pictures:
                return URLFetcherResponse(url, self._pictures[name])
            if kind == "asset" and name in _asset_names():
                return URLFetcherResponse(url, (ASSETS / name).read_bytes())
            raise FatalURLFetchingError(url)

    return SimpleNamespace(
        CSS=CSS,
        HTML=HTML,
        FontConfiguration=FontConfiguration,
        FatalURLFetchingError=FatalURLFetchingError,
        OwnFilesOnly=OwnFilesOnly,
    )


@cache
def _asset_names() -> frozenset[str]:
    """Names, not paths: a name with `..` in it is simply not among them."""
    files = (path for path in ASSETS.rglob("*") if path.is_file())
    return frozenset(path.relative_to(ASSETS).as_posix() for path in files)


@cache
def _fonts() -> Any:
    # Let go while Python still runs: its fonts are folders that it removes itself.
    atexit.register(_forget)
    return _weasyprint().FontConfiguration()


def _forget() -> None:
    _print_css.cache_clear()
    _fonts.cache_clear()


@cache
def _print_css() -> Any:
    weasy = _weasyprint()
    text = (ASSETS / "print.css").read_text("utf-8")
    return weasy.CSS(string=text, url_fetcher=weasy.OwnFilesOnly({}), font_config=_fonts())
