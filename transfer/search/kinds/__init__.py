"""What can be searched: for each kind of record its texts, who reads them, and what they are kept from.

The one place to add a kind. What stands in nobody's list here is in no index, and so in nobody's
results, counts or hints: private observations, feedback and requests for it, documentation checks,
what each took along from a session, and consultants' own notes.
"""

from typing import Final

from transfer.search.kinds.counting import MEASURES
from transfer.search.kinds.lessons import INSIGHTS, RECOMMENDATIONS, THEMES
from transfer.search.kinds.shape import Read, Said, Searchable, goal_mark, person_mark, unit_mark
from transfer.search.kinds.sparring import AGENDA_ITEMS, AGREEMENTS, SESSIONS
from transfer.search.kinds.work import CYCLES, GOALS, TRIALS

SAID_IN: Final = 3
"""Changes with what is indexed of any kind. Each index is then made anew."""

KINDS: Final = {
    kind.name: kind
    for kind in (
        TRIALS,
        CYCLES,
        SESSIONS,
        AGENDA_ITEMS,
        AGREEMENTS,
        INSIGHTS,
        RECOMMENDATIONS,
        THEMES,
        MEASURES,
        GOALS,
    )
}

__all__ = [
    "INSIGHTS",
    "KINDS",
    "SAID_IN",
    "TRIALS",
    "Read",
    "Said",
    "Searchable",
    "goal_mark",
    "person_mark",
    "unit_mark",
]
