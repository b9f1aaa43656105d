"""Figures about how far the programme reaches: goals, units, people in learning cycles, states."""

from collections import Counter
from dataclasses import dataclass

from transfer.domain.indicators.counted import Counted, Item, Kind
from transfer.domain.indicators.facts import ProgrammeFacts
from transfer.domain.lifecycle import State
from transfer.domain.shares import Share

OPEN_STATES = frozenset({State.IDEA, State.PLANNED, State.RUNNING, State.REFLECTING, State.PAUSED})


@dataclass(frozen=True)
class GoalCoverage:
    """How many active goals were tried out, and which were not."""

    share: Share
    gaps: tuple[str, ...]


def goal_coverage(facts: ProgrammeFacts) -> GoalCoverage:
    """Of the active goals: those with a trial reflected in the period. Gaps as the goals stand."""
    tried = {goal for trial in facts.reflected for goal in trial.goals}
    active = tuple(dict.fromkeys(facts.active_goals))
    gaps = tuple(goal for goal in active if goal not in tried)
    return GoalCoverage(Share(len(active) - len(gaps), len(active)), gaps)


def behind_goal_coverage(facts: ProgrammeFacts) -> Counted:
    """The active goals that were tried out, of all active goals."""
    gaps = goal_coverage(facts).gaps
    active = tuple(Item(goal) for goal in dict.fromkeys(facts.active_goals))
    return Counted(Kind.GOAL, tuple(one for one in active if one.id not in gaps), active)


def reach(facts: ProgrammeFacts) -> Share:
    """Of the programme's units: those with a trial started in the period."""
    return behind_reach(facts).share


def behind_reach(facts: ProgrammeFacts) -> Counted:
    units = tuple(dict.fromkeys(Item(unit.id) for unit in facts.units))
    tried_in = {trial.unit for trial in facts.started}
    return Counted(Kind.UNIT, tuple(one for one in units if one.id in tried_in), units)


@dataclass(frozen=True)
class CycleUse:
    """How many of those asked at a cycle's follow-up use what was learnt."""

    id: str
    title: str
    share: Share


@dataclass(frozen=True)
class UseInCycles:
    """Each cycle's follow-up, and all of them together."""

    cycles: tuple[CycleUse, ...]

    @property
    def together(self) -> Share:
        return Share(
            sum(each.share.n for each in self.cycles), sum(each.share.of for each in self.cycles)
        )


def use_in_cycles(facts: ProgrammeFacts) -> UseInCycles:
    """The follow-ups of learning cycles made in the period."""
    return UseInCycles(
        tuple(
            CycleUse(cycle.id, cycle.title, Share(cycle.using_count, cycle.asked_count))
            for cycle in facts.cycles
            if facts.happened(cycle.followed_up_on)
            and cycle.asked_count is not None
            and cycle.using_count is not None
        )
    )


def behind_use_in_cycles(facts: ProgrammeFacts) -> Counted:
    """The cycles whose follow-ups are counted together; people are in none of our lists."""
    return Counted(Kind.CYCLE, tuple(Item(each.id) for each in use_in_cycles(facts).cycles))


def states(facts: ProgrammeFacts) -> dict[str, int]:
    """Where the trials stand now: those that the period touched, and all that are still open.

    A snapshot, not a count of events: an open trial is shown in every period since it was made.
    """
    seen: Counter[str] = Counter()
    for trial in facts.trials:
        dates = (trial.created, trial.started_on, trial.reflected_on, trial.decided_on)
        first = min((day for day in dates if day is not None), default=None)
        is_open = trial.state in OPEN_STATES and (first is None or first <= facts.period.last)
        if is_open or any(facts.happened(day) for day in dates):
            seen[trial.state] += 1
    return {state.value: seen[state.value] for state in State}
