"""A unit with people of each kind and a trial to talk about, for the tests of sessions."""

import sqlalchemy as sa

from tests import factories as make
from transfer.db import across_organisations, db
from transfer.domain.lifecycle import State
from transfer.models import SparringSession

SPARRING = "/birkesund/sparring"


class Room:
    """An organisation with a consultant, two activists, a leader and an administrator."""

    @make.made_together()
    def __init__(self):
        self.here = make.an_organisation(name="Birkesund")
        self.unit = make.a_unit(self.here, "Havblik")
        self.birgitte = make.a_consultant(self.here, name="Birgitte Solvang")
        self.mette = make.an_activist(self.here, self.unit, name="Mette Kragholm")
        self.jonas = make.an_activist(self.here, self.unit, name="Jonas Bredal")
        self.sanne = make.an_activist(self.here, self.unit, name="Sanne Vestervig")
        self.lone = make.a_leader(self.here, self.unit, name="Lone Baadsgaard")
        self.henrik = make.an_administrator(self.here, name="Henrik Stald")
        self.trial = make.a_trial(
            self.here, self.mette, self.unit, state=State.RUNNING, visibility="network",
            title="Tre små spisegrupper", challenge="Larm ved langbordet.",
        )  # fmt: skip
        self.draft = make.a_trial(
            self.here, self.mette, self.unit, title="En kladde", challenge="Kun for Mette."
        )

    def session(self, **given):
        given = {"participants": [self.mette, self.jonas], "trials": [self.trial], **given}
        return make.a_session(self.here, self.birgitte, **given)


def fresh(record):
    with across_organisations():
        db.session.rollback()
        found = db.session.get(type(record), record.id)
        if isinstance(found, SparringSession):
            _read = (found.agenda, found.participant_links)
        return found


def all_of(kind):
    with across_organisations():
        db.session.rollback()
        return db.session.scalars(sa.select(kind).order_by(kind.id)).all()


def typed(room, **given):
    return {
        "title": "Sparringssession 1",
        "series_no": "1",
        "held_on": "14-04-2026",
        "starts_at": "9",
        "ends_at": "12.00",
        "format": "in_person",
        "place": "Rådhuset",
        "participants": [str(room.mette.id), str(room.jonas.id)],
        "purpose": "Skil iagttagelse fra forklaring.",
        **given,
    }


def at(session, tail=""):
    return f"{SPARRING}/{session.id}{tail}"
