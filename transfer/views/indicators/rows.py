"""A line of figures as a page shows it: its number, what it was last, and the way to the list behind it."""

from dataclasses import dataclass

from flask import url_for

from transfer.domain.shares import Median, Share
from transfer.reporting import Line, Per, Value
from transfer.views.indicators.asked import Asked
from transfer.views.indicators.said import change_in_words, name_of, value_in_words


@dataclass(frozen=True, slots=True)
class Row:
    """A line as the page shows it. `url` leads to the list behind its number, if there is one."""

    line: Line
    name: str
    value: Value
    earlier: Value
    said: str
    change: str
    url: str | None
    is_withheld: bool

    @property
    def counts(self) -> bool:
        return counts_anything(self.value) or counts_anything(self.earlier)


def row_of(line: Line, asked: Asked) -> Row:
    is_withheld = not asked.tells(line)
    value = 0 if is_withheld else line.value(asked.facts)
    earlier = 0 if is_withheld else line.value(asked.earlier)
    has_list = not is_withheld and counts_anything(value)
    return Row(
        line=line,
        name=name_of(line),
        value=value,
        earlier=earlier,
        said="" if is_withheld else value_in_words(value),
        change="" if is_withheld else change_in_words(value, earlier),
        url=url_for("indicators.behind", key=line.key, **asked.address) if has_list else None,
        is_withheld=is_withheld,
    )


def counts_anything(value: Value) -> bool:
    if isinstance(value, Per):
        return bool(value.n or value.of)
    return bool(value.of if isinstance(value, (Share, Median)) else value)
