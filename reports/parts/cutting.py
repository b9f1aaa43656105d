"""From a part that WeasyPrint has painted to a fragment: numbered from 0, its numbers left open.

Walks from pages and elements to all they need, and leaves behind what a paper has once: fonts, catalogue,
page tree. Pages and links are not kept as objects but as what they say, since a link to a part that is not
chosen is written as plain text.
"""

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pydyf

from reports.parts import engine, faces
from reports.parts.fragment import (
    BETWEEN,
    DOCUMENT,
    FONTS,
    LETTERS,
    Anchor,
    Fragment,
    Heading,
    Late,
    Link,
    Stream,
)
from reports.tagging import soften_hyphens

_REFERENCE = re.compile(rb"(\d+) 0 R")
_FONT, _SHOWN = re.compile(rb"/(\w+) (\S+) Tf"), re.compile(rb"\[.*\] TJ")
_LATE = b"\0late\0"
_PACKED = 9
"""Of zlib's levels: a part is packed once and sent often."""
_POINTS_PER_PIXEL = 0.75
_StreamNumber = int
_Mark = int


class CannotCut(Exception):
    """A part has something in it that no part may have; the text says what."""


def cut(document: Any, pdf: Any, fonts: int, anchors: Sequence[Mapping[str, Any]]) -> Fragment:
    """The painted document as a fragment.

    fonts: the number of its empty dictionary of fonts. anchors: of each page, those that are really there.
    """
    return _Cutter(document, pdf, fonts).fragment(anchors)


class _Template(NamedTuple):
    """An object as it is written, with `%d` for each object that it names, and which these are."""

    written: bytes
    named: list[int]


class _Drawing(NamedTuple):
    """A stream, with the numbers that its head names still those of WeasyPrint."""

    head: _Template
    data: bytes
    late: list[Late]


class _Cutter:
    """One part on its way. `local` has the number here of each object that has one in WeasyPrint's document."""

    def __init__(self, document: Any, pdf: Any, fonts: int) -> None:
        self.document, self.pdf = document, pdf
        self.pages = [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
        self.fonts = _fonts(document)
        self.own_fonts = {
            name: _number(reference)
            for name, reference in engine.put_in(pdf, self.fonts.others).items()
        }
        soften_hyphens(pdf)
        root = self.at(pdf.catalog["StructTreeRoot"])
        self.top = self.at(root["K"][0])
        self.local = {self.top.number: DOCUMENT, fonts: FONTS}
        owners = self.at(root["ParentTree"])["Nums"]
        self.owners = dict(zip(owners[::2], owners[1::2], strict=True))
        self.links = [self._annotation(page, one) for page, one in self._annotations()]
        mine = [*self.pages, *(one for pair in self.links for one in pair)]
        self.local |= {one.number: place for place, one in enumerate(mine)}
        self.late = self._late()
        self.objects: dict[int, _Template] = {}
        self.streams: dict[int, _Drawing] = {}

    def at(self, reference: bytes) -> Any:
        return self.pdf.objects[_number(reference)]

    def fragment(self, anchors: Sequence[Mapping[str, Any]]) -> Fragment:
        for page in self.pages:  # an array of its own, so that it can be named
            self.pdf.add_object(self.owners[page["StructParents"]])
        owners = [self.owners[page["StructParents"]].number for page in self.pages]
        resources = _number(self.pages[0]["Resources"])
        contents = [_number(page["Contents"]) for page in self.pages]
        top = [_number(kid) for kid in self.top["K"]]
        self._walk([resources, *contents, *owners, *top, *self.own_fonts.values()])
        for kid in (*self.objects, *self.streams):
            self.local[kid] = len(self.local) - 2  # the document and the fonts have no place
        local = self.local
        return Fragment(
            sizes=tuple(_size(page) for page in self.pages),
            contents=tuple(local[number] for number in contents),
            owners=tuple(local[number] for number in owners),
            resources=local[resources],
            top=tuple(local[number] for number in top),
            links=tuple(self._link(annotation, element) for annotation, element in self.links),
            anchors=tuple(self._anchors(anchors)),
            headings=tuple(self._headings()),
            glyphs=self.fonts.glyphs,
            names=self.fonts.names,
            own_fonts={name: local[number] for name, number in self.own_fonts.items()},
            count=len(self.objects),
            references=tuple(local[n] for one in self.objects.values() for n in one.named),
            objects=BETWEEN.join(one.written + b"\n" for one in self.objects.values()),
            streams=tuple(
                Stream(
                    one.head.written,
                    tuple(local[n] for n in one.head.named),
                    memoryview(one.data),
                    tuple(one.late),
                )
                for one in self.streams.values()
            ),
        )

    # Objects

    def _walk(self, waiting: list[int]) -> None:
        for number in waiting:
            if number in self.local or number in self.objects or number in self.streams:
                continue
            one = self.pdf.objects[number]
            if isinstance(one, pydyf.Stream):
                drawing = self.streams[number] = self._drawing(one)
                waiting += drawing.head.named
            else:
                is_element = isinstance(one, dict) and one.get("Type") == "/StructElem"
                template = self.objects[number] = _template(_terse(one) if is_element else one)
                if BETWEEN in template.written:
                    raise CannotCut("a text with a control character")
                waiting += template.named

    def _drawing(self, stream: Any) -> _Drawing:
        data, late = self._data(stream)
        about = {name: value for name, value in stream.extra.items() if name != "Length"}
        if "Filter" not in about and not late:
            data, about["Filter"] = zlib.compress(data, _PACKED), "/FlateDecode"
        return _Drawing(_template(about), data, late)

    def _data(self, stream: Any) -> tuple[bytes, list[Late]]:
        """What a stream draws, and where in it a page number is to be put in."""
        wanted = self.late.get(stream.number, {})
        lines = [engine.as_bytes(line) for line in stream.stream]
        late = []
        for place, line in enumerate(stream.stream):
            if isinstance(line, pydyf.Dictionary) and line.get("MCID") in wanted:
                at = next(n for n in range(place, len(lines)) if _SHOWN.fullmatch(lines[n]))
                font = next(m for n in range(at, 0, -1) if (m := _FONT.fullmatch(lines[n])))
                before, name = self._font_of_number(font)
                late.append((wanted[line["MCID"]], name))
                lines[at] = before + _LATE
        if "Filter" in stream.extra:
            return b"\n".join(lines), []
        # WeasyPrint says of most letters that there is no kerning after them.
        data = b"\n".join(lines).replace(b">0<", b"").replace(b">0]", b">]")
        pieces = data.split(_LATE)
        ends = [sum(map(len, pieces[:n])) for n in range(1, len(pieces))]
        return b"".join(pieces), [Late(at, *one) for at, one in zip(ends, late, strict=True)]

    def _font_of_number(self, said: re.Match[bytes]) -> tuple[bytes, str]:
        """What to say before a page number, and its typeface.

        A typeface with letters that no font has is the part's own, and has only the letters that are drawn.
        """
        name = said[1].decode()
        if name in self.fonts.names:
            return b"", self.fonts.names[name]
        whole, file = f"{name}Whole", self.fonts.lacking[name]
        self.fonts.names[whole] = file
        return b"/%s %s Tf\n" % (whole.encode(), said[2]), file

    # What a reader is led by

    def _annotations(self) -> Iterator[tuple[int, Any]]:
        for number, page in enumerate(self.pages):
            for reference in page.get("Annots", []):
                yield number, self.at(reference)

    def _annotation(self, page: int, annotation: Any) -> tuple[Any, Any]:
        """With the element that has its words."""
        if "Dest" not in annotation:
            raise CannotCut("a link that leads out of the paper")
        element = self.at(self.owners[annotation["StructParent"]])
        if element["S"] != "/Link":
            raise CannotCut("a link with more in it than words")
        annotation["page"] = page
        return annotation, element

    def _link(self, annotation: Any, element: Any) -> Link:
        return Link(
            page=annotation["page"],
            box=b"%.2f %.2f %.2f %.2f" % tuple(map(float, annotation["Rect"])),
            to=annotation["Dest"].string,
            parent=self.local[_number(element["P"])],
            kids=b" ".join(b"%d" % kid for kid in element["K"] if isinstance(kid, int)),
        )

    def _late(self) -> dict[_StreamNumber, dict[_Mark, str]]:
        """Of each stream, the anchor whose page number is missing where it has this mark.

        In a line of a table of contents, it is what stands beside the link, which is one for each line that a
        long title takes.
        """
        found: dict[_StreamNumber, dict[_Mark, str]] = {}
        for annotation, element in self.links:
            line = self.at(element["P"])
            if line["S"] == "/Reference":
                page = self.at(element["Pg"])
                kids = [self.at(kid) for kid in line["K"] if isinstance(kid, bytes)]
                for kid in kids:
                    if kid["S"] == "/Link":
                        continue
                    for mcid in self._spoken(kid):
                        stream = found.setdefault(_number(page["Contents"]), {})
                        stream[mcid] = annotation["Dest"].string
        return found

    def _spoken(self, element: Any) -> Iterator[int]:
        for kid in element["K"]:
            if isinstance(kid, int):
                yield kid
            else:
                yield from self._spoken(self.at(kid))

    def _anchors(self, anchors: Sequence[Mapping[str, Any]]) -> Iterator[Anchor]:
        for number, here in enumerate(anchors):
            for name, (x, y, *_) in here.items():
                yield Anchor(name, number, *self._place(number, x, y))

    def _headings(self) -> Iterator[Heading]:
        for number, page in enumerate(self.document.pages):
            for level, label, (x, y), state in page.bookmarks:
                yield Heading(level, label, number, *self._place(number, x, y), state == "open")

    def _place(self, page: int, x: float, y: float) -> tuple[float, float]:
        """In points from below."""
        height = float(self.pages[page]["MediaBox"][3])
        return round(x * _POINTS_PER_PIXEL, 2), round(height - y * _POINTS_PER_PIXEL, 2)


class _Fonts(NamedTuple):
    """The fonts of a document.

    names, glyphs: of those that are ours, as in a `Fragment`. others: those that the part brings along. lacking:
    of these, by name, the file of ours that would do but for a letter that it lacks.
    """

    names: dict[str, str]
    glyphs: dict[str, tuple[str, str]]
    others: dict[Any, Any]
    lacking: dict[str, str]


def _fonts(document: Any) -> _Fonts:
    names: dict[str, str] = {}
    glyphs: dict[str, dict[int, str]] = {}
    others, lacking = {}, {}
    ours = {faces.face(name).data: name for name in faces.names()}
    for key, font in engine.fonts_of(document).items():
        file = ours.get(font.file_content)
        if file is None or font.missing or font.bitmap:
            others[key] = font
            if file:
                lacking[font.hash] = file
        else:
            names[font.hash] = file
            letters = {glyph: _softened(text) for glyph, text in font.to_unicode.items()}
            glyphs[file] = letters | glyphs.get(file, {})
    return _Fonts(names, {name: _listed(one) for name, one in glyphs.items()}, others, lacking)


def _listed(letters: dict[int, str]) -> tuple[str, str]:
    return "".join(map(chr, letters)), LETTERS.join(letters.values())


def _softened(text: str) -> str:
    """The hyphen that divides a word at the end of a line; what is typed is another."""
    return "\N{SOFT HYPHEN}" if text == "\N{HYPHEN}" else text


def _size(page: Any) -> tuple[float, float]:
    width, height = page["MediaBox"][2:]
    return float(width), float(height)


def _terse(element: Any) -> dict[str, Any]:
    """An element without its type, the page of one that has no words of its own, a list around a single kid, and
    attributes that only say whose they would be."""
    told = {name: value for name, value in element.items() if name not in ("Type", "Pg", "K", "A")}
    if any(isinstance(kid, int) for kid in element["K"]):
        told["Pg"] = element["Pg"]
    if element["K"]:
        told["K"] = element["K"][0] if len(element["K"]) == 1 else element["K"]
    if set(element.get("A", ())) - {"O"}:
        told["A"] = element["A"]
    return told


def _template(value: Any) -> _Template:
    named = list[int]()
    return _Template(_written(value, named), named)


def _written(value: Any, named: list[int]) -> bytes:
    """A value as it is written, with `%d` for each object, whose number is put at the end of `named`."""
    if isinstance(value, dict):
        pairs = ((name.encode(), _written(one, named)) for name, one in value.items())
        return b"<<" + b"".join(b"/%s%s%s" % (n, _gap(one), one) for n, one in pairs) + b">>"
    if isinstance(value, list | tuple):
        return b"[" + b" ".join(_written(one, named) for one in value) + b"]"
    if isinstance(value, bytes) and (reference := _REFERENCE.fullmatch(value)):
        named.append(int(reference[1]))
        return b"%d 0 R"
    written = value.data if isinstance(value, pydyf.Object) else engine.as_bytes(value)
    return written.replace(b"%", b"%%")


def _gap(value: bytes) -> bytes:
    """A name ends where one of these begins."""
    return b"" if value[:1] in b"/[(<" else b" "


def _number(reference: bytes) -> int:
    return int(reference.split(b" ", 1)[0])
