"""What the figures are made of: plain facts about trials, gathered by others from the records.

All choices are given by the identifiers of `transfer.domain.vocabulary`. Goals, units and trials
may be identified in any way, as long as it is the same throughout; a report wants the codes that
people know ("K6").
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from transfer.domain.lifecycle import State
from transfer.domain.periods import Period

NEVER_COUNTED: Final = frozenset({State.IDEA, State.CANCELLED})

DECIDED_STATES: Final = frozenset(
    {
        State.PAUSED,
        State.ADOPTED,
        State.ADAPTED,
        State.STOPPED,
        State.ANCHORED,
        State.LAPSED,
        State.RETIRED,
    }
)
"""States in which a decision stands. A trial that was taken up again awaits a new one."""


@dataclass(frozen=True)
class CheckFacts:
    """One anchoring check, done or not. `status` is None until it is done."""

    month: int
    due_on: date
    done_on: date | None = None
    status: str | None = None
    reason: str | None = None
    """Why it fell away."""
    series: int = 1


@dataclass(frozen=True, kw_only=True)
class TrialFacts:
    """One trial action, as far as the figures look at it. What isn't known is None or empty."""

    id: str
    unit: str
    area: str = ""
    owner: str = ""
    """Who is responsible, by any name: only ever used to see whether several people stand behind a figure."""
    scale: str | None = None
    title: str = ""
    origin: str | None = None
    relation: str | None = None
    parent: str | None = None
    goals: tuple[str, ...] = ()
    cycle: str | None = None
    state: str = State.IDEA
    created: date | None = None
    started_on: date | None = None
    """The actual start, None when it never began."""
    ended_on: date | None = None
    """The actual end."""
    reflection_due: date | None = None
    prediction_before_start: bool = False
    """Whether a prediction had been saved when the trial started."""
    reflected: bool = False
    """Whether every required answer of the reflection is there."""
    reflected_on: date | None = None
    outcome: str | None = None
    """How it went against the prediction."""
    transfer_level: int | None = None
    value_citizen: int | None = None
    """1 to 5. "Ved ikke" may be 0 or None; neither counts as a value."""
    effort: int | None = None
    enablers: tuple[str, ...] = ()
    barriers: tuple[str, ...] = ()
    decision: str | None = None
    decided_on: date | None = None
    spread_potential: str | None = None
    checks: tuple[CheckFacts, ...] = ()
    sparred_on: tuple[date, ...] = ()
    """The days on which it got sparring: at a session, or as feedback."""


@dataclass(frozen=True, kw_only=True)
class CycleFacts:
    """One learning cycle and its follow-up: how many were asked, how many use it."""

    id: str
    title: str = ""
    followed_up_on: date | None = None
    asked_count: int | None = None
    using_count: int | None = None


@dataclass(frozen=True, kw_only=True)
class InsightFacts:
    """One insight that was published: the trials it speaks of, and when others were made of it."""

    id: str
    published_on: date | None = None
    trials: tuple[str, ...] = ()
    """Those that support it and those that contradict it."""
    tried_on: tuple[date, ...] = ()
    """The days on which trials were made of it."""


@dataclass(frozen=True)
class UnitFacts:
    """One unit of the programme, and the area it belongs to."""

    id: str
    area: str = ""


@dataclass(frozen=True)
class AgreementFacts:
    """One agreement, done or not."""

    due_on: date
    done_on: date | None = None
    id: str = ""


@dataclass(frozen=True)
class WishFacts:
    """One wish for support that a leader could read, and when it was answered."""

    trial: str
    asked_on: date
    answered_on: date | None = None


@dataclass(frozen=True)
class RecommendationFacts:
    """One recommendation: when it was proposed, and when a stand was taken."""

    id: str
    proposed_on: date
    decided_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ProgrammeFacts:
    """Everything the figures of one report are computed from.

    `trials` holds every trial in scope, also those outside the period: earlier rounds and the
    origins of transfers are looked up among them, and the period is applied here.
    """

    period: Period
    as_of: date
    trials: tuple[TrialFacts, ...] = ()
    cycles: tuple[CycleFacts, ...] = ()
    insights: tuple[InsightFacts, ...] = ()
    sessions_held: tuple[date, ...] = ()
    """The days of the sparring sessions that were held."""
    active_goals: tuple[str, ...] = ()
    units: tuple[UnitFacts, ...] = ()
    agreements: tuple[AgreementFacts, ...] = ()
    wishes: tuple[WishFacts, ...] = ()
    recommendations: tuple[RecommendationFacts, ...] = ()

    def happened(self, day: date | None) -> bool:
        """Whether something dated so belongs to the period and was known at `as_of`."""
        return day is not None and day <= self.as_of and self.period.contains(day)

    def known(self, day: date | None) -> bool:
        """Whether something dated so had happened at `as_of`, in the period or before it."""
        return day is not None and day <= self.as_of

    @cached_property
    def begun(self) -> tuple[TrialFacts, ...]:
        """Trials that ever started; ideas and those given up before the start are never counted."""
        return tuple(
            trial
            for trial in self.trials
            if trial.state not in NEVER_COUNTED and self.known(trial.started_on)
        )

    @cached_property
    def started(self) -> tuple[TrialFacts, ...]:
        """Trials started in the period."""
        return tuple(trial for trial in self.begun if self.happened(trial.started_on))

    @cached_property
    def reflected(self) -> tuple[TrialFacts, ...]:
        """Trials whose reflection was completed in the period."""
        return tuple(
            trial for trial in self.begun if trial.reflected and self.happened(trial.reflected_on)
        )

    @cached_property
    def decided(self) -> tuple[TrialFacts, ...]:
        """Trials decided in the period, those put on pause too."""
        return tuple(trial for trial in self.ever_decided if self.happened(trial.decided_on))

    @cached_property
    def ever_decided(self) -> tuple[TrialFacts, ...]:
        """Trials with a decision that stands at `as_of`, made in the period or before it."""
        return tuple(
            trial
            for trial in self.begun
            if trial.decision is not None
            and trial.state in DECIDED_STATES
            and self.known(trial.decided_on)
        )


def with_decision(trials: Iterable[TrialFacts], *decisions: str) -> tuple[TrialFacts, ...]:
    """Those of the trials that were decided in one of these ways."""
    return tuple(trial for trial in trials if trial.decision in decisions)
