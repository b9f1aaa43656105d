"""Long lists, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from flask import request

PER_PAGE: Final = 25
LONGEST_NUMBER: Final = 9

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pages:
    """Which page of how many. Whatever the address asks for, it is one that exists."""

    page: int
    pages: int
    per_page: int
    total: int

    @property
    def first(self) -> int:
        """How many come before this page."""
        return (self.page - 1) * self.per_page


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    items: Sequence[T]
    pages: Pages


def pages_of(total: int, *, per_page: int = PER_PAGE, parameter: str = "side") -> Pages:
    """The page that the address asks for, out of a list so long."""
    typed = request.args.get(parameter, "1")
    asked = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < LONGEST_NUMBER else 1
    pages = max(-(-total // per_page), 1)
    return Pages(min(max(asked, 1), pages), pages, per_page, total)


def part_of(everything: Sequence[T], *, per_page: int = PER_PAGE) -> Part[T]:
    """The page of a list held in memory that the address asks for."""
    pages = pages_of(len(everything), per_page=per_page)
    return Part(everything[pages.first : pages.first + per_page], pages)
