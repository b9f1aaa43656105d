"""Drawn parts of an organisation: its own, and forgotten in the moment something in them is taken back."""

import pytest

from tests.factories import a_trial, a_unit, an_activist, an_observation, an_organisation, saved
from transfer.db import db, inside
from transfer.models import Person
from transfer.report_making import shelf_of

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
    assert forgets(lambda: db.session.delete(observation))

    with inside(organisation_id):  # what is given up has taken nothing back
        shelf_of(organisation_id).put(KEY, b"a page")
        trial.report_consent = "figures_only"
        db.session.flush()
        db.session.rollback()
        assert shelf_of(organisation_id).get(KEY) == b"a page"
    assert shelf_of(other.id).get(KEY) == b"of another"
