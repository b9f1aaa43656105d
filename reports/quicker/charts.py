"""The text of a chart is set as a line, not letter by letter: it can be searched, and is shaped once.

Only charts of ours are drawn, so only what they use of SVG's text is done: one place and an anchor.
"""

from typing import Any

_SHIFTS = {"start": 0.0, "middle": 0.5, "end": 1.0}


def hurry() -> None:
    """Put ours in place, once for the process."""
    from weasyprint.svg import TAGS

    TAGS["text"] = _text


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
