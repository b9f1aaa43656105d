"""Places where WeasyPrint 70 and pydyf 0.13 do often what needs doing once. The page is the same.

- The text of a chart is set as a line, not letter by letter: it can be searched, and is shaped once.
- A line of text gets a description of its font from those made before, for the same family and size.
- A line that was shaped to find its end is kept, and not shaped again when it is drawn.
- A line beside nothing that floats begins where its block does, and corners that nobody rounded are not.
- Widths, margins and paddings that depend on nothing around them are worked out once for each style.
- A style that was worked out for a paper before is used again where the same rules meet below the same style.
- A property that nobody set is looked up as inherited or initial at once, and not by way of all that could be.
- The list of a document's pages is made when a page is added, not for every element in its tree.
- Streams are packed less hard: half the time, for a file two hundredths larger.

Only charts of ours are drawn, so only what they use of SVG's text is done: one place and an anchor. Our sheets have no flex and no
grid, whose items change their style while they are laid out, and no lengths that are shares of a page.
"""

import zlib
from functools import cache
from typing import Any
from xml.etree.ElementTree import iselement

from reports import quicker_text

VERSIONS = ("70.0", "0.13.0")
"""Of WeasyPrint and pydyf. With others nothing is changed, and drawing takes longer."""

_MOST_STYLES = 2000
"""As many as a dozen organisations with a colour of their own have."""
_PACKED = 6
"""Of zlib's nine levels."""
_SHIFTS = {"start": 0.0, "middle": 0.5, "end": 1.0}


@cache
def hurry() -> bool:
    """Put ours in place, once for the process, and say whether these are the versions that ours are made for."""
    import pydyf
    import weasyprint
    from weasyprint import css
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import absolute, background, block, inline, page, percent, table
    from weasyprint.svg import TAGS
    from weasyprint.text import line_break

    if (weasyprint.__version__, pydyf.VERSION) != VERSIONS:
        return False
    TAGS["text"] = _text
    line_break.get_font_description = _described(line_break.get_font_description)
    _keep_lines(line_break)
    css.ComputedStyle.__missing__ = _unset(css)
    css.StyleFor.set_computed_styles = _shared_styles(css.StyleFor.set_computed_styles)
    boxes.Box.is_in_normal_flow = _is_in_normal_flow
    resolve = _resolved(percent.resolve_percentages)
    for module in (absolute, block, inline, page, percent, table):
        module.resolve_percentages = resolve
    inline.avoid_collisions = _beside_nothing(inline.avoid_collisions, boxes.LineBox)
    inline.strut = _once_for_each_style(inline.strut)
    background.resolve_radii_percentages = _square(percent.resolve_radii_percentages)
    quicker_text.hurry()
    pydyf.Stream.data = property(_packed)
    pydyf.PDF.page_references = property(_page_references)
    return True


def _text(svg: Any, node: Any, font_size: float) -> None:
    """A line of text at its place, or ending or centred there."""
    from weasyprint.draw.text import draw_first_line
    from weasyprint.matrix import Matrix
    from weasyprint.svg.text import TextBox
    from weasyprint.text.line_break import Layout, line_size

    if not node.text:
        return
    style = _style(svg, node, font_size)
    layout = Layout(style)
    layout.set_text(node.text)
    first, _ = layout.get_first_line()
    width, _ = line_size(first, style)
    x = float(node.get("x", 0)) - width * _SHIFTS[node.get("text-anchor", "start")]
    svg.stream.push_state()
    fill, stroke = svg.set_graphical_state(node, font_size)
    svg.stream.begin_text()
    svg.fill_stroke(fill, stroke, text=True)
    at = Matrix(d=-1, e=x, f=float(node.get("y", 0)))
    draw_first_line(svg.stream, TextBox(layout, style), "none", "none", at)
    svg.stream.end_text()
    svg.stream.pop_state()


def _style(svg: Any, node: Any, font_size: float) -> Any:
    """What WeasyPrint wants to know of a line of text, made once for each weight and size of a chart."""
    from weasyprint.css.properties import INITIAL_VALUES
    from weasyprint.svg.text import Style

    weight, family = int(node.get("font-weight", 400)), node.get("font-family", "")
    known = svg.__dict__.setdefault("styles_of_text", {})
    style = known.get((weight, family, font_size))
    if style is None:
        style = known[weight, family, font_size] = Style(INITIAL_VALUES)
        style.font_config = svg.font_config
        style["font_family"] = [name.strip("\"' ") for name in family.split(",")]
        style["font_weight"], style["font_size"] = weight, font_size
    return style


def _described(make: Any) -> Any:
    """Descriptions are never changed once made, and a report needs about a dozen."""
    known: dict[Any, Any] = {}

    def description(style: Any) -> Any:
        key = (
            *style["font_family"],
            style["font_style"],
            style["font_stretch"],
            style["font_weight"],
            style["font_size"],
            style["font_variant_caps"],
            style["font_variation_settings"],
        )
        if key not in known:
            known[key] = make(style)
        return known[key]

    return description


def _keep_lines(line_break: Any) -> None:
    """Let a line keep its shape from when it was measured till it is drawn."""
    layout, pango = line_break.Layout, line_break.pango
    set_text, reactivate = layout.set_text, layout.reactivate

    def set_line(self: Any, text: str, justify: bool = False) -> None:
        set_text(self, text, justify)
        # Drawing asks for this mode, and asking late would throw the shape away.
        pango.pango_layout_set_single_paragraph_mode(self.layout, "\n" not in self.text)

    def draw_again(self: Any, style: Any) -> None:
        if self.justification_spacing:
            reactivate(self, style)

    layout.set_text = set_line
    layout.reactivate = draw_again
    layout.deactivate = lambda self: None


def _shared_styles(compute: Any) -> Any:
    """WeasyPrint shares styles among the elements of a document; ours are shared by all documents.

    What a rule says is the same object as long as its sheet is remembered, and what is kept here keeps it alive.
    """
    known: dict[Any, Any] = {}

    def set_computed_styles(
        self: Any,
        element: Any,
        parent: Any,
        root: Any = None,
        pseudo_type: Any = None,
        base_url: Any = None,
        target_collector: Any = None,
    ) -> None:
        if pseudo_type is not None or not iselement(element):
            compute(self, element, parent, root, pseudo_type, base_url, target_collector)
            return
        above = None if parent is None else self._computed_styles[parent, None]
        rules = self._cascaded_styles.get((element, None), {})
        said = (
            (name, value if name == "lang" else id(value), weight)  # read anew for each paper
            for name, (value, weight) in rules.items()
        )
        key = id(above), id(self.font_config), base_url, *said
        if key not in known:
            compute(self, element, parent, root, pseudo_type, base_url, target_collector)
            if len(known) > _MOST_STYLES:
                known.clear()
            known[key] = self._computed_styles[element, None], above, rules
            return
        style = self._computed_styles[element, None] = known[key][0]
        if target_collector and style["anchor"]:
            target_collector.collect_anchor(style["anchor"])

    return set_computed_styles


def _unset(css: Any) -> Any:
    """The value of a property that a style has not been asked for before."""
    work_out, initial = css.ComputedStyle.__missing__, css.INITIAL_VALUES
    simple = {
        key
        for key in initial
        if key not in css.PHYSICAL_FUNCTIONS
        and key not in ("page", "position", "float", "display")
        and not key.startswith("text_decoration_")
    }
    inherited = simple & set(css.INHERITED)
    plain = simple - inherited - set(css.INITIAL_NOT_COMPUTED)

    def missing(style: Any, key: str) -> Any:
        if key not in style.cascaded:
            if key in plain:
                value = style[key] = initial[key]
                return value
            if key in inherited and style.parent_style is not None:
                value = style[key] = style.parent_style[key]
                return value
        return work_out(style, key)

    return missing


def _is_in_normal_flow(box: Any) -> bool:
    """Neither floating, nor placed somewhere, nor a note: asked of every box again and again."""
    style = box.style
    return style["float"] == "none" and style["position"] in ("static", "relative")


_SIDES = ("top", "right", "bottom", "left")
_LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in _SIDES),
    *(f"{most}{axis}" for most in ("", "min_", "max_") for axis in ("width", "height")),
)
_BORDERS = tuple(f"border_{side}_width" for side in _SIDES)
_NO_SPACE = dict.fromkeys(_LENGTHS[:8], 0)
_ANONYMOUS = {
    **_NO_SPACE,
    "width": "auto",
    "height": "auto",
    "min_width": 0,
    "min_height": 0,
    "max_width": float("inf"),
    "max_height": float("inf"),
}


def _resolved(work_out: Any) -> Any:
    """What a box measures, as WeasyPrint works it out, but remembered with its style."""

    def resolve(box: Any, containing_block: Any) -> None:
        style = box.style
        if "own_lengths" not in style.__dict__:
            style.own_lengths = _own_lengths(style)
        if style.own_lengths is None:
            work_out(box, containing_block)
            return
        box.__dict__.update(style.own_lengths)
        for border in _BORDERS:
            # Where borders of a table are one, its layout has said already which is drawn.
            if border not in box.__dict__ or style["border_collapse"] != "collapse":
                box.__dict__[border] = style[border]

    return resolve


def _own_lengths(style: Any) -> dict[str, Any] | None:
    """The lengths of a style that do not depend on what is around; None when any does."""
    from weasyprint.css import AnonymousStyle

    if isinstance(style, AnonymousStyle) and not any(name in style for name in _LENGTHS):
        return _ANONYMOUS
    if style["box_sizing"] != "content-box":
        return None
    found: dict[str, Any] = {}
    for name in _LENGTHS:
        value = style[name]
        if value == "auto":
            found[name] = 0 if name in ("min_width", "min_height") else "auto"
        elif getattr(value, "unit", "") == "px":
            found[name] = value.value
        else:
            return None
    return found


def _beside_nothing(avoid: Any, line_box: Any) -> Any:
    """Where a line may stand: `(x, y, width)`."""

    def avoid_collisions(context: Any, box: Any, containing_block: Any, outer: bool = True) -> Any:
        if (
            type(box) is line_box
            and not context.excluded_shapes
            and not (box.margin_left or box.margin_right or box.margin_top)
            and containing_block.style["direction"] == "ltr"
        ):
            return containing_block.content_box_x(), box.position_y, containing_block.width
        return avoid(context, box, containing_block, outer)

    return avoid_collisions


def _once_for_each_style(strut: Any) -> Any:
    """The height of an empty line, which is asked for before and after each line."""

    def remembered(style: Any) -> Any:
        if "strut" not in style.__dict__:
            style.strut = strut(style)
        return style.strut

    return remembered


_CORNERS = tuple(
    f"border_{one}_radius" for one in ("top_left", "top_right", "bottom_right", "bottom_left")
)


def _square(round_corners: Any) -> Any:
    def resolve(box: Any) -> None:
        style = box.style
        if "is_square" not in style.__dict__:
            style.is_square = all((0, "px") in style[corner] for corner in _CORNERS)
        if style.is_square:
            for corner in _CORNERS:
                setattr(box, corner, (0, 0))  # what is placed apart is reached through another
        else:
            round_corners(box)

    return resolve


def _packed(stream: Any) -> bytes:
    import pydyf

    lines = b"\n".join(pydyf._to_bytes(line) for line in stream.stream)  # noqa: SLF001
    extra = pydyf.Dictionary(stream.extra.copy())
    if stream.compress:
        extra["Filter"] = "/FlateDecode"
        lines = zlib.compress(lines, _PACKED)
    extra["Length"] = len(lines)
    return b"\n".join((extra.data, b"stream", lines, b"endstream"))


def _page_references(pdf: Any) -> tuple[bytes, ...]:
    numbers = pdf.pages["Kids"][::3]
    known: tuple[bytes, ...] = pdf.__dict__.get("known_references", ())
    if len(known) != len(numbers):
        known = tuple(f"{number} 0 R".encode("ascii") for number in numbers)
        pdf.known_references = known
    return known
