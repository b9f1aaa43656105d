"""The quick log: two taps and a sentence."""

import pytest

from tests.factories import (
    a_consultant,
    a_leader,
    a_trial,
    a_unit,
    an_activist,
    an_observation,
    an_organisation,
)
from tests.web import values_of, words_of
from transfer.db import across_organisations, db
from transfer.models import Observation

LOG = "/birkesund/log"


@pytest.fixture
def scene(app, visitor):
    class Scene:
        organisation = an_organisation()
        unit = a_unit(organisation)
        activist = an_activist(organisation, unit, "Mette Kragholm")
        trial = a_trial(
            organisation,
            activist,
            unit,
            state="running",
            visibility="network",
            title="Spisegrupper",
        )

    visitor.signed_in_as(Scene.activist)
    return Scene


def observations():
    with across_organisations():
        db.session.rollback()
        return list(db.session.scalars(db.select(Observation)))


def test_a_sentence_is_enough(scene, visitor):
    answer = visitor.sends(LOG, {"saw": "Alle blev siddende, til kaffen kom."})

    assert answer.status_code == 302
    (note,) = observations()
    assert (note.saw, note.kind, note.trial_id) == (
        "Alle blev siddende, til kaffen kom.",
        "observation",
        scene.trial.id,
    )
    assert words_of(visitor.opens(answer.location)).count("Gemt.") >= 1
    assert "Alle blev siddende" in words_of(
        visitor.opens(f"/birkesund/proevehandlinger/{scene.trial.id}")
    )


def test_the_page_of_a_running_trial_has_the_box_on_top_for_its_own_people_alone(scene, visitor):
    address = f"/birkesund/proevehandlinger/{scene.trial.id}"
    page = visitor.opens(address)
    (box,) = page.select(".quicklog form")
    assert str(page).index('name="saw"') < str(page).index('id="plan"')
    values, written = values_of(box), "x" * 501
    refused = visitor.posts(box["action"], {**values, "saw": written})
    assert refused.status_code == 422 and written in refused.get_data(as_text=True)
    assert visitor.posts(box["action"], {**values, "saw": "Ro."}).status_code == 302
    (note,) = observations()
    assert (note.saw, note.is_private, note.trial_id) == ("Ro.", False, scene.trial.id)
    visitor.signed_in_as(a_consultant(scene.organisation))
    assert not visitor.opens(address).select(".quicklog")


def test_sent_twice_it_is_one_note(scene, visitor):
    values = {
        **values_of(visitor.opens(LOG).select_one("main form[method=post]")),
        "saw": "Én gang",
    }

    visitor.posts(LOG, values)
    visitor.posts(LOG, values)

    assert len(observations()) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"saw": ""}, "Skriv, hvad du så eller hørte."),
        ({"saw": "x" * 501}, "Der er plads til 500 tegn"),
        ({"saw": "Kom", "value": "tolv"}, "cifre"),
        ({"saw": "Kom", "kind": "drøm"}, "er ikke en af dem"),
        ({"saw": "Kom", "day": "30-02-2026"}, "Den dato findes ikke"),
        ({"saw": "Borger 251248-4916 kom"}, "CPR"),
    ],
)
def test_bad_input_keeps_the_words(scene, visitor, typed, said):
    answer = visitor.sends(LOG, typed)

    assert answer.status_code == 422
    assert said in words_of(answer)
    assert typed["saw"] in answer.get_data(as_text=True)
    assert observations() == []


def test_a_number_is_read_with_its_comma(scene, visitor):
    visitor.sends(LOG, {"saw": "Talt", "kind": "number", "value": "3,5"})

    assert float(observations()[0].value) == 3.5


def test_a_private_note_is_seen_by_its_author_only(app, scene, visitor, visitors):
    an_observation(scene.trial, scene.activist, saw="Kun til mig selv", is_private=True)
    an_observation(scene.trial, scene.activist, saw="Til alle")
    at = f"/birkesund/proevehandlinger/{scene.trial.id}"

    assert "Kun til mig selv" in words_of(visitor.opens(at))
    adviser = words_of(visitors(app).signed_in_as(a_consultant(scene.organisation)).opens(at))
    assert "Til alle" in adviser and "Kun til mig selv" not in adviser
    leader = a_leader(scene.organisation, scene.unit)
    led = words_of(visitors(app).signed_in_as(leader).opens(at))
    assert "Til alle" not in led and "Kun til mig selv" not in led


def test_only_the_author_puts_a_note_right(app, scene, visitor, visitors):
    note = an_observation(scene.trial, scene.activist)

    visitor.sends(f"{LOG}/{note.id}/rediger", {"thought": "Måske fordi der var ro"})
    assert observations()[0].thought == "Måske fordi der var ro"
    other = visitors(app).signed_in_as(an_activist(scene.organisation, scene.unit))
    other.opens(f"{LOG}/{note.id}/rediger", 404)
    assert other.posts(f"{LOG}/{note.id}/sletning", {}).status_code == 404
    visitor.posts(f"{LOG}/{note.id}/sletning", {})
    assert observations() == []


def test_with_nothing_running_the_page_says_what_to_do(app, visitor):
    organisation = an_organisation()
    visitor.signed_in_as(an_activist(organisation, a_unit(organisation)))

    assert "Du har ingen prøvehandling i gang" in words_of(visitor.opens(LOG))


def test_with_nothing_running_one_can_start_what_is_planned(app, scene, visitor):
    activist = an_activist(scene.organisation, scene.unit)
    planned = a_trial(scene.organisation, activist, scene.unit, state="planned", title="Dæmpet nat")
    a_trial(scene.organisation, activist, scene.unit, state="idea", title="Kun en idé")
    visitor.signed_in_as(activist)

    page = visitor.opens(LOG)

    assert "Dæmpet nat" in words_of(page) and "Kun en idé" not in words_of(page)
    assert page.select_one(f"a[href='/birkesund/proevehandlinger/{planned.id}/start']")


def test_a_trial_of_somebody_else_cannot_be_written_on(scene, visitor):
    other = an_activist(scene.organisation, scene.unit)
    theirs = a_trial(scene.organisation, other, scene.unit, state="running", visibility="network")

    answer = visitor.sends(LOG, {"saw": "Hov", "trial": theirs.id})

    assert answer.status_code == 422
    assert observations() == []
