"""What a PDF promises those who listen to it, asked of the file itself.

Not a certificate: it covers what our reports are made of. `pdfua` asks some of the same things.
"""

from collections import defaultdict
from io import BytesIO
from itertools import pairwise

import pikepdf
from pikepdf import Array, Dictionary, Name

DRAWS = {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh"}
MUST_LIE_IN = {
    "TR": {"Table", "THead", "TBody"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "LI": {"L"},
    "LBody": {"LI"},
    "Lbl": {"LI"},
}


class Paper:
    """A tagged PDF, read once: its elements in the order they are spoken, and its faults."""

    def __init__(self, pdf):
        self.file = pikepdf.open(BytesIO(pdf))
        self.root = self.file.Root
        self.elements = list(_walk(self.root.StructTreeRoot, ()))

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
        return [str(element.A.get("/Scope", "")) for _, element in self.of_kind("TH")]

    @property
    def links(self):
        return [a for page in self.file.pages for a in page.get("/Annots", [])]

    def outline(self):
        with self.file.open_outline() as outline:
            return [(item.title, self._page_of(item.destination)) for item in _items(outline.root)]

    def destinations(self):
        names = self.root.Names.Dests.Names
        return {str(names[i]): self._page_of(names[i + 1]) for i in range(0, len(names), 2)}

    def faults(self):
        return [*self._document_faults(), *self._tree_faults(), *self._page_faults()]

    def _page_of(self, destination):
        return self.file.pages.index(pikepdf.Page(destination[0])) + 1

    def _document_faults(self):
        metadata = bytes(self.root.Metadata.read_bytes()).decode()
        promises = {
            "language": str(self.root.get("/Lang", "")) == "da",
            "language in the metadata": "dc:language" in metadata,
            "title": "dc:title" in metadata and str(self.file.docinfo.get("/Title", "")),
            "title is shown": bool(self.root.ViewerPreferences.DisplayDocTitle),
            "tagged": bool(self.root.MarkInfo.Marked),
            "says it is PDF/UA": "pdfuaid:part" in metadata,
            "fonts lie in it": all(
                any(f"/FontFile{n}" in o for n in ("", "2", "3"))
                for o in self.file.objects
                if isinstance(o, Dictionary) and o.get("/Type") == Name.FontDescriptor
            ),
        }
        return [promise for promise, kept in promises.items() if not kept]

    def _tree_faults(self):
        for kind, element, above in self.elements:
            if kind in MUST_LIE_IN and above[-1] not in MUST_LIE_IN[kind]:
                yield f"{kind} in {above[-1]}"
            if kind == "TH" and not (element.get("/A") and "/Scope" in element.A):
                yield "TH without scope"
            if kind == "TD" and element.get("/A") and "/Headers" in element.A:
                yield "TD with headers that no index knows"
            if kind == "Figure" and not str(element.get("/Alt", "")):
                yield "figure without words"
        if self.headings[:1] != [1] or any(b > a + 1 for a, b in pairwise(self.headings)):
            yield f"headings {self.headings}"

    def _page_faults(self):
        parents = _numbers(self.root.StructTreeRoot.ParentTree)
        spoken = self._spoken()
        for number, page in enumerate(self.file.pages, start=1):
            said = spoken[page.obj.objgen]
            owners = parents[int(page.StructParents)]
            if "/Annots" in page and page.get("/Tabs") != Name.S:
                yield f"page {number}: tab order"
            if any(owners[mcid].objgen != owner for mcid, owner in said.items()):
                yield f"page {number}: marked content with two parents"
            yield from (f"page {number}: {fault}" for fault in _content_faults(page, said))
        for link in self.links:
            if not str(link.get("/Contents", "")).startswith("Gå til "):
                yield "a link without words"
            if int(link.StructParent) not in parents:
                yield "a link outside the tree"

    def _spoken(self):
        """Page by page, which marked content is in the tree, and whose it is."""
        spoken = defaultdict(dict)
        for _, element, _ in self.elements:
            for kid in _kids(element):
                if isinstance(kid, int):
                    spoken[element.Pg.objgen][kid] = element.objgen
        return spoken


def _content_faults(page, spoken):
    """Everything drawn is either spoken or an artifact, and never both."""
    open_marks = []
    seen = set()
    for step in pikepdf.parse_content_stream(page):
        operator = str(step.operator)
        if operator in ("BDC", "BMC"):
            mark = step.operands[1] if operator == "BDC" else None
            mcid = int(mark.MCID) if isinstance(mark, Dictionary) and "/MCID" in mark else None
            if mcid is not None:
                seen.add(mcid)
            open_marks.append("artifact" if step.operands[0] == Name.Artifact else mcid)
        elif operator == "EMC":
            open_marks.pop()
        elif operator in DRAWS and not any(mark is not None for mark in open_marks):
            yield f"drawn without a tag ({operator})"
    if seen != set(spoken):
        yield f"marked, but not in the tree: {sorted(seen ^ set(spoken))}"


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


def _numbers(node):
    pairs = node.get("/Nums", [])
    found = {int(pairs[i]): pairs[i + 1] for i in range(0, len(pairs), 2)}
    for kid in node.get("/Kids", []):
        found |= _numbers(kid)
    return found


def _items(items):
    for item in items:
        yield item
        yield from _items(item.children)
