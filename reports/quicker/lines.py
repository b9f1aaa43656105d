"""Lines of text are measured, shaped and placed once.

- A line gets a description of its font from those made before, for the same family and size.
- A line that was shaped to find its end is kept, and not shaped again when it is drawn.
- A line beside nothing that floats begins where its block does.
- The height of an empty line is worked out once for each style.
"""

from typing import Any


def hurry() -> None:
    """Put ours in place, once for the process."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import inline
    from weasyprint.text import line_break

    line_break.get_font_description = _described(line_break.get_font_description)
    _keep_lines(line_break)
    inline.avoid_collisions = _beside_nothing(inline.avoid_collisions, boxes.LineBox)
    inline.strut = _once_for_each_style(inline.strut)


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
