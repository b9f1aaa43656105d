"""Drawing one part: the only work here that takes time, and done once for each thing that is said."""

from typing import Any

from reports import drawing
from reports.parts.part import Part

_PAGE = '<html lang="da"><head><title>Del</title></head><body>{}</body></html>'


def draw_part(part: Part) -> bytes:
    """The part as a fragment, to be kept under its key.

    Raises:
        ReachedOutside: its HTML asks for something that is not handed over with it.
    """
    from reports import tagging
    from reports.parts import cutting, engine
    from reports.parts.fragment import packed

    with drawing.laid_out(
        _PAGE.format(part.html),
        sheets=("part.css",),
        style=part.style,
        pictures=dict(part.pictures),
    ) as document:
        anchors = [dict(page.anchors) for page in document.pages]
        _let_links_lead_out(document)
        pdf, fonts = engine.painted(document)
        tagging.put_right(pdf)
        return packed(cutting.cut(document, pdf, fonts, anchors))


def _let_links_lead_out(document: Any) -> None:
    """A link to an anchor that is not there would be left out; it may lead to another part."""
    anchors = {name for page in document.pages for name in page.anchors}
    for page in document.pages:
        for kind, name, _, _ in page.links:
            if kind == "internal" and name not in anchors:
                document.pages[0].anchors.setdefault(name, (0, 0, 0, 0))
