"""What a box measures is worked out once for each style, where it depends on nothing around it.

Our sheets have no flex and no grid, whose items change their style while they are laid out, and no lengths that are
shares of a page.
"""

from typing import Any


def hurry() -> None:
    """Put ours in place, once for the process."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import absolute, background, block, inline, page, percent, table

    boxes.Box.is_in_normal_flow = _is_in_normal_flow
    resolve = _resolved(percent.resolve_percentages)
    for module in (absolute, block, inline, page, percent, table):
        module.resolve_percentages = resolve
    background.resolve_radii_percentages = _square(percent.resolve_radii_percentages)


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


_CORNERS = tuple(
    f"border_{one}_radius" for one in ("top_left", "top_right", "bottom_right", "bottom_left")
)


def _square(round_corners: Any) -> Any:
    """Corners that nobody rounded are not."""

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
