"""From a part that WeasyPrint has painted to a fragment: numbered from 0, its numbers left open.

Walks from pages and elements to all they need, and leaves behind what a paper has once: fonts, catalogue,
page tree. Pages and links are not kept as objects but as what they say, since a link to a part that is not
chosen is written as plain text.
"""

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pydyf

from reports.parts import engine, faces
from reports.parts.fragment import BETWEEN, DOCUMENT, FONTS, LETTERS, Fragment, Link, Stream
from reports.tagging import soften_hyphens

_REFERENCE = re.compile(rb"(\d+) 0 R")
_FONT, _SHOWN = re.compile(rb"/(\w+) (\S+) Tf"), re.compile(rb"\[.*\] TJ")
_LATE = b"\0late\0"
_PACKED = 9
"""Of zlib's levels: a part is packed once and sent often."""
_POINTS_PER_PIXEL = 0.75


class CannotCut(Exception):
    """A part has something in it that no part may have; the text says what."""


def cut(document: Any, pdf: Any, fonts: int, anchors: Sequence[Mapping[str, Any]]) -> Fragment:
    """The painted document as a fragment.

    fonts: the number of its empty dictionary of fonts. anchors: of each page, those that are really there.
    """
    return _Cutter(document, pdf, fonts).fragment(anchors)


class _Cutter:
    """One part on its way. `written` has each object as a template, with the numbers it names."""

    def __init__(self, document: Any, pdf: Any, fonts: int) -> None:
        self.document, self.pdf = document, pdf
        self.pages = [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
        self.names, self.glyphs, own, self.lacking = _fonts(document)
        self.own_fonts = {
            name: _number(reference) for name, reference in engine.put_in(pdf, own).items()
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
        self.written: dict[int, tuple[bytes, list[int]]] = {}
        self.streams: dict[int, tuple[bytes, list[int], bytes, list[tuple[int, str, str]]]] = {}

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
        for kid in (*self.written, *self.streams):
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
            bookmarks=tuple(self._bookmarks()),
            glyphs=self.glyphs,
            names=self.names,
            own_fonts={name: local[number] for name, number in self.own_fonts.items()},
            count=len(self.written),
            references=tuple(local[n] for _, used in self.written.values() for n in used),
            objects=BETWEEN.join(template + b"\n" for template, _ in self.written.values()),
            streams=tuple(
                Stream(head, tuple(local[n] for n in used), memoryview(data), tuple(late))
                for head, used, data, late in self.streams.values()
            ),
        )

    # Objects

    def _walk(self, waiting: list[int]) -> None:
        for number in waiting:
            if number in self.local or number in self.written or number in self.streams:
                continue
            one, used = self.pdf.objects[number], list[int]()
            if isinstance(one, pydyf.Stream):
                data, late = self._data(one)
                extra = {name: value for name, value in one.extra.items() if name != "Length"}
                if "Filter" not in extra and not late:
                    data, extra["Filter"] = zlib.compress(data, _PACKED), "/FlateDecode"
                self.streams[number] = (_template(extra, used), used, data, late)
            else:
                if isinstance(one, dict) and one.get("Type") == "/StructElem":
                    one = _terse(one)
                template = _template(one, used)
                if BETWEEN in template:
                    raise CannotCut("a text with a control character")
                self.written[number] = (template, used)
            waiting += used

    def _data(self, stream: Any) -> tuple[bytes, list[tuple[int, str, str]]]:
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
        return b"".join(pieces), [(at, *one) for at, one in zip(ends, late, strict=True)]

    def _font_of_number(self, said: re.Match[bytes]) -> tuple[bytes, str]:
        """What to say before a page number, and its typeface.

        A typeface with letters that no font has is the part's own, and has only the letters that are drawn.
        """
        name = said[1].decode()
        if name in self.names:
            return b"", self.names[name]
        whole = f"{name}Whole"
        self.names[whole] = self.lacking[name]
        return b"/%s %s Tf\n" % (whole.encode(), said[2]), self.lacking[name]

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

    def _late(self) -> dict[int, dict[int, str]]:
        """By stream and marked content, the anchor whose page number is missing there.

        In a line of a table of contents, it is what stands beside the link, which is one for each line that a
        long title takes.
        """
        found: dict[int, dict[int, str]] = {}
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

    def _anchors(
        self, anchors: Sequence[Mapping[str, Any]]
    ) -> Iterator[tuple[str, int, float, float]]:
        for number, here in enumerate(anchors):
            for name, (x, y, *_) in here.items():
                yield (name, number, *self._place(number, x, y))

    def _bookmarks(self) -> Iterator[tuple[int, str, int, float, float, bool]]:
        for number, page in enumerate(self.document.pages):
            for level, label, (x, y), state in page.bookmarks:
                yield (level, label, number, *self._place(number, x, y), state == "open")

    def _place(self, page: int, x: float, y: float) -> tuple[float, float]:
        """In points from below."""
        height = float(self.pages[page]["MediaBox"][3])
        return round(x * _POINTS_PER_PIXEL, 2), round(height - y * _POINTS_PER_PIXEL, 2)


def _fonts(
    document: Any,
) -> tuple[dict[str, str], dict[str, tuple[str, str]], dict[Any, Any], dict[str, str]]:
    """What our typefaces are called here, the letters of their glyphs, the fonts that are not ours, and which of
    these are, but for a letter that they lack."""
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
    return names, {name: _listed(one) for name, one in glyphs.items()}, others, lacking


def _listed(letters: dict[int, str]) -> tuple[str, str]:
    return "".join(map(chr, letters)), LETTERS.join(letters.values())


def _softened(text: str) -> str:
    """The hyphen that divides a word at the end of a line; what is typed is another."""
    return "\N{SOFT HYPHEN}" if text == "\N{HYPHEN}" else text


def _size(page: Any) -> tuple[float, float]:
    width, height = page["MediaBox"][2:]
    return float(width), float(height)


def _terse(element: Any) -> dict[str, Any]:
    """An element without what goes without saying."""
    told = {name: value for name, value in element.items() if name not in ("Type", "Pg", "K", "A")}
    if any(isinstance(kid, int) for kid in element["K"]):
        told["Pg"] = element["Pg"]
    if element["K"]:
        told["K"] = element["K"][0] if len(element["K"]) == 1 else element["K"]
    if set(element.get("A", ())) - {"O"}:
        told["A"] = element["A"]
    return told


def _template(value: Any, used: list[int]) -> bytes:
    """A value as it is written, with `%d` for each number of an object."""
    if isinstance(value, dict):
        pairs = ((name.encode(), _template(one, used)) for name, one in value.items())
        return b"<<" + b"".join(b"/%s%s%s" % (n, _gap(one), one) for n, one in pairs) + b">>"
    if isinstance(value, list | tuple):
        return b"[" + b" ".join(_template(one, used) for one in value) + b"]"
    if isinstance(value, bytes) and (reference := _REFERENCE.fullmatch(value)):
        used.append(int(reference[1]))
        return b"%d 0 R"
    written = value.data if isinstance(value, pydyf.Object) else engine.as_bytes(value)
    return written.replace(b"%", b"%%")


def _gap(value: bytes) -> bytes:
    """A name ends where one of these begins."""
    return b"" if value[:1] in b"/[(<" else b" "


def _number(reference: bytes) -> int:
    return int(reference.split(b" ", 1)[0])
