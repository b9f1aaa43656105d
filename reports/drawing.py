"""Where WeasyPrint is bound: pages in, a tagged PDF out, nothing fetched from outside.

WeasyPrint and pikepdf are loaded with the first drawing, so that whoever only shows pages never
pays for them.
"""

import atexit
import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

from reports import quicker

ASSETS = Path(__file__).parent / "assets"
_ONE_AT_A_TIME = Lock()
_VARIANT = "pdf/ua-1"
_SVG = "{http://www.w3.org/2000/svg}svg"


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
    from reports.tagging import finisher

    with laid_out(html, style=style, pictures=pictures) as document:
        drawn: bytes = document.write_pdf(finisher=finisher(links or {}), pdf_variant=_VARIANT)
        return drawn


@contextmanager
def laid_out(
    html: str,
    *,
    sheets: Sequence[str] = (),
    style: str = "",
    pictures: Mapping[str, bytes] | None = None,
) -> Iterator[Any]:
    """`html` as WeasyPrint has it before it paints. `sheets`: of ours, between `print.css` and `style`.

    One at a time in each process, and meanwhile the collector rests.

    Raises:
        ReachedOutside: as `to_pdf`.
    """
    weasy = _weasyprint()
    tree, charts = _tree(html)
    fetcher = weasy.OwnFilesOnly(pictures or {}, charts)
    with _ONE_AT_A_TIME, _collector_off():
        try:
            page = (
                weasy.Page(tree, fetcher) if tree else weasy.HTML(string=html, url_fetcher=fetcher)
            )
            yield page.render(
                stylesheets=[*(_sheet(name) for name in ("print.css", *sheets)), *_own(style)],
                font_config=_fonts(),
                pdf_variant=_VARIANT,
            )
        except weasy.FatalURLFetchingError as refused:
            # WeasyPrint's is a BaseException, which whoever runs jobs would not catch.
            raise ReachedOutside(str(refused)) from None


def _tree(html: str) -> tuple[ET.Element | None, dict[str, bytes]]:
    """The page as a tree, and its charts set apart as pictures; None when it is not written as XML.

    Our templates are. Python reads XML fifty times as fast as HTML, and what a chart is made of need
    not be looked up in the style sheets.
    """
    try:
        root = ET.fromstring(html)  # noqa: S314  our own text: what people typed in it is escaped
    except ET.ParseError:
        return None, {}
    charts: dict[str, bytes] = {}
    for parent in list(root.iter()):
        for place, child in enumerate(parent):
            if child.tag == _SVG:
                name = f"chart:{len(charts)}"
                words = child.findtext(f"{_SVG.removesuffix('svg')}title", "")
                picture = ET.Element("img", {"src": name, "alt": words})
                picture.set("class", child.get("class", ""))
                picture.tail, child.tail = child.tail, None
                parent[place] = picture
                charts[name] = ET.tostring(child)
    return root, charts


def get_ready() -> None:
    """Load all that the first drawing would wait for."""
    _weasyprint()
    _sheet("print.css")
    _sheet("elements.css")


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
    from cssselect2 import ElementWrapper
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):
        """Gives what is ours; everything else stops the drawing, or there would be a hole in it."""

        def __init__(self, pictures: Mapping[str, bytes], charts: Mapping[str, bytes]) -> None:
            super().__init__()
            self._pictures = pictures
            self._charts = charts

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            kind, _, name = url.partition(":")
            if kind == "photo" and name in self._pictures:
                return URLFetcherResponse(url, self._pictures[name])
            if url in self._charts:
                return URLFetcherResponse(url, self._charts[url], {"Content-Type": "image/svg+xml"})
            if kind == "asset" and name in _asset_names():
                return URLFetcherResponse(url, (ASSETS / name).read_bytes())
            raise FatalURLFetchingError(url)

    class Page(HTML):
        """A page that has been read already."""

        def __init__(self, tree: ET.Element, url_fetcher: OwnFilesOnly) -> None:
            self.base_url = None
            self.url_fetcher = url_fetcher
            self.media_type = "print"
            self.wrapper_element = ElementWrapper.from_html_root(tree, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return [_sheet("elements.css")]

    quicker.hurry()
    return SimpleNamespace(
        CSS=CSS,
        HTML=HTML,
        Page=Page,
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
    _sheet.cache_clear()
    _own.cache_clear()
    _fonts.cache_clear()


@cache
def _sheet(name: str) -> Any:
    """One of our style sheets, read once."""
    weasy = _weasyprint()
    text = (ASSETS / name).read_text("utf-8")
    return weasy.CSS(string=text, url_fetcher=weasy.OwnFilesOnly({}, {}), font_config=_fonts())


@lru_cache(maxsize=16)
def _own(style: str) -> list[Any]:
    """The sheet of one paper, read once for all its parts."""
    weasy = _weasyprint()
    fetcher = weasy.OwnFilesOnly({}, {})
    own = weasy.CSS(string=style, url_fetcher=fetcher, font_config=_fonts()) if style else None
    return [own] if own else []
