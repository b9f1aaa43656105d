"""Styles are worked out once.

- A style that was worked out for a paper before is used again where the same rules meet below the same style.
- A property that nobody set is looked up as inherited or initial at once, and not by way of all that could be.
"""

from typing import Any
from xml.etree.ElementTree import iselement

_MOST_STYLES = 2000
"""As many as a dozen organisations with a colour of their own have."""


def hurry() -> None:
    """Put ours in place, once for the process."""
    from weasyprint import css

    css.ComputedStyle.__missing__ = _unset(css)
    css.StyleFor.set_computed_styles = _shared_styles(css.StyleFor.set_computed_styles)


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
