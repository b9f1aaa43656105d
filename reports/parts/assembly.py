"""From fragments to a paper: numbers are given out, and nothing is laid out.

Two looks at the fragments: the first adds up pages, letters and anchors, so that the second can write each
part as it comes. The bytes of what is drawn are sent as they are kept; the rest is filled in.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from operator import itemgetter

from isal.isal_zlib import compress

from reports.parts import fonts
from reports.parts.file import File, text
from reports.parts.fragment import BETWEEN, Fragment, unpacked
from reports.parts.frame import Bookmark, Frame, Place
from reports.parts.part import Paper
from reports.parts.stamps import AFTER, BEFORE, NAME, Stamps, number

_PACKED = 1


def assembled(paper: Paper, kept: Sequence[bytes]) -> Iterator[bytes]:
    """The PDF, piece by piece. `kept`: a fragment for each part of the paper, in the same order.

    Raises:
        DamagedFragment: before the first piece, if one of them is not what was drawn.
        ValueError: there is not one for each part.
    """
    if len(kept) != len(paper.parts):
        raise ValueError(f"{len(kept)} fragments of {len(paper.parts)} parts")
    fragments = [unpacked(one) for one in kept]
    return _Assembly(paper, fragments).pieces()


class _Assembly:
    """One paper on its way."""

    def __init__(self, paper: Paper, fragments: Sequence[Fragment]) -> None:
        self.paper, self.fragments = paper, fragments
        self.file = File()
        self.frame = Frame(self.file)
        total = sum(len(one.sizes) for one in fragments)
        self.stamps = Stamps(paper.typeface, paper.head, total, is_numbered=paper.is_numbered)
        self.glyphs = fonts.union(
            [*(one.glyphs for one in fragments), {self.stamps.file: self.stamps.glyphs()}]
        )
        self.faces = {name: self.file.numbers(fonts.OBJECTS) for name in self.glyphs}
        self.names = {name: at for one in fragments for name, at in one.names.items()}
        self.shared_fonts = self.file.numbers(1)
        self.before, self.after = self.file.numbers(1), self.file.numbers(1)
        # By size of a page, what is drawn above it; by anchor, its page, and the words of links to it.
        self.above: dict[tuple[float, float], int] = {}
        self.page_of = self._pages_of_anchors()
        self.told_of: dict[str, tuple[bytes, bytes]] = {}
        self.page = 0

    def pieces(self) -> Iterator[bytes]:
        yield self.file.opening()
        for name, glyphs in self.glyphs.items():
            yield from fonts.written(self.file, name, glyphs, self.faces[name])
        yield self.file.packed({self.shared_fonts: self._dictionary(self.names, {})})
        yield self.file.stream(self.before, b"<<>>", BEFORE)
        yield self.file.stream(self.after, b"<<>>", AFTER)
        for fragment in self.fragments:
            yield from self._part(fragment)
        yield self.file.rest()
        yield from self.frame.written(self.paper)
        same = "\n".join(part.key for part in self.paper.parts) + repr(self.paper.made_at)
        identifier = blake2b(same.encode(), digest_size=16).digest()
        yield self.file.closing(self.frame.catalogue, self.frame.info, identifier)

    def _pages_of_anchors(self) -> dict[str, int]:
        """The number of the page that each anchor is on; the first of two that are called the same."""
        found: dict[str, int] = {}
        before = 1
        for one in self.fragments:
            for name, page, _, _ in one.anchors:
                found.setdefault(name, before + page)
            before += len(one.sizes)
        return found

    def _dictionary(self, names: dict[str, str], own: dict[str, int]) -> bytes:
        told = {name.encode(): self.faces[file] for name, file in names.items()}
        told |= {name.encode(): at for name, at in own.items()}
        told[NAME] = self.faces[self.stamps.file]
        return b"<<%s>>" % b"".join([b"/%s %d 0 R" % one for one in told.items()])

    # One part

    def _part(self, one: Fragment) -> Iterator[bytes]:
        base = self.file.numbers(one.size)
        below = self.file.numbers(len(one.sizes))
        yield from self._heads(one)
        fonts_here = self.shared_fonts
        if one.own_fonts:
            fonts_here = self.file.numbers(1)
            own = {name: base + at for name, at in one.own_fonts.items()}
            yield self.file.packed({fonts_here: self._dictionary(one.names, own)})
        # The two that all parts share are asked for as -1 (DOCUMENT) and -2 (FONTS): counted from the end.
        numbers = [*range(base, base + one.size), fonts_here, self.frame.document]
        objects = (one.objects % _picked(numbers, one.references)).split(BETWEEN)
        pages, links = self._pages(one, base, below), self._links(one, base)
        yield self.file.pack_later(base, [*pages, *links, *objects])
        yield from self._streams(one, base, numbers)
        for n, (width, _) in enumerate(one.sizes):
            self.page += 1
            yield self.file.stream(below + n, b"<<>>", self.stamps.below(self.page, width))
        self._tell_frame(one, base)

    def _heads(self, one: Fragment) -> Iterator[bytes]:
        """What stands above pages of each size, once for all of them."""
        for width, height in one.sizes:
            if (width, height) not in self.above:
                own = self.above[width, height] = self.file.numbers(1)
                yield self.file.stream(own, b"<<>>", self.stamps.above(width, height))

    def _pages(self, one: Fragment, base: int, below: int) -> list[bytes]:
        written = []
        first = len(self.frame.owned)
        for n, ((width, height), contents) in enumerate(zip(one.sizes, one.contents, strict=True)):
            links = [
                b"%d 0 R" % (base + len(one.sizes) + 2 * place)
                for place, link in enumerate(one.links)
                if link.page == n and link.to in self.page_of
            ]
            above = self.above[width, height] if self.page + n else self.after
            annotations = b"/Annots[%s]" % b" ".join(links) if links else b""
            written.append(
                b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.6f %.6f]/Resources %d 0 R"
                b"/Contents[%d 0 R %d 0 R %d 0 R %d 0 R]/Tabs/S/StructParents %d%s>>\n"
                % (
                    self.frame.pages, width, height, base + one.resources,
                    self.before, base + contents, above, below + n, first + n, annotations,
                )
            )  # fmt: skip
        return written

    def _links(self, one: Fragment, base: int) -> list[bytes]:
        """Two objects each: what can be pressed, and the element with its words. To a part that is not chosen
        leads nothing: then they are words like others."""
        written = list[bytes]()
        keys = len(self.frame.owned) + len(one.sizes)
        for n, link in enumerate(one.links):
            annotation, page = base + len(one.sizes) + 2 * n, base + link.page
            words = b"/P %d 0 R/Pg %d 0 R/K[%s" % (base + link.parent, page, link.kids)
            if link.to not in self.page_of:
                written += (b"null\n", b"<</S/Span%s]>>\n" % words)
                continue
            said, to = self._leading_to(link.to)
            written += (
                b"<</Type/Annot/Subtype/Link/Rect[%s]/BS<</W 0>>/F 4/Contents%s/Dest%s/StructParent %d>>\n"
                % (link.box, said, to, keys + n),
                b"<</S/Link%s <</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>]>>\n" % (words, annotation, page),
            )
        return written

    def _leading_to(self, anchor: str) -> tuple[bytes, bytes]:
        """What a listener hears of a link, and the name of the place."""
        if anchor not in self.told_of:
            self.told_of[anchor] = text(self.paper.links.get(anchor, anchor)), text(anchor)
        return self.told_of[anchor]

    def _streams(self, one: Fragment, base: int, numbers: Sequence[int]) -> Iterator[bytes]:
        first = base + len(one.sizes) + 2 * len(one.links) + one.count
        for n, stream in enumerate(one.streams):
            head, data = stream.head % _picked(numbers, stream.references), stream.data
            if stream.late:
                pieces, begin = list[bytes | memoryview](), 0
                for end, anchor, name in stream.late:
                    pieces += (data[begin:end], number(self.page_of.get(anchor), name))
                    begin = end
                packed = compress(b"".join((*pieces, data[begin:])), _PACKED)
                yield self.file.stream(first + n, b"<</Filter/FlateDecode>>", packed)
            else:
                yield self.file.stream(first + n, head, data)

    def _tell_frame(self, one: Fragment, base: int) -> None:
        """Hand over what belongs to the whole paper. Owners come in the order in which `_pages` and `_links` have
        numbered them: first those of the pages, then those of the links."""
        frame = self.frame
        frame.kids += range(base, base + len(one.sizes))
        frame.top += [base + n for n in one.top]
        frame.owned += [b"%d 0 R" % (base + n) for n in one.owners]
        elements = range(base + len(one.sizes) + 1, base + len(one.sizes) + 2 * len(one.links), 2)
        frame.owned += [b"%d 0 R" % element for element in elements]
        for name, page, x, y in one.anchors:
            frame.places.setdefault(name, Place(base + page, x, y))
        for level, title, page, x, y, is_open in one.headings:
            frame.bookmark(level, Bookmark(title, Place(base + page, x, y), is_open))


def _picked(numbers: Sequence[int], places: Sequence[int]) -> tuple[int, ...]:
    if len(places) < 2:  # of one, itemgetter makes no tuple
        return tuple(numbers[place] for place in places)
    picked: tuple[int, ...] = itemgetter(*places)(numbers)
    return picked
