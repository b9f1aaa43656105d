"""Drawn parts of an organisation: its own, and forgotten in the moment something in them is taken back."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import current_app

from reports.apart import drawn_apart
from tests.factories import (
    a_consultant,
    a_trial,
    a_unit,
    an_activist,
    an_observation,
    an_organisation,
    saved,
)
from tests.web import Visitor
from transfer import tasks
from transfer.access import today
from transfer.db import across_organisations, db, inside
from transfer.domain.lifecycle import State
from transfer.models import Job, JobState, Organisation, Person
from transfer.report_making import shelf_of, tidy

KEY = "0123456789abcdef" * 2


@pytest.fixture
def trial(app):
    organisation = an_organisation()
    unit = a_unit(organisation)
    return a_trial(
        organisation, an_activist(organisation, unit), unit, visibility="network",
        report_consent="with_unit",
    )  # fmt: skip


def test_what_is_taken_back_is_forgotten_and_other_saves_forget_nothing(trial):
    other = an_organisation("engholm")
    shelf_of(other.id).put(KEY, b"of another")
    organisation_id, author = trial.organisation_id, trial.owner_id

    def forgets(change):
        shelf_of(organisation_id).put(KEY, b"a page")
        with inside(organisation_id):
            change()
            db.session.commit()
        return shelf_of(organisation_id).get(KEY) is None

    def now(**given):
        def change():
            for name, value in given.items():
                assert getattr(trial, name)  # as a form that shows it does
                setattr(trial, name, value)

        return change

    assert not forgets(now(title="Et andet navn"))
    assert forgets(now(report_consent="without_unit"))
    assert not forgets(now(report_consent="with_unit"))
    assert forgets(now(report_consent="figures_only"))
    assert not forgets(now(report_consent="without_unit"))
    assert not forgets(now(visibility="unit"))
    assert forgets(now(visibility="private"))
    assert not forgets(now(visibility="department"))
    observation = saved(an_observation(trial, db.session.get_one(Person, author)))
    assert not forgets(lambda: setattr(observation, "thought", "Det gav ro."))
    assert forgets(lambda: setattr(observation, "is_private", True))
    assert not forgets(lambda: setattr(observation, "is_private", False))
    assert forgets(lambda: db.session.delete(observation))

    left = shelf_of(organisation_id).place
    with inside(organisation_id):  # and when nobody draws after that, the night takes it away
        trial.visibility = "private"
        db.session.commit()
    assert left.exists()
    tidy()
    assert not left.exists() and shelf_of(other.id).place.exists()

    with inside(organisation_id):  # what is given up has taken nothing back
        shelf_of(organisation_id).put(KEY, b"a page")
        trial.report_consent = "figures_only"
        db.session.flush()
        db.session.rollback()
        assert shelf_of(organisation_id).get(KEY) == b"a page"
    assert shelf_of(other.id).get(KEY) == b"of another"


def test_what_is_decided_is_drawn_ahead_once_for_many_saves(trial, monkeypatch):
    def waiting() -> list[Job]:
        with across_organisations():
            asked = sa.select(Job).where(Job.kind == "report.ahead", Job.state == JobState.QUEUED)
            return list(db.session.scalars(asked))

    organisation_id = trial.organisation_id
    with inside(organisation_id):
        trial.title = "Endnu ikke besluttet"
        db.session.commit()
        assert not waiting()
        trial.state, trial.decision, trial.decided_on = State.ADOPTED, "adopt", today()
        trial.actual_start = trial.actual_end = trial.reflected_on = today()
        trial.learning_headline = "Det gav ro."
        db.session.commit()
        trial.title = "Besluttet"
        db.session.commit()
    assert 1 <= len(waiting()) <= 2, "two minutes may end between the saves"
    assert tasks.run_due() == 0, "it waits until it has been quiet"
    for job in waiting():
        job.due_at = datetime.now(UTC) - timedelta(seconds=1)
    db.session.commit()
    assert tasks.run_due() >= 1
    assert not waiting()

    drawn = []
    monkeypatch.setattr(
        "reports.printing.drawn_apart",
        lambda _kind, part, **more: drawn.append(part) or drawn_apart("part", part, **more),
    )
    organisation = trial.organisation_id
    with inside(organisation):
        leader = a_consultant(db.session.get_one(Organisation, organisation))
    visitor = Visitor(current_app._get_current_object()).signed_in_as(leader)
    year = f"fra={today().year}-01-01&til={today().year}-12-31"
    answer = visitor.gets(f"/birkesund/rapporter/ledelsesrapport.pdf?{year}")
    assert answer.get_data().startswith(b"%PDF-")
    assert [("Ledelsesrapport" in part.html) for part in drawn] == [True], (
        "only the front: it says who asks"
    )
    visitor.gets(f"/birkesund/rapporter/ledelsesrapport.pdf?{year}").get_data()
    assert len(drawn) == 1
