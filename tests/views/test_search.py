"""The page of the search: what it finds, shows and says."""

import pytest
import sqlalchemy as sa

from tests.factories import (
    AT,
    ON,
    a_consultant,
    a_cycle,
    a_goal,
    a_leader,
    a_measure,
    a_recommendation,
    a_session,
    a_theme,
    a_trial,
    a_unit,
    an_activist,
    an_administrator,
    an_agreement,
    an_insight,
    an_observation,
    an_organisation,
)
from tests.views.search_setting import asked, changed, titles
from tests.web import words_of
from transfer import search
from transfer.db import across_organisations, db
from transfer.domain.lifecycle import State
from transfer.models import (
    AgendaItem,
    Measure,
    Observation,
    PrivateNote,
    Replication,
    SearchText,
    SearchWord,
    SparringSession,
    TrialAction,
)


@pytest.fixture
def here(app):
    return an_organisation("birkesund")


@pytest.fixture
def unit(here):
    return a_unit(here, "Hjemmeplejen Vest")


@pytest.fixture
def owner(here, unit):
    return an_activist(here, unit, "Mette")


@pytest.fixture
def activist(visitor, owner):
    return visitor.signed_in_as(owner)


def test_a_form_of_the_word_finds_the_text_and_marks_it(here, unit, owner, activist):
    a_trial(
        here, owner, unit, title="Ro om aftenen", action="Aftenvagterne dæmper lyset klokken ti."
    )
    page = asked(activist, "aftenvagten")
    assert titles(page) == ["Ro om aftenen"]
    assert [one.get_text() for one in page.select("mark")] == ["Aftenvagterne"]
    assert "Hvad vil I prøve?" in words_of(page) and "Hjemmeplejen Vest" in words_of(page)
    assert "1 passer" in words_of(page)


def test_what_stands_in_the_title_comes_first(here, unit, owner, activist):
    a_trial(here, owner, unit, title="Uden om emnet", action="Vi spiller musik. " + "Andet. " * 40)
    a_trial(here, owner, unit, title="Musik før maden", action="Vi synger.")
    assert titles(asked(activist, "musik")) == ["Musik før maden", "Uden om emnet"]


def test_every_kind_of_record_is_found_and_can_be_shown_alone(here, unit, owner, activist):
    a_trial(here, owner, unit, title="Måltider i fred")
    a_cycle(here, owner, title="Rolige måltider", units=[unit])
    a_goal(here, "K9", "Gode måltider")
    an_insight(here, headline="Måltidet skal skærmes", state="published", published_on=ON)
    page = asked(activist, "måltid")
    assert set(titles(page)) == {
        "Måltider i fred", "Rolige måltider", "K9 Gode måltider", "Måltidet skal skærmes",
    }  # fmt: skip
    assert titles(asked(activist, "måltid", slags="laeringsforloeb")) == ["Rolige måltider"]
    assert titles(asked(activist, "måltid", slags="indsigter")) == ["Måltidet skal skærmes"]
    assert len(titles(asked(activist, "måltid", slags="findes-ikke"))) == 4


def test_what_was_said_at_a_session_is_found_by_those_who_were_there(
    app, here, unit, owner, activist, visitors
):
    consultant = a_consultant(here, name="Ineva")
    trial = a_trial(here, owner, unit, title="Ro om natten", visibility="network")
    session = a_session(
        here, consultant, participants=[owner], trials=[trial], title="Sparring i maj",
        summary="Nattevagterne var med.", state="held",
    )  # fmt: skip
    with across_organisations():
        item = db.session.get_one(AgendaItem, session.agenda[0].id)
        item.focus_question, item.notes = "Hvem slukker lyset?", "Nattevagten gør det selv."
        db.session.add(PrivateNote(
            organisation_id=here.id, session_id=session.id, author_id=consultant.id,
            text="Nattevagten var sur.", updated_at=AT,
        ))  # fmt: skip
        db.session.commit()
    an_agreement(here, owner, what="Spørg nattevagten", session_id=session.id)
    a_recommendation(here, text="Giv nattevagterne tid." + " Og mere tid." * 30)
    a_theme(here, consultant, "Nattevagter", description="Hvad de gør.")

    found = ["Giv nattevagterne tid.", "Hvem slukker lyset?", "Sparring i maj", "Spørg nattevagten"]
    page = asked(activist, "nattevagt")
    assert sorted(one[:22].strip() for one in titles(page)) == sorted(one[:22] for one in found)
    assert max(len(one) for one in titles(page)) < 220, "a long text is no heading"
    assert len(titles(asked(activist, "nattevagt", slags="sparring"))) == 3
    assert len(titles(asked(activist, "nattevagt", slags="anbefalinger"))) == 1
    assert "Temaer" not in words_of(page)
    adviser = visitors(app).signed_in_as(consultant)
    assert titles(asked(adviser, "nattevagt", slags="temaer")) == ["Nattevagter"]
    assert "sur" not in words_of(asked(adviser, "nattevagt"))
    leader = visitors(app).signed_in_as(a_leader(here, unit))
    assert [one[:22] for one in titles(asked(leader, "nattevagt"))] == ["Giv nattevagterne tid."]
    told = asked(leader, "sparring", slags="sparring")
    assert titles(told) == ["Sparring i maj"] and not told.select(".found-text")
    admin = visitors(app).signed_in_as(an_administrator(here))
    assert titles(asked(admin, "nattevagt")) == [] == titles(asked(admin, "sparring"))

    with across_organisations():
        db.session.delete(db.session.get_one(TrialAction, trial.id))
        db.session.delete(db.session.get_one(SparringSession, session.id))
        db.session.commit()
        left = set(db.session.scalars(sa.select(SearchWord.stem)))
    assert not left & {"sluk", "lyset", "spørg", "maj", "ro"}, "words of what went with them"


def test_what_is_counted_and_what_was_changed_on_the_way_is_found_by_those_who_read_it(
    app, here, unit, owner, visitors
):
    away = a_unit(here, "Bostedet Havnegade")
    far = an_activist(here, away, "Ali")
    leader = a_leader(here, unit, "Lone")
    measure = a_measure(here, owner, unit, name="Fald om natten", numbers=[3, 4, 5])
    origin = a_trial(here, far, away, title="Tavlen", state=State.ADOPTED, visibility="network")
    copy = a_trial(
        here, owner, unit, title="Tavlen hos os", state=State.RUNNING, visibility="network",
        parent_id=origin.id, relation="transferred_adapted", actual_start=ON,
    )  # fmt: skip
    with across_organisations():
        db.session.get_one(Measure, measure.id).annotate(
            by=owner.id, at=AT, text="Ny vagtplan om natten", on=ON
        )
        told = {"kept": "Køreplanen ved døren", "changed": "Vi står op", "why": "Vi er to hold"}
        db.session.add(
            Replication(
                organisation_id=here.id, trial_id=copy.id, origin_id=origin.id, made_at=AT, **told
            )
        )
        db.session.commit()
    mine, theirs, hers = (visitors(app).signed_in_as(one) for one in (owner, far, leader))
    assert titles(asked(mine, "vagtplanen")) == ["Fald om natten"]
    assert titles(asked(hers, "vagtplanen", slags="maalinger")) == ["Fald om natten"]
    assert titles(asked(theirs, "vagtplanen")) == []
    assert titles(asked(mine, "køreplaner")) == ["Tavlen hos os"]
    assert "Hvad beholder I?" in words_of(asked(theirs, "køreplaner"))
    assert titles(asked(hers, "køreplaner")) == [], "a leader reads it once it is closed"
    changed(copy, state=State.ADOPTED)
    assert titles(asked(hers, "køreplaner")) == ["Tavlen hos os"]
    changed(copy, parent_id=None)
    assert titles(asked(mine, "køreplaner")) == [], "it no longer builds on that"


def test_units_goals_and_people_are_found_by_their_names(here, unit, owner, activist):
    goal = a_goal(here, "K1", "Tidlig opsporing")
    a_trial(here, owner, unit, title="Alfa", goals=[goal])
    other = an_activist(here, a_unit(here, "Bostedet"), "Kirstine Lauge")
    a_trial(here, other, a_unit(here, "Havnegade"), title="Beta", visibility="network")
    assert titles(asked(activist, "hjemmeplejen")) == ["Alfa"]
    assert titles(asked(activist, "tidlig opsporing", slags="proevehandlinger")) == ["Alfa"]
    assert titles(asked(activist, "kirstine")) == ["Beta"]
    assert titles(asked(activist, "hjemmeplejen alfa")) == ["Alfa"]
    assert titles(asked(activist, "hjemmeplejen beta")) == []


@pytest.mark.parametrize(
    "typed",
    ['"', "'", "*", "-", ":", "^", "(", ")", "NEAR(a b)", "AND", "OR NOT", "alfa*", '"alfa', "alfa:",
     "title_stems:alfa", "-alfa", "😀", "👩‍👩‍👧", "\0", "al\0fa", "%", "_", "\\", "{{7*7}}", "<b>alfa", "';--", "!&|<->",
     "\u202e", "a" * 200, "٣", "ſ", "alfa " * 39, "e\u0301" * 90],
)  # fmt: skip
def test_no_sign_is_a_trap(here, unit, owner, activist, typed):
    a_trial(here, owner, unit, title="Alfa")
    page = asked(activist, typed)
    assert page.select_one("input[name=q]")["value"].replace("\ufffd", "") == typed.replace(
        "\0", ""
    )


@pytest.mark.parametrize("typed", ["a" * 201, "alfa " * 2000])
def test_too_much_is_refused_in_words(activist, typed):
    page = asked(activist, typed, 422)
    assert "Det er for meget at søge efter på én gang" in words_of(page)
    assert page.select_one("input[name=q]")["value"] == typed


def test_a_cpr_number_is_not_searched_for(activist):
    assert "Man kan ikke søge på CPR-numre." in words_of(asked(activist, "251248-4916", 422))


def test_markup_in_a_text_is_shown_as_it_was_typed(here, unit, owner, activist):
    a_trial(here, owner, unit, title="<b>Alfa</b>", action="<script>alert('alfa')</script> & alfa")
    page = asked(activist, "alfa")
    assert titles(page) == ["<b> Alfa </b>"]
    assert not page.select("main script, main b")
    assert "<script>alert('" in page.select_one(".found-text").get_text()


def test_nothing_found_comes_with_advice_and_no_hint(here, activist):
    page = asked(activist, "findesikke")
    assert titles(page) == []
    assert "Ingenting passer til »findesikke«" in words_of(page) and "Skriv færre ord" in words_of(
        page
    )


def test_letters_in_pieces_and_other_spellings_find_the_same(here, unit, owner, activist):
    a_trial(here, owner, unit, title="Håndhygiejne hos pårørende")
    for typed in (
        "håndhygiejne",
        "haandhygiejne",
        "HÅNDHYGIEJNEN",
        "ha\u030andhygiejne",
        "paaroerende",
    ):
        assert titles(asked(activist, typed)) == ["Håndhygiejne hos pårørende"], typed


def test_a_long_answer_comes_a_page_at_a_time(here, unit, owner, activist):
    for number in range(45):
        a_trial(here, owner, unit, title=f"Tavlemøde {number:02}")
    seen = [one for side in (1, 2, 3) for one in titles(asked(activist, "tavle", side=side))]
    assert len(seen) == len(set(seen)) == 45
    assert "45 passer" in words_of(asked(activist, "tavle", side=99))


# What changes is found as it is now


def test_what_is_saved_again_is_found_as_it_is_now(here, unit, owner, activist):
    trial = a_trial(here, owner, unit, title="Alfa", action="Vi synger.")
    changed(trial, action="Vi danser.")
    assert titles(asked(activist, "synger")) == [] and titles(asked(activist, "danser")) == ["Alfa"]


def test_notes_come_and_go_with_themselves(here, unit, owner, activist):
    trial = a_trial(here, owner, unit, title="Alfa", state=State.RUNNING)
    note = an_observation(trial, owner, saw="Kattene sov.")
    assert titles(asked(activist, "kattene")) == ["Alfa"]
    changed(note, is_private=True)
    assert titles(asked(activist, "kattene")) == []
    changed(note, is_private=False)
    with across_organisations():
        db.session.delete(db.session.get_one(Observation, note.id))
        db.session.commit()
    assert titles(asked(activist, "kattene")) == []


def test_what_is_deleted_is_gone_from_the_index_too(here, unit, owner, activist):
    trial = a_trial(here, owner, unit, title="Fortroligheden", action="Vi synger.")
    with across_organisations():
        db.session.delete(db.session.get_one(TrialAction, trial.id))
        db.session.commit()
        assert db.session.scalars(sa.select(SearchText.id)).all() == []
        assert db.session.scalars(sa.select(SearchWord.stem)).all() == []
    assert titles(asked(activist, "synger")) == []


def test_not_even_a_statement_past_the_session_leaves_a_text_behind(here, unit, owner, activist):
    trial = a_trial(here, owner, unit, title="Fortroligheden", action="Vi synger.")
    with across_organisations():
        db.session.execute(sa.delete(TrialAction).where(TrialAction.id == trial.id))
        db.session.commit()
        assert db.session.scalars(sa.select(SearchText.id)).all() == []
    assert titles(asked(activist, "synger")) == []


def test_what_is_undone_was_never_found(here, unit, owner, activist):
    trial = a_trial(here, owner, unit, title="Alfa", action="Vi synger.")
    with across_organisations():
        db.session.get_one(TrialAction, trial.id).action = "Vi danser."
        db.session.flush()
        db.session.rollback()
    assert titles(asked(activist, "danser")) == [] and titles(asked(activist, "synger")) == ["Alfa"]


def test_the_words_of_an_organisation_are_counted_to_the_last(here, unit, owner):
    trial = a_trial(here, owner, unit, title="Alfa", action="Vi synger.")
    with across_organisations():
        assert "syng" in db.session.scalars(sa.select(SearchWord.stem)).all()
    changed(trial, action="Vi danser.")
    with across_organisations():
        counted = dict(db.session.execute(sa.select(SearchWord.stem, SearchWord.texts)).all())
        search.reindex(here.id)
        db.session.commit()
        again = dict(db.session.execute(sa.select(SearchWord.stem, SearchWord.texts)).all())
    assert "syng" not in counted and counted["dans"] == 2  # as everybody and as leaders read it
    assert counted == again


def test_an_index_of_other_rules_is_made_anew(here, unit, owner):
    a_trial(here, owner, unit, title="Alfa")
    with across_organisations():
        db.session.execute(sa.update(SearchText).values(version=0))
        db.session.commit()
        assert search.catch_up() == ["birkesund"]
        assert search.catch_up() == []
        assert set(db.session.scalars(sa.select(SearchText.version))) == {search.VERSION}


def test_tidying_up_changes_no_answer(here, unit, owner, activist):
    a_trial(here, owner, unit, title="Alfa")
    search.tidy()
    assert titles(asked(activist, "alfa")) == ["Alfa"]
