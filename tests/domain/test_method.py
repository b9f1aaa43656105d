"""The method mirror: how trials are done, and never of fewer than three people."""

from datetime import date, timedelta

from transfer.domain.indicators import ProgrammeFacts, TrialFacts, method
from transfer.domain.lifecycle import State
from transfer.domain.periods import year
from transfer.domain.shares import Share

BEGAN = date(2025, 3, 1)


def trials(owners: str, days: int = 60, **given) -> tuple[TrialFacts, ...]:
    return tuple(
        TrialFacts(
            id=f"{owner}{number}",
            unit="U",
            owner=owner,
            state=State.REFLECTING,
            started_on=BEGAN,
            ended_on=BEGAN + timedelta(days=days),
            **given,
        )
        for number, owner in enumerate(owners)
    )


def mirror(found, observed=None):
    facts = ProgrammeFacts(period=year(2025), as_of=date(2025, 12, 31), trials=found)
    return {one.key: one.share for one in method(facts, observed or {})}


def test_a_share_stands_only_where_three_people_stand_behind_it():
    assert mirror(trials("aabb"))["prediction"] is None
    assert mirror(trials("abc", prediction_before_start=True))["prediction"] == Share(3, 3)
    assert mirror(())["prediction"] == Share(0, 0)


def test_begun_small_is_one_or_a_few():
    found = trials("abc", scale="few_or_one_shift") + trials("d", scale="one_team")
    assert mirror(found)["small"] == Share(3, 4)


def test_observed_is_never_silent_for_more_than_a_month():
    found = trials("abcd")
    days = {
        "a0": [BEGAN + timedelta(days=30)],
        "b1": [BEGAN + timedelta(days=20)],
        "c2": [BEGAN + timedelta(days=70)],
    }
    assert mirror(found, days)["observed"] == Share(1, 4)
