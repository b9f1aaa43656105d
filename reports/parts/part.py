"""What is printed: a paper, and the parts it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from reports.brand import Typeface

_REPORTS = Path(__file__).parent.parent
_DRAWN_BY = ("drawing.py", "quicker/*.py", "tagging.py", "parts/cutting.py", "parts/drawn.py",
             "parts/engine.py", "parts/fragment.py", "assets/print.css", "assets/elements.css",
             "assets/part.css")  # fmt: skip
"""The files of ours that decide what a part looks like once its HTML is written."""


@dataclass(frozen=True)
class Part:
    """A piece of a paper that starts a page and knows neither its number nor what stands before it.

    html: what stands inside `body`; written as XML. style: sheets after `print.css`. pictures: by name,
    as `photo:name` in the HTML. Links lead anywhere in the paper; `class="report-page-number"` in a list of
    links becomes the number of the page.
    """

    html: str
    style: str = ""
    pictures: tuple[tuple[str, bytes], ...] = ()

    @cached_property
    def key(self) -> str:
        """The same for parts that look the same: a hash of all that decides it, and 40 letters long."""
        hashed = blake2b(made_with(), digest_size=20)
        for text in (self.html, self.style):
            hashed.update(b"\0%d\0" % len(text))
            hashed.update(text.encode())
        for name, picture in self.pictures:
            hashed.update(b"\0%d\0%s\0" % (len(picture), name.encode()))
            hashed.update(picture)
        return hashed.hexdigest()


@dataclass(frozen=True, kw_only=True)
class Paper:
    """Parts in their order, and what stands around them.

    head: in the corners above every page but the first. links: what a listener hears of each anchor
    ("Gå til Metode og forbehold"). made_at: with its time zone. is_numbered: whether its pages say which of
    how many they are.
    """

    parts: tuple[Part, ...]
    title: str
    author: str
    subject: str
    made_at: datetime
    head: tuple[str, str] = ("", "")
    links: Mapping[str, str] = field(default_factory=dict)
    typeface: Typeface = Typeface.PLEX_SANS
    language: str = "da"
    is_numbered: bool = True


@cache
def made_with() -> bytes:
    """A digest of what draws: the engine, our own code and sheets, and the typefaces."""
    hashed = blake2b(digest_size=20)
    hashed.update(f"weasyprint {version('weasyprint')} pydyf {version('pydyf')}".encode())
    files = [file for name in _DRAWN_BY for file in sorted(_REPORTS.glob(name))]
    for file in [*files, *sorted((_REPORTS / "assets" / "fonts").glob("*.ttf"))]:
        hashed.update(blake2b(file.read_bytes()).digest())
    return hashed.digest()
