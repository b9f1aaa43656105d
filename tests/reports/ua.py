"""What a PDF promises those who listen to it, asked of the file itself.

Not a certificate: it covers what our reports are made of. `pdfua` asks some of the same things.
"""

from collections import Counter, defaultdict
from io import BytesIO
from itertools import pairwise

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.reports.ua_content import content_faults

STANDARD = {
    "Document", "Part", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "NonStruct", "P",
    "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody",
    "Table", "THead", "TBody", "TFoot", "TR", "TH", "TD",
    "Span", "Quote", "Note", "Reference", "Link", "Figure",
}  # fmt: skip
MUST_LIE_IN = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "LI": {"L"},
    "LBody": {"LI"},
    "Lbl": {"LI", "TOCI", "Note"},
    "TOCI": {"TOC"},
    "Reference": {"TOCI"},
}
MAY_HOLD = {"TOC": {"TOC", "TOCI", "Caption"}, "TOCI": {"Lbl", "Reference", "P", "TOC"}}


class Paper:
    """A tagged PDF, read once: its elements in the order they are spoken, and its faults."""

    def __init__(self, pdf):
        self.file = pikepdf.open(BytesIO(pdf))
        self.root = self.file.Root
        self.elements = list(_walk(self.root.StructTreeRoot, ()))
        self.parents = _numbers(self.root.StructTreeRoot.ParentTree)

    def of_kind(self, *kinds):
        return [(kind, element) for kind, element, _ in self.elements if kind in kinds]

    @property
    def headings(self):
        return [
            int(kind[1]) for kind, _, _ in self.elements if kind[0] == "H" and kind[1:].isdigit()
        ]

    @property
    def figures(self):
        return [str(element.get("/Alt", "")) for _, element in self.of_kind("Figure")]

    @property
    def scopes(self):
        return [_attribute(element, "/Scope") for _, element in self.of_kind("TH")]

    @property
    def links(self):
        return [a for page in self.file.pages for a in page.get("/Annots", [])]

    def lines_of_contents(self):
        """The links of tables of contents, as numbers of objects; others have no page beside them."""
        return {
            kid.Obj.objgen
            for kind, element, above in self.elements
            if kind == "Link" and "TOCI" in above
            for kid in _kids(element)
            if isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR
        }

    def outline(self):
        with self.file.open_outline() as outline:
            return [(item.title, self._page_of(item.destination)) for item in _items(outline.root)]

    def destinations(self):
        """The number of the page that each name leads to."""
        return {name: page for name, (page, _, _) in self.places().items()}

    def places(self):
        """The page of each name, and how far from left and below, in points."""
        if "/Names" not in self.root:
            return {}
        names = _named(self.root.Names.Dests)
        return {
            name: (self._page_of(place), float(place[2]), float(place[3]))
            for name, place in names.items()
        }

    def faults(self):
        return [
            *self._document_faults(),
            *self._tree_faults(),
            *self._cell_faults(),
            *self._heading_faults(),
            *self._page_faults(),
            *self._link_faults(),
        ]

    def _page_of(self, destination):
        return self.file.pages.index(pikepdf.Page(destination[0])) + 1

    def _document_faults(self):
        metadata = bytes(self.root.Metadata.read_bytes()).decode()
        objects = [one for one in self.file.objects if isinstance(one, Dictionary)]
        promises = {
            "language": str(self.root.get("/Lang", "")) == "da",
            "language in the metadata": "dc:language" in metadata,
            "title": "dc:title" in metadata and str(self.file.docinfo.get("/Title", "")),
            "title is shown": bool(self.root.ViewerPreferences.DisplayDocTitle),
            "tagged": bool(self.root.MarkInfo.Marked),
            "says it is PDF/UA": "pdfuaid:part" in metadata,
            "bookmarks": self.outline(),
            "fonts lie in it": all(
                any(f"/FontFile{n}" in one for n in ("", "2", "3"))
                for one in objects
                if one.get("/Type") == Name.FontDescriptor
            ),
            "letters can be copied": all(
                "/ToUnicode" in one for one in objects if one.get("/Subtype") == Name.Type0
            ),
        }
        return [promise for promise, kept in promises.items() if not kept]

    def _tree_faults(self):
        for kind, element, above in self.elements:
            if kind not in STANDARD:
                yield f"{kind} is no standard element"
            allowed = MUST_LIE_IN.get(kind, {above[-1]} if above else ())
            if above and (above[-1] not in allowed or kind not in MAY_HOLD.get(above[-1], {kind})):
                yield f"{kind} in {above[-1]}"
            if kind == "Figure":
                yield from self._figure_faults(element)
            for kid in _kids(element):
                if isinstance(kid, Dictionary) and "/S" in kid and kid.P.objgen != element.objgen:
                    yield f"{kid.S} says that it lies elsewhere than in {kind}"
                if isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR and kind != "Link":
                    yield f"an annotation in {kind}"

    def _cell_faults(self):
        known = set(_named(self.root.StructTreeRoot.get("/IDTree", {})))
        names = Counter(str(cell.ID) for _, cell in self.of_kind("TH") if "/ID" in cell)
        yield from (f"two header cells are called {name}" for name, n in names.items() if n > 1)
        if not set(self.scopes) <= {"/Row", "/Column", "/Both"}:
            yield "TH without scope"
        for _, cell in self.of_kind("TD"):
            if not {str(head) for head in _attribute(cell, "/Headers", [])} <= known:
                yield "TD with headers that no index knows"

    @staticmethod
    def _figure_faults(figure):
        if not str(figure.get("/Alt", "")):
            yield "figure without words"
        _, _, width, height = (float(n) for n in figure.Pg.MediaBox)
        left, bottom, right, top = (float(n) for n in _attribute(figure, "/BBox", (0, 0, 0, 0)))
        if not (0 <= left < right <= width and 0 <= bottom < top <= height):
            yield f"figure outside its page: {left} {bottom} {right} {top}"

    def _heading_faults(self):
        if self.headings[:1] != [1] or any(b > a + 1 for a, b in pairwise(self.headings)):
            yield f"headings {self.headings}"

    def _page_faults(self):
        spoken = self._spoken()
        for number, page in enumerate(self.file.pages, start=1):
            said = spoken[page.obj.objgen]
            owners = self.parents[int(page.StructParents)]
            if "/Annots" in page and page.get("/Tabs") != Name.S:
                yield f"page {number}: tab order"
            if any(owners[mcid].objgen != of[0] or len(of) > 1 for mcid, of in said.items()):
                yield f"page {number}: marked content with two parents"
            yield from (f"page {number}: {fault}" for fault in content_faults(page, set(said)))

    def _link_faults(self):
        places = set(self.destinations())
        referred = {
            kid.Obj.objgen
            for _, element in self.of_kind("Link")
            for kid in _kids(element)
            if isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR
        }
        for link in self.links:
            if not str(link.get("/Contents", "")).startswith("Gå til "):
                yield "a link without words"
            if int(link.StructParent) not in self.parents or link.objgen not in referred:
                yield "a link outside the tree"
            if isinstance(link.get("/Dest"), pikepdf.String) and str(link.Dest) not in places:
                yield f"a link to {link.Dest}, which is nowhere"

    def _spoken(self):
        """Page by page, which marked content is in the tree, and whose it is."""
        spoken = defaultdict(lambda: defaultdict(list))
        for _, element, _ in self.elements:
            for kid in _kids(element):
                if isinstance(kid, int):
                    spoken[element.Pg.objgen][kid].append(element.objgen)
        return spoken


def _walk(element, above):
    for kid in _kids(element):
        if isinstance(kid, Dictionary) and "/S" in kid:
            kind = str(kid.S)[1:]
            yield kind, kid, above
            yield from _walk(kid, (*above, kind))


def _kids(element):
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def _attribute(element, name, otherwise=""):
    """What an element says of itself, in one dictionary or in one of several."""
    said = element.get("/A", [])
    for one in said if isinstance(said, Array) else [said]:
        if name in one:
            return str(one[name]) if isinstance(one[name], Name) else one[name]
    return otherwise


def _numbers(node):
    pairs = node.get("/Nums", [])
    found = {int(pairs[i]): pairs[i + 1] for i in range(0, len(pairs), 2)}
    for kid in node.get("/Kids", []):
        found |= _numbers(kid)
    return found


def _named(node):
    pairs = node.get("/Names", [])
    found = {str(pairs[i]): pairs[i + 1] for i in range(0, len(pairs), 2)}
    for kid in node.get("/Kids", []):
        found |= _named(kid)
    return found


def _items(items):
    for item in items:
        yield item
        yield from _items(item.children)
