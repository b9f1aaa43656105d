"""All figures at once, in the shape that other programs read."""

from transfer.domain.indicators import coverage, insights, kinship, leading, learning, sparring
from transfer.domain.indicators.anchoring import Survival, anchoring_survival, check_months
from transfer.domain.indicators.facts import ProgrammeFacts
from transfer.domain.shares import Median, Share

Json = int | float | str | None | list["Json"] | dict[str, "Json"]


def as_json(facts: ProgrammeFacts) -> dict[str, Json]:
    """Every figure by its identifier, as values that JSON can hold.

    A share is `{"n": 5, "of": 6}` and never a percentage; a median is `{"median": 11.5}`, null
    when there is nothing to take it of; a plain count is a number. Beside the identifiers of the
    figures stand their variants:

    - `started`, `reflected`, `decided`: counts; `decisions`, `outcomes`, `states`: count by kind;
    - `transfer_rate_level_3`, `transfer_rate_all`, `transfer_rate_all_level_3`;
    - `use_in_cycles` together, `use_in_cycles_by_cycle` for each;
    - `adoption_rate_per_chain` beside `adoption_rate`;
    - `time_to_reflection_within_14`: the share reflected within 14 days;
    - `chains`: how many; `chain_length`: n decided trials in `of` chains (here n may exceed `of`);
      `chain_length_two_rounds`: the share of chains with two rounds or more;
    - `spread_copied`, `spread_adapted`: the two parts of `spread_success`;
    - `anchoring_survival_3`, `_6`, `_12`, or the months that the organisation has chosen: `a`, `b`, `c` as shares, and the counts `held`,
      `partly`, `lapsed`, `retired`, `not_checked`, `due`, `done`; `anchoring_survival` has the
      same under "3", "6" and "12";
    - `goal_coverage_gaps`: the goals without a reflected trial;
    - `factor_balance`: `enabler`, `barrier` and their difference `balance` for each factor;
    - `agreements_on_time` beside `sparring_coverage`;
    - `value_effort`: the `points`, and the number in each of the `quadrants`;
    - `insight_yield`: n published insights to `of` sparring sessions (here n may exceed `of`);
      `insight_yield_used`: the share of insights older than three months that a trial was made of;
    - `leader_response`: wishes for support answered within 14 days, `leader_response_recommendations`:
      recommendations that a stand was taken on;
    - `period` and `as_of`: what the figures are for, as dates.
    """
    survivals = {
        month: _survival(anchoring_survival(facts, month)) for month in check_months(facts)
    }
    return {
        "period": {
            "from": facts.period.first.isoformat(),
            "to": facts.period.last.isoformat(),
        },
        "as_of": facts.as_of.isoformat(),
        **_of_single_trials(facts),
        **_of_kin(facts),
        "anchoring_survival": {str(month): each for month, each in survivals.items()},
        **{f"anchoring_survival_{month}": each for month, each in survivals.items()},
        **_of_coverage(facts),
        **_of_insights(facts),
    }


def _of_single_trials(facts: ProgrammeFacts) -> dict[str, Json]:
    return {
        "started": len(facts.started),
        "reflected": len(facts.reflected),
        "decided": len(facts.decided),
        "decisions": {**learning.decisions(facts)},
        "outcomes": {**learning.outcomes(facts)},
        "transfer_rate": _share(learning.transfer_rate(facts)),
        "transfer_rate_level_3": _share(learning.transfer_rate(facts, level=3)),
        "transfer_rate_all": _share(learning.transfer_rate_all(facts)),
        "transfer_rate_all_level_3": _share(learning.transfer_rate_all(facts, level=3)),
        "completion_rate": _share(learning.completion_rate(facts)),
        "adoption_rate": _share(learning.adoption_rate(facts)),
        "time_to_reflection": _median(learning.time_to_reflection(facts)),
        "time_to_reflection_within_14": _share(learning.reflected_within(facts, days=14)),
        "lead_time": _median(learning.lead_time(facts)),
        "prediction_rate": _share(learning.prediction_rate(facts)),
        "surprise_rate": _share(learning.surprise_rate(facts)),
        "factor_balance": {
            each.factor: {
                "enabler": each.enabler,
                "barrier": each.barrier,
                "balance": each.balance,
            }
            for each in learning.factor_balance(facts)
        },
        "value_effort": _value_effort(learning.value_effort(facts)),
    }


def _of_kin(facts: ProgrammeFacts) -> dict[str, Json]:
    chains = kinship.chains(facts)
    spread = kinship.spread(facts)
    return {
        "adoption_rate_per_chain": _share(kinship.adoption_rate_per_chain(facts)),
        "chains": chains.count,
        "chain_length": {"n": chains.trials, "of": chains.count},
        "chain_length_two_rounds": _share(chains.two_rounds),
        "spread_count": kinship.spread_count(facts),
        "spread_success": _share(spread.success),
        "spread_copied": _share(spread.copied),
        "spread_adapted": _share(spread.adapted),
        "spread_reach": _share(kinship.spread_reach(facts)),
    }


def _of_coverage(facts: ProgrammeFacts) -> dict[str, Json]:
    goals = coverage.goal_coverage(facts)
    use = coverage.use_in_cycles(facts)
    return {
        "goal_coverage": _share(goals.share),
        "goal_coverage_gaps": list(goals.gaps),
        "reach": _share(coverage.reach(facts)),
        "use_in_cycles": _share(use.together),
        "use_in_cycles_by_cycle": {each.id: _share(each.share) for each in use.cycles},
        "states": {**coverage.states(facts)},
        "sparring_coverage": _share(sparring.sparring_coverage(facts)),
        "agreements_on_time": _share(sparring.agreements_on_time(facts)),
    }


def _of_insights(facts: ProgrammeFacts) -> dict[str, Json]:
    return {
        "stop_learning_rate": _share(insights.stop_learning_rate(facts)),
        "insight_yield": _share(insights.insight_yield(facts)),
        "insight_yield_used": _share(insights.insight_use(facts)),
        "leader_response": _share(leading.support_answered(facts)),
        "leader_response_recommendations": _share(leading.recommendations_decided(facts)),
    }


def _share(share: Share) -> Json:
    return {"n": share.n, "of": share.of}


def _median(median: Median) -> Json:
    return {"median": median.value}


def _survival(found: Survival) -> Json:
    return {
        "a": _share(found.a),
        "b": _share(found.b),
        "c": _share(found.c),
        "held": found.held,
        "partly": found.partly,
        "lapsed": found.lapsed,
        "retired": found.retired,
        "not_checked": found.not_checked,
        "due": found.due,
        "done": found.done,
    }


def _value_effort(found: learning.ValueEffort) -> Json:
    return {
        "points": [
            {"trial": each.trial, "value": each.value, "effort": each.effort}
            for each in found.points
        ],
        "quadrants": {**found.quadrants},
        "of": found.of,
    }
