"""What became of an idea: how long it has been one, or why it was given up."""

from datetime import date
from typing import Any, Final

from transfer.domain.clock import day_of
from transfer.domain.lifecycle import State
from transfer.speaking import gettext as _
from transfer.speaking import ngettext

DAYS_TOLD: Final = 14
"""An age is told in days up to here, then in weeks, then in months."""
WEEKS_TOLD: Final = 12
DAYS_IN_A_MONTH: Final = 30


def what_became_of(row: Any, on: date) -> str:
    """ "Idé i 3 uger", or "Opgivet, fordi: …"; empty for what went on.

    Whoever sees one that was given up may read why, as on its own page.
    """
    if row.state is State.IDEA:
        return idea_for((on - day_of(row.created_at)).days)
    if row.state is State.CANCELLED and row.ending_note:
        return _("Opgivet, fordi: %(reason)s", reason=row.ending_note)
    return ""


def idea_for(days: int) -> str:
    if days < 1:
        return _("Ny idé fra i dag")
    if days < DAYS_TOLD:
        return ngettext("Idé i %(num)s dag", "Idé i %(num)s dage", days)
    if days < WEEKS_TOLD * 7:
        return ngettext("Idé i %(num)s uge", "Idé i %(num)s uger", days // 7)
    months = days // DAYS_IN_A_MONTH
    return ngettext("Idé i %(num)s måned", "Idé i %(num)s måneder", months)
