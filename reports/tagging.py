"""What WeasyPrint 70 leaves undone for those who listen to a PDF.

- header cells get their scope; the header ids that no index lists are taken out again
- running heads and feet become artifacts, so that nobody hears "Side 3 af 9" in a sentence
- figures get their box in the page's own units, from below
- links say where they lead instead of the name of an anchor
- the language stands in the metadata too
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, String

_POINTS_PER_PIXEL = 0.75
_Elements = dict[tuple[int, int], set[int]]


def finished(pdf: bytes, links: Mapping[str, str]) -> bytes:
    """The same document with its tags put right. `links` says in words where each anchor is."""
    with pikepdf.open(BytesIO(pdf)) as document:
        spoken = _put_elements_right(document)
        for page in document.pages:
            _silence(document, page, spoken[page.obj.objgen])
            _name_links(page, links)
        with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:language"] = {str(document.Root.get("/Lang", "da"))}
        out = BytesIO()
        document.save(out, deterministic_id=True)
        return out.getvalue()


def _put_elements_right(document: pikepdf.Pdf) -> _Elements:
    """Mend each element of the tree, and tell which marked content of each page it speaks."""
    spoken: _Elements = defaultdict(set)
    for element, parents in _elements(document.Root.StructTreeRoot):
        match str(element.S):
            case "/TH":
                in_head = "/THead" in parents
                element.A.Scope = Name.Column if in_head else Name.Row
                if "/ID" in element:
                    del element.ID
            case "/TD":
                if "/A" in element and "/Headers" in element.A:
                    del element.A.Headers
            case "/Figure":
                _turn_box(element)
        for kid in _kids(element):
            if isinstance(kid, int):
                spoken[element.Pg.objgen].add(kid)
    return spoken


def _elements(root: Any) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Every element in reading order, with the kinds of those above it."""
    waiting: list[tuple[Any, tuple[str, ...]]] = [(kid, ()) for kid in reversed(_kids(root))]
    while waiting:
        element, parents = waiting.pop()
        yield element, parents
        below = (*parents, str(element.S))
        inside = [kid for kid in _kids(element) if isinstance(kid, Dictionary) and "/S" in kid]
        waiting += [(kid, below) for kid in reversed(inside)]


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def _turn_box(figure: Any) -> None:
    left, top, right, bottom = (float(n) * _POINTS_PER_PIXEL for n in figure.A.BBox)
    height = float(figure.Pg.MediaBox[3])
    figure.A.BBox = Array([round(n, 2) for n in (left, height - bottom, right, height - top)])


def _silence(document: pikepdf.Pdf, page: pikepdf.Page, spoken: set[int]) -> None:
    """Make artifacts of the marked content that no element speaks: the page's head and foot."""
    mended: list[Any] = []
    silenced: list[int] = []
    for step in pikepdf.parse_content_stream(page):
        mark = step.operands[1] if str(step.operator) == "BDC" else None
        if isinstance(mark, Dictionary) and "/MCID" in mark and int(mark.MCID) not in spoken:
            silenced.append(int(mark.MCID))
            artifact = Dictionary(Type=Name.Pagination)
            mended.append(([Name.Artifact, artifact], Operator("BDC")))
        else:
            mended.append(step)
    if not silenced:
        return
    page.Contents = document.make_stream(pikepdf.unparse_content_stream(mended))
    owners = _owners(document, int(page.StructParents))
    for mcid in silenced:
        owners[mcid] = None


def _owners(document: pikepdf.Pdf, number: int) -> Any:
    """The list, in the tree of parents, of the elements that own a page's marked content."""
    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    for place in range(0, len(numbers), 2):
        if int(numbers[place]) == number:
            return numbers[place + 1]
    raise LookupError(number)


def _name_links(page: pikepdf.Page, links: Mapping[str, str]) -> None:
    for annotation in page.get("/Annots", []):
        words = links.get(str(annotation.get("/Dest", "")))
        if words:
            annotation.Contents = String(words)
