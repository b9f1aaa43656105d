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
    behind_survival,
    check_months,
    still_used,
)
from transfer.domain.indicators.catalogue import INDICATORS, Indicator
from transfer.domain.indicators.counted import Counted, Item, Kind, of_trials
from transfer.domain.indicators.coverage import (
    CycleUse,
    GoalCoverage,
    UseInCycles,
    behind_goal_coverage,
    behind_reach,
    behind_use_in_cycles,
    goal_coverage,
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
    RecommendationFacts,
    TrialFacts,
    UnitFacts,
    WishFacts,
)
from transfer.domain.indicators.insights import (
    behind_insight_use,
    behind_insight_yield,
    behind_stop_learning_rate,
    insight_use,
    insight_yield,
    stop_learning_rate,
)
from transfer.domain.indicators.involvement import involvement
from transfer.domain.indicators.kinship import (
    TRANSFERRED,
    Chain,
    Chains,
    Reach,
    Spread,
    Travel,
    adoption_rate_per_chain,
    behind_adoption_rate_per_chain,
    behind_chain_length,
    behind_spread,
    behind_spread_count,
    behind_spread_reach,
    behind_two_rounds,
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
from transfer.domain.indicators.lasting import Lasting, lasting_of
from transfer.domain.indicators.leading import (
    ANSWER_WITHIN,
    behind_recommendations_decided,
    behind_support_answered,
    recommendations_decided,
    support_answered,
)
from transfer.domain.indicators.learning import (
    QUADRANTS,
    FactorBalance,
    ValueEffort,
    ValuePoint,
    adoption_rate,
    behind_adoption_rate,
    behind_completion_rate,
    behind_factor,
    behind_prediction_rate,
    behind_quadrant,
    behind_reflected_within,
    behind_surprise_rate,
    behind_transfer_rate,
    behind_transfer_rate_all,
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
from transfer.domain.indicators.method import Feature, method
from transfer.domain.indicators.sparring import (
    agreements_on_time,
    behind_agreements_on_time,
    behind_sparring_coverage,
    sparring_coverage,
)

__all__ = [
    "ANSWER_WITHIN",
    "INDICATORS",
    "QUADRANTS",
    "TRANSFERRED",
    "AgreementFacts",
    "Chain",
    "Chains",
    "CheckFacts",
    "Counted",
    "CycleFacts",
    "CycleUse",
    "FactorBalance",
    "Feature",
    "GoalCoverage",
    "Indicator",
    "InsightFacts",
    "Item",
    "Kind",
    "Lasting",
    "ProgrammeFacts",
    "Reach",
    "RecommendationFacts",
    "Spread",
    "Survival",
    "Travel",
    "TrialFacts",
    "UnitFacts",
    "UseInCycles",
    "ValueEffort",
    "ValuePoint",
    "WishFacts",
    "adoption_rate",
    "adoption_rate_per_chain",
    "agreements_on_time",
    "anchoring_survival",
    "as_json",
    "behind_adoption_rate",
    "behind_adoption_rate_per_chain",
    "behind_agreements_on_time",
    "behind_chain_length",
    "behind_completion_rate",
    "behind_factor",
    "behind_goal_coverage",
    "behind_insight_use",
    "behind_insight_yield",
    "behind_prediction_rate",
    "behind_quadrant",
    "behind_reach",
    "behind_recommendations_decided",
    "behind_reflected_within",
    "behind_sparring_coverage",
    "behind_spread",
    "behind_spread_count",
    "behind_spread_reach",
    "behind_stop_learning_rate",
    "behind_support_answered",
    "behind_surprise_rate",
    "behind_survival",
    "behind_transfer_rate",
    "behind_transfer_rate_all",
    "behind_two_rounds",
    "behind_use_in_cycles",
    "chains",
    "chains_of",
    "check_months",
    "completion_rate",
    "decisions",
    "factor_balance",
    "goal_coverage",
    "insight_use",
    "insight_yield",
    "involvement",
    "lasting_of",
    "lead_time",
    "method",
    "newly_adopted",
    "of_trials",
    "outcomes",
    "prediction_rate",
    "reach",
    "reaches",
    "recommendations_decided",
    "reflected_within",
    "sparring_coverage",
    "spread",
    "spread_count",
    "spread_reach",
    "spread_success",
    "states",
    "still_used",
    "stop_learning_rate",
    "support_answered",
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
