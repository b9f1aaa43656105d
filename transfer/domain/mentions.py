"""Who is called by "@" in a text."""

import re
from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def mentioned(text: str, names: Mapping[K, str]) -> list[K]:
    """Those whose name stands after an "@": the whole name, or the first one if only one bears it.

    >>> mentioned("@Mette, se her", {1: "Mette Kragholm", 2: "Jonas Bredal"})
    [1]
    """
    firsts = Counter(_first(name) for name in names.values())
    return [
        key
        for key, name in names.items()
        if _calls(text, name) or (firsts[_first(name)] == 1 and _calls(text, _first(name)))
    ]


def _first(name: str) -> str:
    return name.split(maxsplit=1)[0] if name.split() else ""


def _calls(text: str, name: str) -> bool:
    if not name.strip():
        return False
    words = r"\s+".join(re.escape(word) for word in name.split())
    return re.search(rf"(?<!\w)@{words}(?![\w-])", text, re.IGNORECASE) is not None
