"""The two målinger of the demo: one reads as a signal and one does not."""

import json
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import selectinload

from transfer.db import across_organisations, db
from transfer.domain.chart_reading import Onset, Verdict, assess, relate
from transfer.importing import BadFile, load
from transfer.models import Measure, TrialAction

DEMO = Path(__file__).parents[2] / "transfer" / "demo" / "birkesund.json"
DATA = json.loads(DEMO.read_text("utf-8"))
AT = datetime(2026, 1, 9, 10, 0, tzinfo=UTC)


def test_two_years_of_the_demo_show_one_signal_and_one_calm_chart(app):
    load("birkesund", deepcopy(DATA), at=AT, name="Birkesund Kommune")
    db.session.commit()
    with across_organisations():
        measures = {
            one.reference: one
            for one in db.session.scalars(
                db.select(Measure).options(
                    selectinload(Measure.points),
                    selectinload(Measure.parts),
                    selectinload(Measure.annotations),
                )
            )
        }
        assert [len(one.points) for one in measures.values()] == [24, 24]
        walking, shared = measures["M01"], measures["M02"]
        (moved,), (calm,) = assess(walking.chart()), assess(shared.chart())
        assert (moved.verdict, calm.verdict) == (Verdict.SIGNAL, Verdict.RANDOM)
        trials = {one.reference: one for one in db.session.scalars(db.select(TrialAction))}
        second_round = trials["T03"].actual_start or trials["T03"].start_date
        assert second_round is not None
        assert relate(walking.chart(), second_round).onset is Onset.AFTER
        assert {one.trial_id for one in walking.annotations} >= {trials["T02"].id, trials["T03"].id}


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"numbers": {"2024-01": [7, 6]}}, "Antallet kan ikke være større"),
        ({"numbers": {"2024-13": [1, 6]}}, "Skriv måneden og året"),
        ({"numbers": {"2031-01": [1, 6]}}, "Perioden er ikke begyndt endnu."),
        ({"owner": "Nissen Ukendt"}, "findes ikke i filen"),
        ({"unit": "U99"}, "findes ikke i filen"),
        ({"marks": [{"text": "Noget"}]}, "skal have trial, eller både text og on."),
    ],
)
def test_what_is_wrong_with_one_is_named(app, wrong, fault):
    data = deepcopy(DATA)
    data["measures"][1].update(wrong)
    with pytest.raises(BadFile) as bad:
        load("birkesund", data, at=AT)
    db.session.rollback()
    assert any(fault in str(one) and "M02" in str(one) for one in bad.value.faults), bad.value
