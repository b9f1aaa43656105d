"""How long what was adopted lasts: the curve, what is unknown in it, and where it may be read.

Time is counted in the months of the checks, so that a practice is read only where somebody was to look:
dated by the day it was found out, a practice that fell away would seem to have lasted until somebody asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from transfer.domain.indicators.anchoring import check_months
from transfer.domain.indicators.facts import ProgrammeFacts
from transfer.domain.shares import wilson
from transfer.domain.survival import Curve, kaplan_meier
from transfer.domain.vocabulary import CheckStatus, Decision, LapseReason

FEWEST_ADOPTED: Final = 5
"""With fewer there is a list and no curve."""

FEWEST_FOLLOWED: Final = 5
LEAST_SHARE_FOLLOWED: Final = 0.1
"""The curve ends where fewer are followed, or a smaller part of all."""


@dataclass(frozen=True, slots=True)
class Followed:
    """One check of an adopted practice, in the series that began with its adoption.

    `kept` is what was found: still there, or ended without having fallen away; False: it fell away. None: nobody answered.
    """

    month: int
    due_on: date
    kept: bool | None = None
    ended: bool = False
    """Ended on purpose, or replaced by something better: counted as kept from there on, and not asked about again."""


@dataclass(frozen=True, slots=True)
class Practice:
    """An adopted practice, in months: how long it was followed, and what is known of its end."""

    followed: int
    fell_away: bool
    should_be: int
    """The last check that has fallen due."""
    ended: bool = False

    @property
    def is_unknown(self) -> bool:
        """Whether the last check that fell due has no answer, and no earlier one settled it."""
        return not self.fell_away and not self.ended and self.followed < self.should_be


@dataclass(frozen=True, slots=True)
class Read:
    """The share that has not fallen away at a check month, with its band and with the bounds for what is unknown."""

    month: int
    survival: float
    lower: float | None
    upper: float | None
    followed: int
    if_gone: float
    """The share, had all that are unknown stopped when they were last confirmed."""
    if_kept: float
    """The share, were all that are unknown still there."""


@dataclass(frozen=True, slots=True)
class Lasting:
    """All that may be said of how long a number of adopted practices lasts."""

    adopted: int
    fell_away: int
    ended: int
    unknown: int
    units: int
    months: tuple[int, ...]
    read: tuple[Read, ...]
    """Where it may be read; none with fewer than five practices."""
    followed: tuple[int, ...] = ()
    """How many were followed so long, for each of the months."""

    @property
    def has_curve(self) -> bool:
        return bool(self.read)

    @property
    def is_few(self) -> bool:
        return self.adopted < FEWEST_ADOPTED


def judged(status: str | None, reason: str | None) -> tuple[bool | None, bool]:
    """Whether what a check found counts as kept, and whether the practice ended without having fallen away."""
    if status is None:
        return None, False
    if status == CheckStatus.RETIRED:
        return True, True
    if status == CheckStatus.LAPSED:
        replaced = reason == LapseReason.REPLACED_BY_BETTER
        return replaced, replaced
    return True, False


def practice_of(checks: Sequence[Followed], as_of: date) -> Practice:
    """What is known of one practice on a day. An answer that was given before its check fell due counts."""
    ordered = sorted(checks, key=lambda one: one.month)
    due = [one.month for one in ordered if one.due_on <= as_of or one.kept is not None]
    should_be = max(due, default=0)
    followed = 0
    for one in ordered:
        if one.kept is None:
            continue
        if not one.kept:
            return Practice(one.month, fell_away=True, should_be=should_be)
        followed = one.month
        if one.ended:
            return Practice(max(should_be, followed), False, should_be, ended=True)
    return Practice(followed, fell_away=False, should_be=should_be)


def lasting_of(facts: ProgrammeFacts) -> Lasting:
    """How long lasts all that was adopted until `as_of`, by what was known then.

    Only the first series counts: a practice that was revived had fallen away.
    """
    trials = [
        trial for trial in facts.ever_decided if trial.decision == Decision.ADOPT and trial.checks
    ]
    practices = []
    for trial in trials:
        checks = []
        for check in trial.checks:
            if check.series == 1:
                known = facts.known(check.done_on)
                kept, ended = judged(check.status if known else None, check.reason)
                checks.append(Followed(check.month, check.due_on, kept, ended))
        practices.append(practice_of(checks, facts.as_of))
    months = check_months(facts) if trials else ()
    return lasting(practices, months, len({trial.unit for trial in trials}))


def curve_of(practices: Sequence[Practice]) -> Curve:
    """Those that stopped and those that were only followed so long, by their last confirmation."""
    return kaplan_meier([one.followed for one in practices], [one.fell_away for one in practices])


def bounds(practices: Sequence[Practice]) -> tuple[Curve, Curve]:
    """The curve had all that are unknown stopped when they were last confirmed, and were all of them still there."""
    gone = kaplan_meier(
        [one.followed for one in practices],
        [one.fell_away or one.is_unknown for one in practices],
    )
    kept = kaplan_meier(
        [one.should_be if one.is_unknown else one.followed for one in practices],
        [one.fell_away for one in practices],
    )
    return gone, kept


def lasting(practices: Sequence[Practice], months: Sequence[int], units: int) -> Lasting:
    """The curve at each check month, as far as enough are followed.

    Args:
        units: how many workplaces the practices are from; a band takes them to be independent.
    """
    curve, (gone, kept) = curve_of(practices), bounds(practices)
    read = []
    if len(practices) >= FEWEST_ADOPTED:
        least = max(FEWEST_FOLLOWED, LEAST_SHARE_FOLLOWED * len(practices))
        for month in sorted(months):
            found, followed = curve.at(month), curve.at_risk(month)
            if found is None or followed < least:
                break
            low, high = gone.at(month), kept.at(month)
            lower = found.lower
            if found.survival == 1:
                alone = wilson(followed, followed)
                lower = alone[0] if alone else None
            read.append(
                Read(
                    month,
                    found.survival,
                    lower,
                    found.upper if found.survival < 1 else 1.0,
                    followed,
                    low.survival if low else 0.0,
                    high.survival if high else found.survival,
                )
            )
    return Lasting(
        adopted=len(practices),
        fell_away=sum(one.fell_away for one in practices),
        ended=sum(one.ended for one in practices),
        unknown=sum(one.is_unknown for one in practices),
        units=units,
        months=tuple(sorted(months)),
        read=tuple(read),
        followed=tuple(curve.at_risk(month) for month in sorted(months)),
    )
