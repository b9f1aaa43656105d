"""The numbers of a måling as they are read."""

from decimal import Decimal
from typing import Final

from transfer.domain.measures import Counted, ValueKind, exact
from transfer.language import number_in_figures
from transfer.models import Measure
from transfer.speaking import gettext as _

_SMALL: Final = 10
"""Below this a second decimal says something."""
HARD_BLANK: Final = "\N{NO-BREAK SPACE}"


def level_in_figures(measure: Measure, level: float) -> str:
    """A level as it stands on the chart: 6,5, or 75 %."""
    return shown_in_figures(measure, level * measure.times)


def shown_in_figures(measure: Measure, shown: float) -> str:
    """A number in the unit that is shown, rounded to what can be read."""
    figures = number_in_figures(_rounded(shown))
    return f"{figures}{HARD_BLANK}%" if measure.value_kind is ValueKind.SHARE else figures


def counted_in_figures(measure: Measure, counted: Counted) -> str:
    """What was counted in one period: 12, 6 af 8 (75 %), or 3 af 1.204 (2,49)."""
    if measure.value_kind is ValueKind.NUMBER:
        return number_in_figures(exact(counted.value or 0))
    numerator, denominator = counted.numerator or 0, counted.denominator or 1
    return _(
        "%(count)s af %(size)s (%(level)s)",
        count=number_in_figures(exact(numerator)),
        size=number_in_figures(exact(denominator)),
        level=level_in_figures(measure, numerator / denominator),
    )


def _rounded(number: float) -> Decimal:
    return exact(round(number, 1 if abs(number) >= _SMALL else 2))
