"""A trial with people around it, for the tests of feedback."""

from datetime import date

from tests.factories import (
    a_consultant,
    a_leader,
    a_trial,
    a_unit,
    an_activist,
    an_administrator,
    an_organisation,
)
from transfer.access import now
from transfer.db import across_organisations, db, inside
from transfer.models import Feedback, TrialAction

HERE = "/birkesund/proevehandlinger"
MINE = "/birkesund/feedback"
ACTION = "Vi mødes ved tavlen kl. 7.10. Alle siger én ting."


def the_scene(app):
    class Scene:
        organisation = an_organisation(name="Birkesund Kommune")
        unit = a_unit(organisation, "Hjemmeplejen Vest")
        owner = an_activist(organisation, unit, "Mette Kragholm")
        colleague = an_activist(organisation, unit, "Jonas Bredal")
        consultant = a_consultant(organisation, unit, "Birgitte Solvang")
        leader = a_leader(organisation, unit, "Lone Baadsgaard")
        administrator = an_administrator(organisation, "Henrik Stald")
        trial = a_trial(
            organisation,
            owner,
            unit,
            state="running",
            visibility="network",
            action=ACTION,
            challenge="Vi glemmer at sige det højt.",
            actual_start=date(2026, 2, 2),
        )

    Scene.address = f"{HERE}/{Scene.trial.id}"
    return Scene


def remarks():
    with across_organisations():
        db.session.rollback()
        return list(db.session.scalars(db.select(Feedback).order_by(Feedback.id)))


def text_of(part):
    return " ".join(part.get_text(" ").split())


def changed(scene, **answers):
    with inside(scene.organisation.id):
        trial = db.session.get_one(TrialAction, scene.trial.id)
        trial.save(answers, by=scene.owner.id, at=now(), on=date(2026, 3, 2))
        db.session.commit()
