"""What WeasyPrint 70 leaves undone for those who listen to a PDF, put right before the file is written.

- header cells get their scope; the header ids that no index lists are taken out again
- running heads and feet become artifacts, so that nobody hears "Side 3 af 9" in a sentence
- figures get their box in the page's own units, from below
- a list of nothing but links is the table of contents
- a line of text, and what is only set in another weight, belongs to its paragraph, with no element of its own between them
- links say where they lead instead of the name of an anchor
- a hyphen at the end of a line is a soft one, which whoever searches or copies is spared
- the language stands in the metadata too
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any

import pydyf

_POINTS_PER_PIXEL = 0.75
_HYPHEN, _SOFT_HYPHEN = b"<2010>", b"<00ad>"
_SAID_OF_WORDS = frozenset({"Lang", "Alt", "ActualText", "E"})
_PAGINATION = pydyf.Dictionary({"Type": "/Pagination"})


def finisher(links: Mapping[str, str]) -> Callable[[Any, Any], None]:
    """What WeasyPrint calls before it writes. `links` says in words where each anchor is."""

    def finish(document: Any, pdf: Any) -> None:
        put_right(pdf)
        _name_links(pdf, links)
        soften_hyphens(pdf)
        _say_language(pdf, document.metadata.lang or "da")

    return finish


def put_right(pdf: Any) -> None:
    """Mend the elements of a document that is painted and not written yet."""
    tree = _Tree(pdf)
    tree.put_right()
    tree.silence_what_is_not_spoken()


class _Tree:
    """The elements of a document in reading order, and which of them owns each piece of marked content of a page."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.root = self.at(pdf.catalog["StructTreeRoot"])
        owners = self.at(self.root["ParentTree"])["Nums"]
        self.owners = dict(zip(owners[::2], owners[1::2], strict=True))
        self.spoken: dict[bytes, set[int]] = defaultdict(set)

    def at(self, reference: bytes) -> Any:
        """The object that a reference is to."""
        return self.pdf.objects[int(reference.split(b" ", 1)[0])]

    def put_right(self) -> None:
        """Mend each element, and note which marked content of each page is spoken."""
        for element, above in self._elements():
            kind = element["S"]
            if kind == "/TH":
                element["A"]["Scope"] = "/Column" if "/THead" in above else "/Row"
                element.pop("ID", None)
            elif kind == "/TD":
                element["A"].pop("Headers", None)
            elif kind == "/Figure":
                self._turn_box(element)
            elif kind == "/L" and all(map(self._begins_with_a_link, self._kids(element))):
                self._become_contents(element)
            element["K"] = pydyf.Array(self._told(element))

    def silence_what_is_not_spoken(self) -> None:
        """Make artifacts of what is marked on a page but in no element: its running head and foot."""
        numbers = self.pdf.pages["Kids"][::3]
        for number in numbers:
            page = self.pdf.objects[number]
            spoken, lines = self.spoken[page.reference], self.at(page["Contents"]).stream
            owners = self.owners[page["StructParents"]]
            for place, item in enumerate(lines):
                if (
                    isinstance(item, pydyf.Dictionary)
                    and "MCID" in item
                    and item["MCID"] not in spoken
                ):
                    lines[place - 1 : place + 1] = "/Artifact", _PAGINATION
                    owners[item["MCID"]] = "null"

    def _elements(self) -> Iterator[tuple[Any, tuple[str, ...]]]:
        waiting: list[tuple[Any, tuple[str, ...]]] = [(self.at(self.root["K"][0]), ())]
        while waiting:
            element, above = waiting.pop()
            yield element, above
            below = (*above, element["S"])
            waiting += [(kid, below) for kid in reversed(self._kids(element))]

    def _kids(self, element: Any) -> list[Any]:
        kids = (self.at(kid) for kid in element["K"] if isinstance(kid, bytes))
        return [kid for kid in kids if kid and "S" in kid]

    def _begins_with_a_link(self, item: Any) -> bool:
        """Of an item in a list: is the first thing in its body a link?"""
        bodies = self._kids(item)
        first = self._kids(bodies[-1])[:1] if bodies else []
        return bool(first) and first[0]["S"] == "/Link"

    def _become_contents(self, contents: Any) -> None:
        contents["S"] = "/TOC"
        contents.pop("A", None)
        for item in self._kids(contents):
            item["S"] = "/TOCI"
            for body in self._kids(item):
                body["S"] = "/Reference" if body["S"] == "/LBody" else body["S"]

    def _told(self, element: Any) -> Iterator[Any]:
        """The kids of an element. WeasyPrint puts each line of text in a Span of its own: its words are handed to the
        element itself, and the Span is emptied."""
        for kid in element["K"]:
            if isinstance(kid, int):
                self.spoken[element["Pg"]].add(kid)
                yield kid
                continue
            inside = self.at(kid)
            if inside.get("S") == "/NonStruct":
                inside["K"] = pydyf.Array(self._told(inside))
            if self._is_only_words(inside, element):
                yield from self._taken_over(inside, element)
            else:
                yield kid

    @staticmethod
    def _is_only_words(inside: Any, element: Any) -> bool:
        """Whether it is a line, or letters of another weight: of its words it says nothing."""
        return (
            inside.get("S") in ("/Span", "/NonStruct")
            and inside["Pg"] == element.get("Pg")
            and not _SAID_OF_WORDS & inside.keys()
            and all(isinstance(kid, int) for kid in inside["K"])
        )

    def _taken_over(self, inside: Any, element: Any) -> Iterator[int]:
        """The words of an element, which from now on are another's."""
        owners = self.owners[self.at(element["Pg"])["StructParents"]]
        for mcid in inside["K"]:
            self.spoken[element["Pg"]].add(mcid)
            owners[mcid] = element.reference
            yield mcid
        inside.clear()  # an empty object: taking it out would renumber all others

    def _turn_box(self, figure: Any) -> None:
        left, top, right, bottom = (n * _POINTS_PER_PIXEL for n in figure["A"]["BBox"])
        height = self.at(figure["Pg"])["MediaBox"][3]
        box = (left, height - bottom, right, height - top)
        figure["A"]["BBox"] = pydyf.Array([round(n, 2) for n in box])


def _name_links(pdf: Any, links: Mapping[str, str]) -> None:
    for one in pdf.objects:
        if isinstance(one, pydyf.Dictionary) and one.get("Subtype") == "/Link" and "Dest" in one:
            one["Contents"] = pydyf.String(links.get(one["Dest"].string, one["Dest"].string))


def soften_hyphens(pdf: Any) -> None:
    """ISO 32000 asks for U+00AD where a word was divided. Only WeasyPrint draws U+2010; what is typed is another."""
    for one in pdf.objects:
        if isinstance(one, pydyf.Stream) and b"begincmap" in one.stream:
            one.stream = [
                line.replace(_HYPHEN, _SOFT_HYPHEN) if isinstance(line, bytes) else line
                for line in one.stream
            ]


def _say_language(pdf: Any, language: str) -> None:
    number = int(pdf.catalog["Metadata"].split(b" ", 1)[0])
    said = (
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:language>'
        f"<rdf:Bag><rdf:li>{escape(language)}</rdf:li></rdf:Bag></dc:language></rdf:Description>"
    )
    metadata = pdf.objects[number]
    metadata.stream = [metadata.stream[0].replace(b"</rdf:RDF>", said.encode() + b"</rdf:RDF>")]
