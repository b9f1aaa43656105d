"""The figures (nøgletal), each with its definition. Plain functions of `ProgrammeFacts`.

**Which trials belong to a period.** Every figure counts one kind of event, and an event belongs to
the period in which it happened: a start by its actual start, a reflection by the day it was
completed, a decision by the day it was made, a check or a reflection deadline by the day it falls
due, a follow-up by its day. So a trial that starts in one quarter and is decided in the next is
one of the first quarter's starts and one of the second quarter's decisions, and of neither twice:
periods that lie side by side add up to the whole. ("Every trial touched by the period" would count
such a trial in both, without anyone seeing it.) A chain of rounds belongs to the period of its
last decision, an insight to the period in which it was published. Three figures aren't events and don't
add up: `states` is a snapshot of the period's trials and all that are open, `spread_reach` looks at all
that was adopted up to its end, and `insight_use` at all insights that had time to be used.

**As of.** What happened after `as_of` isn't looked at, even inside the period. The report for a
finished period is made as of its last day, so that it reads the same whenever it is made; a later
`as_of` also sees the checks and reflections that came late. The state of a trial and its answers
are those it has now.

**Left out.** Ideas and trials given up before the start are never counted, except in `states`.
Something that should have a date and has none belongs to no period.
"""

from transfer.domain.indicators.anchoring import (
    Survival,
    anchoring_survival,
    check_months,
    still_used,
)
from transfer.domain.indicators.catalogue import INDICATORS, Indicator
from transfer.domain.indicators.coverage import (
    CycleUse,
    GoalCoverage,
    UseInCycles,
    goal_coverage,
    goals_by_area,
    reach,
    states,
    use_in_cycles,
)
from transfer.domain.indicators.facts import (
    AgreementFacts,
    CheckFacts,
    CycleFacts,
    InsightFacts,
    ProgrammeFacts,
    TrialFacts,
    UnitFacts,
)
from transfer.domain.indicators.insights import (
    insight_use,
    insight_yield,
    stop_learning_rate,
)
from transfer.domain.indicators.kinship import (
    Chain,
    Chains,
    Reach,
    Spread,
    Travel,
    adoption_rate_per_chain,
    chains,
    chains_of,
    newly_adopted,
    reaches,
    spread,
    spread_count,
    spread_reach,
    spread_success,
    travels,
)
from transfer.domain.indicators.learning import (
    QUADRANTS,
    FactorBalance,
    ValueEffort,
    ValuePoint,
    adoption_rate,
    completion_rate,
    decisions,
    factor_balance,
    lead_time,
    outcomes,
    prediction_rate,
    reflected_within,
    surprise_rate,
    time_to_reflection,
    top_barriers,
    top_enablers,
    transfer_rate,
    transfer_rate_all,
    value_effort,
)
from transfer.domain.indicators.listing import as_json
from transfer.domain.indicators.sparring import agreements_on_time, sparring_coverage

__all__ = [
    "INDICATORS",
    "QUADRANTS",
    "AgreementFacts",
    "Chain",
    "Chains",
    "CheckFacts",
    "CycleFacts",
    "CycleUse",
    "FactorBalance",
    "GoalCoverage",
    "Indicator",
    "InsightFacts",
    "ProgrammeFacts",
    "Reach",
    "Spread",
    "Survival",
    "Travel",
    "TrialFacts",
    "UnitFacts",
    "UseInCycles",
    "ValueEffort",
    "ValuePoint",
    "adoption_rate",
    "adoption_rate_per_chain",
    "agreements_on_time",
    "anchoring_survival",
    "as_json",
    "chains",
    "chains_of",
    "check_months",
    "completion_rate",
    "decisions",
    "factor_balance",
    "goal_coverage",
    "goals_by_area",
    "insight_use",
    "insight_yield",
    "lead_time",
    "newly_adopted",
    "outcomes",
    "prediction_rate",
    "reach",
    "reaches",
    "reflected_within",
    "sparring_coverage",
    "spread",
    "spread_count",
    "spread_reach",
    "spread_success",
    "states",
    "still_used",
    "stop_learning_rate",
    "surprise_rate",
    "time_to_reflection",
    "top_barriers",
    "top_enablers",
    "transfer_rate",
    "transfer_rate_all",
    "travels",
    "use_in_cycles",
    "value_effort",
]
