"""Figures about what lives on: the anchoring checks of adopted trials."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from transfer.domain.anchoring import CHECK_MONTHS, GONE, HELD
from transfer.domain.indicators.counted import Counted, of_trials
from transfer.domain.indicators.facts import CheckFacts, ProgrammeFacts, TrialFacts
from transfer.domain.periods import months_later
from transfer.domain.shares import Share
from transfer.domain.vocabulary import CheckStatus, Decision


@dataclass(frozen=True)
class Survival:
    """What the checks of one month found. A, B and C are always shown together."""

    month: int
    held: int
    partly: int
    lapsed: int
    retired: int
    done: int
    due: int

    @property
    def not_checked(self) -> int:
        return self.due - self.done

    @property
    def a(self) -> Share:
        """Held, as it was or adapted, of the checks done."""
        return Share(self.held, self.done)

    @property
    def b(self) -> Share:
        """Held of the checks due: the cautious figure, the unknown counted as not held."""
        return Share(self.held, self.due)

    @property
    def c(self) -> Share:
        """Done of the checks due: how much is known at all."""
        return Share(self.done, self.due)


def anchoring_survival(facts: ProgrammeFacts, month: int) -> Survival:
    """What became, so many months on, of the adopted trials whose check fell due in the period.

    A check is due from the adoption and so many months on. One done late counts as soon as it is
    done. A practice that an earlier check found gone is gone at this one too, whether or not
    anyone asked again: leaving it out would make the rest look better than it is.
    """
    due = _due(facts, month)
    found = Counter(status for _trial, status in due)
    done = len(due) - found[None]
    return Survival(
        month=month,
        held=sum(found[status] for status in HELD),
        partly=found[CheckStatus.PARTLY],
        lapsed=found[CheckStatus.LAPSED],
        retired=found[CheckStatus.RETIRED],
        done=done,
        due=len(due),
    )


def check_months(facts: ProgrammeFacts) -> tuple[int, ...]:
    """The months at which anything adopted is looked at; the usual ones when there is nothing yet."""
    found = {
        check.month
        for trial in facts.ever_decided
        if trial.decision == Decision.ADOPT
        for check in trial.checks
    }
    return tuple(sorted(found)) or CHECK_MONTHS


def behind_survival(facts: ProgrammeFacts, month: int, figure: str) -> Counted:
    """The trials behind A, B or C ("a", "b", "c"); a revived practice is there once for each series."""
    due = _due(facts, month)
    held = [trial for trial, status in due if status in HELD]
    known = [trial for trial, status in due if status is not None]
    everything = [trial for trial, _status in due]
    if figure == "a":
        return of_trials(held, known)
    return of_trials(held if figure == "b" else known, everything)


def _due(facts: ProgrammeFacts, month: int) -> list[tuple[TrialFacts, str | None]]:
    """Adopted trials whose check fell due in the period, and what is known of each."""
    return [
        (trial, _status(trial, check, facts))
        for trial in facts.ever_decided
        if trial.decision == Decision.ADOPT
        for check in _checks_of_month(trial, month)
        if facts.happened(check.due_on)
    ]


def still_used(trial: TrialFacts, facts: ProgrammeFacts) -> bool:
    """Whether no check known by now has found the adopted practice gone."""
    known = [check for check in trial.checks if check.status and facts.known(check.done_on)]
    if not known:
        return True
    return max(known, key=_in_time).status not in GONE


def _checks_of_month(trial: TrialFacts, month: int) -> Iterator[CheckFacts]:
    """The trial's checks of that month; a revived practice has one for each series.

    Where no check at all was ever scheduled it is still due, or it could never be found missing. Where some
    are, the organisation has chosen those months and no others.
    """
    scheduled = [check for check in trial.checks if check.month == month]
    if trial.checks:
        yield from scheduled
    elif trial.decided_on is not None and month in CHECK_MONTHS:
        yield CheckFacts(month, months_later(trial.decided_on, month))


def _status(trial: TrialFacts, check: CheckFacts, facts: ProgrammeFacts) -> str | None:
    """What the check found, or what an earlier one of the same series had found for good."""
    if check.status and facts.known(check.done_on):
        return check.status
    earlier = [
        each
        for each in trial.checks
        if each.status
        and facts.known(each.done_on)
        and each.month < check.month
        and each.due_on < check.due_on
    ]
    if not earlier:
        return None
    last = max(earlier, key=_in_time)
    return last.status if last.status in GONE else None


def _in_time(check: CheckFacts) -> tuple[str, int, str]:
    return (check.due_on.isoformat(), check.month, check.status or "")
