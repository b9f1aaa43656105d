"""Figures in words: always so many of so many, a percentage only of five or more, and never a verdict."""

from decimal import Decimal

from transfer.domain.shares import Median, Share
from transfer.language import number_in_figures
from transfer.reporting import Line, Per, Value
from transfer.speaking import gettext as _
from transfer.speaking import ngettext


def name_of(line: Line) -> str:
    return _(line.label, months=line.months) if line.months is not None else _(line.label)


def value_in_words(value: Value) -> str:
    """ "5 af 6 (83 %)", "12", "11,5 dage", "1,09"; "Ingen endnu" where there is nothing to count."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Median):
        if value.value is None:
            return _("Ingen endnu")
        return _("%(days)s dage (median af %(count)s)", days=_figures(value.value), count=value.of)
    if not value.of and not value.n:
        return _("Ingen endnu")
    if isinstance(value, Per):
        if value.ratio is None:
            return _("%(n)s på %(of)s", n=value.n, of=value.of)
        ratio = number_in_figures(Decimal(str(round(value.ratio, 2))))
        return _("%(ratio)s (%(n)s på %(of)s)", ratio=ratio, n=value.n, of=value.of)
    counts = _("%(n)s af %(of)s", n=value.n, of=value.of)
    percent = percent_of(value)
    return counts if percent is None else _("%(counts)s (%(percent)s %%)", counts=counts, percent=percent)  # fmt: skip


def percent_of(value: Value) -> int | None:
    return value.percent if isinstance(value, Share) else None


def change_in_words(value: Value, earlier: Value) -> str:
    """What it was last, and how far it moved where both may be given in per cent; "" where there was nothing."""
    if isinstance(earlier, int):
        return _("Sidst %(value)s", value=earlier)
    if not earlier.of:
        return ""
    last = _("Sidst %(value)s", value=value_in_words(earlier))
    now, then = percent_of(value), percent_of(earlier)
    if now is None or then is None:
        return last
    if now == then:
        return _("%(last)s. Uændret", last=last)
    points = ngettext("%(num)s procentpoint", "%(num)s procentpoint", abs(now - then))
    if now > then:
        return _("%(last)s. %(points)s højere nu", last=last, points=points)
    return _("%(last)s. %(points)s lavere nu", last=last, points=points)


def _figures(number: float) -> str:
    return number_in_figures(Decimal(str(round(number, 1))).normalize())
