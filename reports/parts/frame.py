"""What a paper has once: page tree, elements, outline, names of places, and what is said of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from reports.parts.file import File, text
from reports.parts.part import Paper


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the paper: the object of its page, and how far from left and below."""

    page: int
    x: float
    y: float

    def __bytes__(self) -> bytes:
        return b"[%d 0 R/XYZ %.2f %.2f 0]" % (self.page, self.x, self.y)


@dataclass(slots=True)
class Bookmark:
    """A line of the outline, with those below it."""

    title: str
    place: Place
    is_open: bool
    below: "list[Bookmark]" = field(default_factory=list)
    number: int = 0


class Frame:
    """Gathers from the parts what belongs to all of them, and writes it last."""

    def __init__(self, file: File) -> None:
        first = file.numbers(7)
        self.catalogue, self.pages, self.root, self.document = range(first, first + 4)
        self.owners, self.metadata, self.info = range(first + 4, first + 7)
        self._file = file
        self.kids: list[int] = []
        self.top: list[int] = []
        self.owned: list[bytes] = []
        self.places: dict[str, Place] = {}
        self._outline = Bookmark("", Place(0, 0, 0), True)
        self._path = [(0, self._outline)]

    def bookmark(self, level: int, one: Bookmark) -> None:
        """Add a line below the last that is of a higher level."""
        while self._path[-1][0] >= level:
            self._path.pop()
        self._path[-1][1].below.append(one)
        self._path.append((level, one))

    def written(self, paper: Paper) -> Iterator[bytes]:
        """The objects, when all parts are written."""
        metadata = _metadata(paper)
        yield self._file.stream(self.metadata, b"<</Type/Metadata/Subtype/XML>>", metadata)
        outline, bookmarks = self._outlined()
        named = sorted((text(name), bytes(place)) for name, place in self.places.items())
        names = b"".join([part for one in named for part in one])
        yield self._file.packed(
            {
                self.catalogue: self._catalogue(paper, outline, names),
                self.pages: b"<</Type/Pages/Count %d/Kids[%s]>>"
                % (len(self.kids), _listed(self.kids)),
                self.root: b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d>>"
                % (self.document, self.owners, len(self.owned)),
                self.document: b"<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>"
                % (self.root, _listed(self.top)),
                self.owners: b"<</Nums[%s]>>"
                % b" ".join(b"%d %s" % pair for pair in enumerate(self.owned)),
                self.info: _info(paper),
                **bookmarks,
            }
        )

    def _catalogue(self, paper: Paper, outline: int, names: bytes) -> bytes:
        return (
            b"<</Type/Catalog/Pages %d 0 R/StructTreeRoot %d 0 R/Metadata %d 0 R/MarkInfo<</Marked true>>"
            b"/Lang%s/ViewerPreferences<</DisplayDocTitle true>>%s/Names<</Dests<</Names[%s]>>>>>>"
            % (
                self.pages, self.root, self.metadata, text(paper.language),
                b"/Outlines %d 0 R" % outline if outline else b"", names,
            )
        )  # fmt: skip

    def _outlined(self) -> tuple[int, dict[int, bytes]]:
        """The number of the outline, 0 when there is none, and its objects."""
        everything = list(_all_below(self._outline))
        if not everything:
            return 0, {}
        first = self._file.numbers(1 + len(everything))
        self._outline.number = first
        for number, one in enumerate(everything, start=first + 1):
            one.number = number
        top = self._outline
        objects = {first: b"<</Type/Outlines%s/Count %d>>" % (_ends(top.below), _shown(top))}
        for parent in (top, *everything):
            objects |= _siblings(parent)
        return first, objects


def _siblings(parent: Bookmark) -> dict[int, bytes]:
    told = {}
    before, after = [None, *parent.below], [*parent.below[1:], None]
    for one, previous, following in zip(parent.below, before, after, strict=False):
        more = b"/Prev %d 0 R" % previous.number if previous else b""
        more += b"/Next %d 0 R" % following.number if following else b""
        if one.below:
            more += _ends(one.below) + b"/Count %d" % (_shown(one) if one.is_open else -_shown(one))
        head = b"<</Title%s/Parent %d 0 R/Dest" % (text(one.title), parent.number)
        told[one.number] = head + bytes(one.place) + more + b">>"
    return told


def _all_below(bookmark: Bookmark) -> Iterator[Bookmark]:
    for one in bookmark.below:
        yield one
        yield from _all_below(one)


def _shown(bookmark: Bookmark) -> int:
    """How many lines are seen below one when it is open."""
    return sum(1 + (_shown(one) if one.is_open else 0) for one in bookmark.below)


def _ends(below: Sequence[Bookmark]) -> bytes:
    return b"/First %d 0 R/Last %d 0 R" % (below[0].number, below[-1].number)


def _listed(numbers: Sequence[int]) -> bytes:
    return b" ".join([b"%d 0 R" % number for number in numbers])


def _info(paper: Paper) -> bytes:
    told: Mapping[bytes, str] = {
        b"Title": paper.title,
        b"Author": paper.author,
        b"Subject": paper.subject,
        b"Creator": "Transfer",
        b"Producer": "Transfer, WeasyPrint",
        b"CreationDate": _date(paper),
    }
    return b"<<%s>>" % b"".join(b"/%s%s" % (name, text(words)) for name, words in told.items())


def _date(paper: Paper) -> str:
    """`D:20260109120000+01'00`."""
    zone = paper.made_at.strftime("%z") or "+0000"
    return paper.made_at.strftime("D:%Y%m%d%H%M%S") + f"{zone[:3]}'{zone[3:5]}"


def _metadata(paper: Paper) -> bytes:
    """What the file promises: that it can be listened to, its title and its language."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
        "<pdfuaid:part>1</pdfuaid:part><dc:title><rdf:Alt>"
        f'<rdf:li xml:lang="x-default">{escape(paper.title)}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:language><rdf:Bag><rdf:li>{escape(paper.language)}</rdf:li></rdf:Bag></dc:language>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()
