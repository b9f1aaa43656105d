"""Two who wrote at once: both versions of a form, and what was chosen among them."""

from dataclasses import dataclass
from typing import Any, Final, Protocol

from werkzeug.datastructures import MultiDict
from wtforms.fields import SelectChoice

from transfer.forms import OneOfField, PickField, SeveralField, TextField

_JOINABLE: Final = (TextField, SeveralField)


class Drawn(Protocol):
    """A form that knows which of its fields stand on the page, in order."""

    @property
    def drawn(self) -> tuple[str, ...]: ...

    def __getitem__(self, key: str) -> Any: ...


@dataclass(frozen=True, slots=True)
class Version:
    """One answer in both versions, as `components/conflict.html` wants it."""

    key: str
    label: str
    mine: str
    theirs: str
    joinable: bool = True
    """Whether both can be kept; there is only one date, and one kind."""


def versions(mine: Drawn, theirs: Drawn) -> list[Version]:
    return [
        Version(
            key,
            str(mine[key].label.text),
            _shown(mine[key]),
            _shown(theirs[key]),
            isinstance(mine[key], _JOINABLE),
        )
        for key in mine.drawn
    ]


def is_choosing(typed: MultiDict[str, str]) -> bool:
    """Whether what was sent is a choice between two versions."""
    return any(name.startswith("keep-") for name in typed)


def as_chosen(typed: MultiDict[str, str], theirs: Drawn) -> MultiDict[str, str]:
    """What the form would have been sent as, had it been typed as it was chosen."""
    sent: MultiDict[str, str] = MultiDict({"revision": typed.get("version", "")})
    for key in theirs.drawn:
        field, mine, saved = theirs[key], typed.get(f"mine-{key}", ""), _shown(theirs[key])
        kept = typed.get(f"keep-{key}", "mine")
        if kept == "both" and isinstance(field, _JOINABLE):
            text = "\n".join(part for part in (saved, mine) if part)
        else:
            text = saved if kept == "theirs" else mine
        sent.setlist(key, _as_typed(field, text))
    return sent


def _shown(field: Any) -> str:
    """The value as people read it; choices a line each."""
    if isinstance(field, (SeveralField, PickField, OneOfField)):
        chosen = field.data or [] if isinstance(field, SeveralField) else [field.data]
        return "\n".join(_label(one) for one in field.choices if one.value and one.value in chosen)
    return str(field._value())  # noqa: SLF001  WTForms' own word for what stands in the box


def _as_typed(field: Any, text: str) -> list[str]:
    if not isinstance(field, (SeveralField, PickField, OneOfField)):
        return [text]
    lines = text.splitlines()
    return [str(one.value) for one in field.choices if one.value and _label(one) in lines]


def _label(choice: SelectChoice) -> str:
    return str(choice.label)
