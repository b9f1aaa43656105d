"""Every kind of question: typed in the browser, stored, shown, and there again to be edited."""

from decimal import Decimal

import pytest

from tests.factories import (
    a_cycle,
    a_goal,
    a_membership,
    a_person,
    a_trial,
    a_unit,
    an_activist,
    an_organisation,
)
from tests.web import values_of, words_of
from transfer.db import across_organisations, db
from transfer.domain.fields import Kind
from transfer.domain.vocabulary import Role
from transfer.models import TrialAction


@pytest.fixture
def scene(app, visitor):
    class Scene:
        organisation = an_organisation()
        unit = a_unit(organisation, "Hjemmeplejen Øst")
        activist = an_activist(organisation, unit, "Åse Ørn")
        goal = a_goal(organisation, "K3", "Overlevering")
        colleague = a_person("Ægir Bødker")
        other = a_trial(organisation, activist, unit, title="Den første runde")
        cycle = a_cycle(organisation, activist, title="Ro i afsnittet", units=[unit])
        trial = a_trial(organisation, activist, unit, state="reflecting", visibility="network")

    a_membership(Scene.colleague, Scene.organisation, Role.ACTIVIST, Scene.unit)
    visitor.signed_in_as(Scene.activist)
    return Scene


CASES = [
    (Kind.SHORT_TEXT, "ide", "title", "Kaffe & æbler <3", "Kaffe & æbler <3", "Kaffe & æbler <3"),
    (Kind.LONG_TEXT, "ide", "challenge", "To\nlinjer", "To\nlinjer", "To linjer"),
    (Kind.DATE, "tid-og-mennesker", "start_date", "24-01-2026", "24-01-2026", "24. januar 2026"),
    (Kind.CHOICE, "ide", "origin", "course", "course", "Kursus eller kompetenceforløb"),
    (
        Kind.CHOICES,
        "handling",
        "beneficiaries",
        ["citizens", "staff"],
        ["citizens", "staff"],
        "Borgere, Medarbejdere",
    ),
    (Kind.SCALE, "refleksion", "value_citizen", "4", "4", "4 af 5"),
    (Kind.SCALE, "refleksion", "value_staff", "0", "0", "Ved ikke"),
    (Kind.NUMBER, "afproevning", "times_done", "1.234,5", "1.234,5", "1.234,5"),
    (Kind.GOALS, "ide", "goals", lambda s: [str(s.goal.id)], None, "K3 Overlevering"),
    (
        Kind.PEOPLE,
        "tid-og-mennesker",
        "participants",
        lambda s: [str(s.colleague.id)],
        None,
        "Ægir Bødker",
    ),
    (Kind.PERSON, "tid-og-mennesker", "owner", lambda s: str(s.activist.id), None, "Åse Ørn"),
    (Kind.UNIT, "tid-og-mennesker", "unit", lambda s: str(s.unit.id), None, "Hjemmeplejen Øst"),
    (Kind.RECORD, "ide", "cycle", lambda s: str(s.cycle.id), None, "Ro i afsnittet"),
    (Kind.RECORD, "ide", "parent", lambda s: str(s.other.id), None, "Den første runde"),
]


@pytest.mark.parametrize(("kind", "step", "key", "typed", "again", "shown"), CASES)
def test_it_goes_through(scene, visitor, kind, step, key, typed, again, shown):
    typed = typed(scene) if callable(typed) else typed
    at = f"/birkesund/proevehandlinger/{scene.trial.id}"

    answer = visitor.sends(f"{at}/rediger/{step}", {f"svar-{key}": typed, "gem-kladde": "1"})

    assert answer.status_code == 302, words_of(answer)
    assert shown in words_of(visitor.opens(at))
    form = visitor.opens(f"{at}/rediger/{step}").select_one("main form[method=post]")
    assert values_of(form)[f"svar-{key}"] == (again or typed)
    with across_organisations():
        trial = db.session.get(TrialAction, scene.trial.id, populate_existing=True)
        assert trial.questions.by_key[key].kind is kind


def test_a_number_is_kept_exactly(scene, visitor):
    at = f"/birkesund/proevehandlinger/{scene.trial.id}/rediger/afproevning"

    visitor.sends(at, {"svar-times_done": "0,1"})

    with across_organisations():
        trial = db.session.get(TrialAction, scene.trial.id, populate_existing=True)
        assert trial.answer(trial.questions.by_key["times_done"]) == Decimal("0.1")


def test_a_box_that_is_unticked_is_taken_away(scene, visitor):
    at = f"/birkesund/proevehandlinger/{scene.trial.id}/rediger/handling"
    visitor.sends(at, {"svar-beneficiaries": ["citizens", "staff"]})

    visitor.sends(at, {"svar-beneficiaries": ["staff"]})

    page = words_of(visitor.opens(f"/birkesund/proevehandlinger/{scene.trial.id}"))
    assert "Medarbejdere" in page and "Borgere, Medarbejdere" not in page
