"""Figures about trials that belong together: rounds of one idea, and its travels to other units."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from transfer.domain.indicators.anchoring import still_used
from transfer.domain.indicators.counted import Counted, Item, Kind, of_trials
from transfer.domain.indicators.facts import ProgrammeFacts, TrialFacts, with_decision
from transfer.domain.shares import Share
from transfer.domain.vocabulary import Decision, Relation, SpreadPotential

TRANSFERRED: Final = frozenset({Relation.TRANSFERRED_ADAPTED, Relation.TRANSFERRED_COPIED})
KIN: Final = TRANSFERRED | {Relation.NEXT_ROUND}


@dataclass(frozen=True)
class Chain:
    """The decided rounds of one idea in one unit, first to last."""

    rounds: tuple[TrialFacts, ...]

    @property
    def last(self) -> TrialFacts:
        return self.rounds[-1]


@dataclass(frozen=True)
class Chains:
    """How many chains there are, and how long they grew."""

    count: int
    trials: int
    two_rounds: Share

    @property
    def mean_length(self) -> float | None:
        return self.trials / self.count if self.count else None


def chains_of(facts: ProgrammeFacts) -> tuple[Chain, ...]:
    """The chains whose last decision was made in the period, with all their decided rounds.

    Only "next round" joins a trial to a chain: a transfer to another unit starts its own. A round
    that isn't decided yet isn't counted, or every start would make chains look shorter.
    """
    first_round = _roots(facts.trials, lambda trial: trial.relation == Relation.NEXT_ROUND)
    rounds: dict[str, list[TrialFacts]] = defaultdict(list)
    for trial in facts.ever_decided:
        rounds[first_round[trial.id]].append(trial)
    chains = (Chain(tuple(sorted(each, key=_by_decision))) for each in rounds.values())
    in_period = (chain for chain in chains if facts.happened(chain.last.decided_on))
    return tuple(sorted(in_period, key=lambda chain: _by_decision(chain.rounds[0])))


def chains(facts: ProgrammeFacts) -> Chains:
    """The number of chains, the trials in them, and the share with two rounds or more."""
    found = chains_of(facts)
    longer = sum(len(chain.rounds) > 1 for chain in found)
    return Chains(len(found), sum(len(each.rounds) for each in found), Share(longer, len(found)))


def behind_chain_length(facts: ProgrammeFacts) -> Counted:
    """All decided rounds of the chains."""
    return of_trials(trial for chain in chains_of(facts) for trial in chain.rounds)


def behind_two_rounds(facts: ProgrammeFacts) -> Counted:
    """Chains by their last round: those with two rounds or more, of all."""
    found = chains_of(facts)
    longer = [chain.last for chain in found if len(chain.rounds) > 1]
    return of_trials(longer, [chain.last for chain in found])


def adoption_rate_per_chain(facts: ProgrammeFacts) -> Share:
    """Of chains that ended in adopt or stop: those that ended in adopt."""
    return behind_adoption_rate_per_chain(facts).share


def behind_adoption_rate_per_chain(facts: ProgrammeFacts) -> Counted:
    """Chains by their last round."""
    last = [chain.last for chain in chains_of(facts)]
    settled = with_decision(last, Decision.ADOPT, Decision.STOP)
    return of_trials(with_decision(settled, Decision.ADOPT), settled)


@dataclass(frozen=True)
class Spread:
    """Transfers to other places: those decided and those adopted, copies and adaptations apart."""

    success: Share
    copied: Share
    adapted: Share

    @property
    def attempted(self) -> int:
        return self.success.of

    @property
    def succeeded(self) -> int:
        return self.success.n


def spread(facts: ProgrammeFacts) -> Spread:
    """What became of the transfers decided in the period."""
    copied = behind_spread(facts, Relation.TRANSFERRED_COPIED).share
    adapted = behind_spread(facts, Relation.TRANSFERRED_ADAPTED).share
    return Spread(behind_spread(facts, *TRANSFERRED).share, copied, adapted)


def behind_spread(facts: ProgrammeFacts, *relations: Relation) -> Counted:
    """The adopted ones of the transfers of these kinds that were decided in the period."""
    tried = [each for each in facts.decided if each.relation in relations]
    return of_trials(with_decision(tried, Decision.ADOPT), tried)


def spread_success(facts: ProgrammeFacts) -> Share:
    """Of transfers decided in the period: those adopted."""
    return spread(facts).success


def spread_count(facts: ProgrammeFacts) -> int:
    """Pairs of an idea and a new unit that adopted it in the period, each counted once."""
    return len(newly_adopted(facts))


def behind_spread_count(facts: ProgrammeFacts) -> Counted:
    return of_trials(newly_adopted(facts))


def newly_adopted(facts: ProgrammeFacts) -> tuple[TrialFacts, ...]:
    """What `spread_count` counts: for each idea and new unit the transfer adopted there last."""
    idea_of = _ideas(facts)
    origins = _homes(facts)
    transfers = [each for each in facts.decided if each.relation in TRANSFERRED]
    adopted = with_decision(transfers, Decision.ADOPT)
    pairs = {(idea_of[each.id], each.unit): each for each in sorted(adopted, key=_by_decision)}
    return tuple(one for (idea, unit), one in pairs.items() if unit != origins.get(idea))


@dataclass(frozen=True)
class Travel:
    """An adopted idea, and the trials that tell where it began, where it went and where it failed.

    A unit is told of once, by its latest decision; a unit that adopted it has not failed with it.
    """

    began: tuple[TrialFacts, ...]
    """The idea's own rounds in the unit it began in, the latest decision first; empty when that
    unit is outside the scope."""
    adopted: tuple[TrialFacts, ...]
    """One transfer for each other unit that adopted it, in the order of their decisions."""
    failed: tuple[TrialFacts, ...]
    """One transfer for each other unit that stopped it."""


def travels(facts: ProgrammeFacts) -> tuple[Travel, ...]:
    """Every idea adopted anywhere by the end of the period, those that moved most first."""
    idea_of = _ideas(facts)
    kin: dict[str, list[TrialFacts]] = defaultdict(list)
    for trial in sorted(facts.ever_decided, key=_by_decision):
        if trial.decided_on is not None and trial.decided_on <= facts.period.last:
            kin[idea_of[trial.id]].append(trial)
    units = _homes(facts)
    found = [
        _travel(trials, units.get(root))
        for root, trials in kin.items()
        if with_decision(trials, Decision.ADOPT)
    ]
    found.sort(key=lambda one: -len(one.adopted) - len(one.failed))
    return tuple(found)


def _travel(trials: list[TrialFacts], home: str | None) -> Travel:
    """Args: trials in the order of their decisions; home: the unit of the first, if in scope."""
    away: dict[str, TrialFacts] = {}
    for trial in trials:
        settled = trial.decision in (Decision.ADOPT, Decision.STOP)
        before = away.get(trial.unit)
        has_adopted = before is not None and before.decision == Decision.ADOPT
        if trial.unit != home and settled and not (has_adopted and trial.decision == Decision.STOP):
            away[trial.unit] = trial
    return Travel(
        began=tuple(trial for trial in reversed(trials) if trial.unit == home),
        adopted=with_decision(away.values(), Decision.ADOPT),
        failed=with_decision(away.values(), Decision.STOP),
    )


def spread_reach(facts: ProgrammeFacts) -> Share:
    """Units that use an idea, of the units it is said to be relevant for, over all adopted ideas.

    Ideas are those adopted by the end of the period, and units use one while no check has found it
    gone. Relevant are the unit itself ("Kun hos os", "Andre teams"), its area ("Andre enheder") or
    the whole programme, by the widest answer given, and always the units that use it. Ideas whose
    reach is said to be undecidable or isn't stated are left out.
    """
    return behind_spread_reach(facts).share


def behind_spread_reach(facts: ProgrammeFacts) -> Counted:
    """Pairs of an idea, by the trial that brought it in first, and a unit that uses it or might."""
    found = reaches(facts)
    using = [Item(one.trials[0].id, unit) for one in found for unit in sorted(one.users)]
    relevant = [Item(one.trials[0].id, unit) for one in found for unit in sorted(one.relevant)]
    return Counted(Kind.TRIAL, tuple(using), tuple(relevant))


@dataclass(frozen=True)
class Reach:
    """An adopted idea: the units that use it, of those it is relevant for."""

    trials: tuple[TrialFacts, ...]
    """Where it was adopted, in the order of the decisions."""
    users: frozenset[str]
    relevant: frozenset[str]


def reaches(facts: ProgrammeFacts) -> tuple[Reach, ...]:
    """What `spread_reach` counts, idea by idea."""
    idea_of = _ideas(facts)
    adoptions: dict[str, list[TrialFacts]] = defaultdict(list)
    for trial in sorted(with_decision(facts.ever_decided, Decision.ADOPT), key=_by_decision):
        if trial.decided_on is not None and trial.decided_on <= facts.period.last:
            adoptions[idea_of[trial.id]].append(trial)
    found = []
    for trials in adoptions.values():
        reach = set[str]().union(*(_relevant_units(trial, facts) for trial in trials))
        if reach:
            users = frozenset(trial.unit for trial in trials if still_used(trial, facts))
            found.append(Reach(tuple(trials), users, users | reach))
    return tuple(found)


def _relevant_units(trial: TrialFacts, facts: ProgrammeFacts) -> set[str]:
    match trial.spread_potential:
        case SpreadPotential.ONLY_US | SpreadPotential.OTHER_TEAMS:
            return {trial.unit}
        case SpreadPotential.OTHER_UNITS:
            area = {unit.id for unit in facts.units if unit.area == trial.area}
            return area | {trial.unit}
        case SpreadPotential.WHOLE_DEPARTMENT:
            return {unit.id for unit in facts.units} | {trial.unit}
        case _:
            return set()


def _by_decision(trial: TrialFacts) -> tuple[str, str]:
    return (trial.decided_on.isoformat() if trial.decided_on else "", trial.id)


def _ideas(facts: ProgrammeFacts) -> Mapping[str, str]:
    """For each trial the one its idea came from, through rounds and transfers alike."""
    return _roots(facts.trials, lambda trial: trial.relation in KIN)


def _homes(facts: ProgrammeFacts) -> Mapping[str, str]:
    """The unit of each trial. A round before that isn't among the trials was in the unit of the next."""
    before = {
        trial.parent: trial.unit
        for trial in facts.trials
        if trial.parent and trial.relation == Relation.NEXT_ROUND
    }
    return before | {trial.id: trial.unit for trial in facts.trials}


def _roots(
    trials: Iterable[TrialFacts], follows: Callable[[TrialFacts], bool]
) -> Mapping[str, str]:
    """For each trial the identifier of the first in its line.

    A parent that isn't among the trials (another unit's, out of scope) still holds its children
    together. Links that run in a ring, which only a faulty import could make, end at one of them.
    """
    parents = {each.id: each.parent for each in trials if each.parent and follows(each)}
    roots: dict[str, str] = {}
    for trial in trials:
        line = [trial.id]
        while line[-1] not in roots and (parent := parents.get(line[-1])) is not None:
            if parent in line:
                line.append(min(line[line.index(parent) :]))
                break
            line.append(parent)
        root = roots.get(line[-1], line[-1])
        roots.update(dict.fromkeys(line, root))
    return roots
