"""Invented trials, with all that belongs to them."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from transfer.db import new_id
from transfer.domain import anchoring
from transfer.domain.lifecycle import REFLECTION_AFTER_END, State
from transfer.domain.vocabulary import (
    AnchorMeans,
    CheckStatus,
    Decision,
    Factor,
    Fidelity,
    ObservationKind,
    Origin,
    Outcome,
    Preflight,
    Relation,
    ReportConsent,
    Scale,
    SpreadPotential,
    Visibility,
    Wording,
)
from transfer.generating.organisation import YEARS, Invented
from transfer.importing.reading import at_midday
from transfer.models import (
    AnchoringCheck,
    HistoryEntry,
    Observation,
    TrialAction,
    TrialGoal,
    TrialParticipant,
)

_STATES: Final = {
    State.IDEA: 6, State.PLANNED: 5, State.RUNNING: 8, State.REFLECTING: 5, State.PAUSED: 4,
    State.ADOPTED: 16, State.ADAPTED: 14, State.STOPPED: 18, State.ANCHORED: 14, State.LAPSED: 6,
    State.RETIRED: 2, State.CANCELLED: 2,
}  # fmt: skip
"""How many of a hundred stand where."""
_DECISIONS: Final = {
    State.ADOPTED: Decision.ADOPT,
    State.ANCHORED: Decision.ADOPT,
    State.LAPSED: Decision.ADOPT,
    State.RETIRED: Decision.ADOPT,
    State.ADAPTED: Decision.ADAPT,
    State.STOPPED: Decision.STOP,
    State.PAUSED: Decision.PAUSE,
}
_NOT_BEGUN: Final = frozenset({State.IDEA, State.PLANNED, State.CANCELLED})


class Trials:
    """The trials of one organisation; each adjusted one is followed by its next round."""

    def __init__(self, of: Invented) -> None:
        self.of, self.chance = of, of.chance
        self.adjusted: dict[str, Any] | None = None

    def write(self, numbers: range) -> None:
        """One batch, each kind of record in one statement."""
        trials = [self._trial(number) for number in numbers]
        self.of.insert(TrialAction, trials)
        self.of.insert(TrialGoal, [link for trial in trials for link in self._goals_of(trial)])
        self.of.insert(
            TrialParticipant,
            [
                self.of.own(id=new_id(), trial_id=trial["id"], person_id=self._colleague(trial))
                for trial in trials
                if self.chance.random() < 0.3
            ],
        )
        self.of.insert(Observation, [one for trial in trials for one in self._observations(trial)])
        self.of.insert(AnchoringCheck, [one for trial in trials for one in self._checks(trial)])
        self.of.insert(HistoryEntry, [self._history(trial) for trial in trials])

    def _trial(self, number: int) -> dict[str, Any]:
        pick, unit = self.chance.choice, self.chance.choice(self.of.units)
        state = self.chance.choices(list(_STATES), list(_STATES.values()))[0]
        start = self.of.today - timedelta(days=self.chance.randrange(40, 365 * YEARS))
        if state in _NOT_BEGUN:
            start = self.of.today + timedelta(days=self.chance.randrange(1, 60))
        if state in (State.RUNNING, State.REFLECTING):
            start = self.of.today - timedelta(days=self.chance.randrange(2, 40))
        end = start + timedelta(days=self.chance.choice((14, 21, 28, 42)))
        values: dict[str, Any] = dict.fromkeys(_COLUMNS)
        values |= self.of.own(
            id=new_id(),
            form_id=self.of.form_id,
            state=state,
            reference=f"G{number + 1:06}",
            title=f"{pick(self.of.words['what'])} {pick(self.of.words['when'])}",
            unit_id=unit,
            owner_id=self.of.activists[unit],
            origin=self._one(Origin),
            relation=Relation.DEVELOPED_HERE.value,
            challenge=self._text(2),
            action=self._text(3),
            start_date=start,
            end_date=end,
            reflection_due=end + REFLECTION_AFTER_END,
            visibility=self._one(Visibility)
            if state not in _NOT_BEGUN
            else Visibility.PRIVATE.value,
            enablers=[],
            barriers=[],
            anchor_means=[],
            report_consent=self._one(ReportConsent),
            other_answers={
                "preflight": _PREFLIGHT,
                "baseline": self._text(1),
            },
            ending_note="",
            is_extended=False,
            is_archived=False,
            created_at=min(at_midday(start - timedelta(days=7)), self.of.at),
            revision=1,
        )
        if state is not State.IDEA:
            values |= {
                "prediction": self._text(2),
                "signs": self._text(1),
                "scale": self._one(Scale),
            }
            values["predicted_on"] = min(start - timedelta(days=2), self.of.today)
        if state not in _NOT_BEGUN:
            values |= {"actual_start": start, "actual_end": None if state is State.RUNNING else end}
        if state in _DECISIONS:
            values |= self._ending(state, end, values["other_answers"])
        last = values["decided_on"] or (end if state is State.REFLECTING else start)
        minute = timedelta(minutes=self.chance.randrange(-300, 300))
        values["updated_at"] = min(at_midday(last) + minute, self.of.at)
        self._build_on_the_last_adjusted(values)
        return values

    def _build_on_the_last_adjusted(self, values: dict[str, Any]) -> None:
        """Every adjusted trial gets a next round: the next one that begins."""
        if self.adjusted is not None and values["state"] not in _NOT_BEGUN:
            values |= {
                "parent_id": self.adjusted["id"],
                "title": self.adjusted["title"],
                "unit_id": self.adjusted["unit_id"],
                "owner_id": self.adjusted["owner_id"],
                "origin": Origin.OWN_EARLIER_TRIAL.value,
                "relation": Relation.NEXT_ROUND.value,
            }
            self.adjusted = None
        if values["state"] is State.ADAPTED:
            self.adjusted = values

    def _ending(self, state: State, end: date, others: dict[str, Any]) -> dict[str, Any]:
        """Reflection and decision."""
        reflected = end + timedelta(days=self.chance.randrange(3, 30))
        decided = reflected + timedelta(days=self.chance.randrange(0, 10))
        others |= {
            "effort": self.chance.randint(1, 5),
            "times_done": str(self.chance.randint(1, 60)),
            "spread_potential": self._one(SpreadPotential),
        }
        adopted = _DECISIONS[state] is Decision.ADOPT
        return {
            "fidelity": self._one(Fidelity),
            "what_happened": self._text(3),
            "outcome_vs_prediction": self._one(Outcome),
            "value_citizen": self.chance.randint(0, 5),
            "enablers": self._some(Factor),
            "barriers": self._some(Factor),
            "learning": self._text(2),
            "learning_headline": self._text(1)[:160],
            "transfer_level": self.chance.randint(0, 4),
            "reflected_on": reflected,
            "decision": _DECISIONS[state].value,
            "decision_reason": self._text(1),
            "decided_by": "Teamet og lederen",
            "decided_on": decided,
            "next_step": "Tages op på næste teammøde",
            "next_step_owner": "Teamet",
            "next_step_due": decided + timedelta(days=21),
            "anchor_owner": "Teamlederen" if adopted else None,
            "anchor_means": [AnchorMeans.MEETING.value] if adopted else [],
            "anchor_first_due": anchoring.due_dates(decided)[0][1] if adopted else None,
            "look_again_on": decided + timedelta(days=60) if state is State.PAUSED else None,
        }

    def _goals_of(self, trial: dict[str, Any]) -> list[dict[str, Any]]:
        chosen = self.chance.sample(self.of.goals, self.chance.choice((1, 1, 2)))
        return [self.of.own(id=new_id(), trial_id=trial["id"], goal_id=goal) for goal in chosen]

    def _colleague(self, trial: dict[str, Any]) -> UUID:
        unit = self.of.units[(self.of.units.index(trial["unit_id"]) + 1) % len(self.of.units)]
        return self.of.activists[unit]

    def _observations(self, trial: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if trial["actual_start"] is None:
            return
        for _ in range(self.chance.choice((1, 2, 2, 3))):
            day = trial["actual_start"] + timedelta(days=self.chance.randrange(0, 14))
            seen_at = min(at_midday(day), self.of.at)
            yield self.of.own(
                id=new_id(),
                trial_id=trial["id"],
                author_id=trial["owner_id"],
                kind=self.chance.choice(_KINDS),
                saw=self._text(1),
                thought="",
                observed_at=seen_at,
                is_private=self.chance.random() < 0.1,
                created_at=seen_at,
            )

    def _checks(self, trial: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if trial["decision"] != Decision.ADOPT.value:
            return
        for month, due_on in anchoring.due_dates(trial["decided_on"]):
            done = due_on < self.of.today and self.chance.random() < 0.8
            status = None
            if done:
                gone = trial["state"] is State.LAPSED and month >= anchoring.ANCHORED_FROM_MONTH
                status = CheckStatus.LAPSED if gone else CheckStatus.HELD_AS_IS
            yield self.of.own(
                id=new_id(),
                trial_id=trial["id"],
                series=1,
                month=month,
                due_on=due_on,
                checked_on=due_on if done else None,
                checked_by_id=trial["owner_id"] if done else None,
                status=status,
                evidence="Set og spurgt" if done else "",
                statements={},
                lapse_note="",
            )

    def _history(self, trial: dict[str, Any]) -> dict[str, Any]:
        changes = {"state": [None, trial["state"].value]}
        return self.of.own(
            id=new_id(),
            trial_id=trial["id"],
            at=self.of.at,
            what="imported",
            changes=changes,
            note="",
        )

    def _one(self, words: type[Wording]) -> str:
        return self.chance.choice(_VALUES[words])

    def _some(self, words: type[Wording]) -> list[str]:
        return [
            str(one.value) for one in self.chance.sample(list(words), self.chance.randint(0, 3))
        ]

    def _text(self, sentences: int) -> str:
        return " ".join(self.chance.choices(self.of.words["sentences"], k=sentences))


_KINDS: Final = list(ObservationKind)
_PREFLIGHT: Final = [one.value for one in Preflight]
_VALUES: Final[dict[type[Wording], list[str]]] = {
    words: [str(one.value) for one in words]
    for words in (
        Factor,
        Fidelity,
        Origin,
        Outcome,
        ReportConsent,
        Scale,
        SpreadPotential,
        Visibility,
    )
}
_COLUMNS: Final = tuple(column.name for column in TrialAction.__table__.columns)
