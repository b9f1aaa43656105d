"""Facts for the tests of the figures: the demo of Birkesund, and small ones made by hand."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from transfer.domain.indicators import (
    CheckFacts,
    CycleFacts,
    ProgrammeFacts,
    TrialFacts,
    UnitFacts,
    as_json,
)
from transfer.domain.lifecycle import State
from transfer.domain.periods import months_later, year
from transfer.domain.vocabulary import (
    CheckStatus,
    Decision,
    Factor,
    Origin,
    Outcome,
    Relation,
    SpreadPotential,
    from_label,
)

DEMO = Path(__file__).parents[2] / "transfer" / "demo" / "birkesund.json"
NEW_YEARS_EVE = date(2025, 12, 31)

SHARES_THAT_ADD_UP = (
    "transfer_rate",
    "transfer_rate_all",
    "completion_rate",
    "adoption_rate",
    "adoption_rate_per_chain",
    "time_to_reflection_within_14",
    "prediction_rate",
    "surprise_rate",
    "chain_length",
    "spread_success",
    "use_in_cycles",
)
"""Shares of events: those of two halves of a period are together those of the whole."""

STATES = {state.label: state for state in State}


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def state_named(text: str) -> State:
    return STATES[text.partition(" (")[0]]


def trial_in_file(record: dict[str, Any], areas: dict[str, str]) -> TrialFacts:
    decided_on = date.fromisoformat(record["decided_on"])
    adopted = record["decision"] == Decision.ADOPT.label
    done = {each["month"]: each for each in record["anchoring_checks"]}
    return TrialFacts(
        id=record["id"],
        title=record["title"],
        unit=record["unit"],
        area=areas[record["unit"]],
        origin=from_label(Origin, record["origin"]),
        relation=from_label(Relation, record["relation"]),
        parent=record["parent"],
        goals=tuple(record["goals"]),
        state=state_named(record["state"]),
        started_on=day(record["start_date"]),
        ended_on=day(record["actual_end"]),
        reflection_due=date.fromisoformat(record["end_date"]) + timedelta(days=14),
        prediction_before_start=bool(record["prediction"]),
        reflected=True,
        reflected_on=day(record["reflected_on"]),
        outcome=from_label(Outcome, record["outcome_vs_prediction"]),
        transfer_level=record["transfer_level"],
        value_citizen=record["value_citizen"],
        effort=record["effort"],
        enablers=tuple(from_label(Factor, each) for each in record["enablers"]),
        barriers=tuple(from_label(Factor, each) for each in record["barriers"]),
        decision=from_label(Decision, record["decision"]),
        decided_on=decided_on,
        spread_potential=from_label(SpreadPotential, record["spread_potential"]),
        checks=tuple(
            CheckFacts(
                month,
                months_later(decided_on, month),
                day(done[month]["checked_on"]) if month in done else None,
                from_label(CheckStatus, done[month]["status"]) if month in done else None,
            )
            for month in (3, 6, 12)
        )
        if adopted
        else (),
    )


def in_flight(record: dict[str, Any], areas: dict[str, str]) -> TrialFacts:
    state = state_named(record["state"])
    return TrialFacts(
        id=record["id"],
        unit=record["unit"],
        area=areas[record["unit"]],
        goals=tuple(record["goals"]),
        state=state,
        started_on=day(record["start_date"]) if state is State.REFLECTING else None,
        ended_on=day(record["end_date"]) if state is State.REFLECTING else None,
        reflection_due=day(record.get("reflection_due")),
    )


def birkesund(*, with_open: bool = False) -> ProgrammeFacts:
    demo = json.loads(DEMO.read_text("utf-8"))
    areas = {code: unit["area"] for code, unit in demo["units"].items()}
    trials = [trial_in_file(each, areas) for each in demo["trials"]]
    if with_open:
        trials += [in_flight(each, areas) for each in demo["in_flight"]]
    return ProgrammeFacts(
        period=year(2025),
        as_of=NEW_YEARS_EVE,
        trials=tuple(trials),
        cycles=tuple(
            CycleFacts(
                id=each["id"],
                title=each["title"],
                followed_up_on=day(each["followup"]["date"]) if each["followup"] else None,
                asked_count=each["followup"]["asked"] if each["followup"] else None,
                using_count=each["followup"]["using"] if each["followup"] else None,
            )
            for each in demo["cycles"]
        ),
        active_goals=tuple(demo["goals"]),
        units=tuple(UnitFacts(code, area) for code, area in areas.items()),
    )


def listed(facts: ProgrammeFacts) -> dict[str, Any]:
    return {**as_json(facts)}


def facts_of(*trials: TrialFacts, as_of: date = NEW_YEARS_EVE) -> ProgrammeFacts:
    return ProgrammeFacts(
        period=year(2025),
        as_of=as_of,
        trials=trials,
        active_goals=("K1", "K2"),
        units=(UnitFacts("U1", "X"), UnitFacts("U2", "X"), UnitFacts("U3", "Y")),
    )


def decided(name: str, decision: Decision, on: date) -> TrialFacts:
    states = {
        Decision.ADOPT: State.ADOPTED,
        Decision.ADAPT: State.ADAPTED,
        Decision.STOP: State.STOPPED,
        Decision.PAUSE: State.PAUSED,
    }
    return TrialFacts(
        id=name,
        unit="U1",
        state=states[decision],
        started_on=on - timedelta(days=30),
        decision=decision,
        decided_on=on,
    )


def adopted(name: str, on: date, *checks: CheckFacts) -> TrialFacts:
    return replace(decided(name, Decision.ADOPT, on), checks=checks)
