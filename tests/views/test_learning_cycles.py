"""Læringsforløb: list, page, sections, steps, and two who write at once."""

from datetime import date
from uuid import uuid4

import pytest

from tests.factories import (
    a_cycle,
    a_goal,
    a_trial,
    a_unit,
    an_activist,
    an_administrator,
    an_organisation,
)
from tests.queries import counting_queries
from tests.views.cycle_setting import LIST, Setting, address_of, as_kept
from tests.web import words_of
from transfer.db import across_organisations, db
from transfer.models import LearningCycle


@pytest.fixture
def there(app) -> Setting:
    return Setting()


# List


def test_the_list_shows_the_cycles_with_units_state_and_how_many_use_it(visitor, there):
    there.cycle(state="followed_up", using_count=9, asked_count=11, followup_date=date(2026, 9, 1))
    words = words_of(visitor.signed_in_as(there.activist).opens(LIST))
    assert "Ro i demensafsnittet" in words
    assert "Plejehjemmet Lindegården" in words
    assert "9 af 11 (82 %)" in words


def test_under_five_asked_no_percentage_is_shown(visitor, there):
    cycle = there.cycle(state="followed_up", using_count=3, asked_count=4)
    visitor.signed_in_as(there.activist)
    for address in (LIST, address_of(cycle)):
        words = words_of(visitor.opens(address))
        assert "3 af 4" in words
        assert "75 %" not in words


def test_an_empty_list_says_what_belongs_here(visitor, there):
    page = visitor.signed_in_as(there.activist).opens(LIST)
    assert "Her er ingen læringsforløb endnu" in words_of(page)
    assert page.select_one(f"main a[href='{LIST}/ny']")


def test_the_list_is_narrowed_by_state_unit_and_goal(visitor, there):
    there.cycle(title="Ro om aftenen")
    there.cycle(title="Kladden", state="draft", units=[there.other_unit], goals=[])
    visitor.signed_in_as(there.consultant)
    for query, shown in [
        ("?tilstand=draft", {"Kladden"}),
        ("?tilstand=active", {"Ro om aftenen"}),
        (f"?enhed={there.unit.id}", {"Ro om aftenen"}),
        (f"?maal={there.goal.id}", {"Ro om aftenen"}),
        (f"?maal={there.goal.id}&tilstand=draft", set()),
        ("?tilstand=noget&enhed=andet", {"Ro om aftenen", "Kladden"}),
    ]:
        page = visitor.opens(LIST + query)
        titles = {link.get_text() for link in page.select("tbody th a")}
        assert titles == shown, query


def test_twenty_a_page(visitor, there):
    for number in range(21):
        a_cycle(there.organisation, there.activist, title=f"Forløb {number}", units=[there.unit])
    visitor.signed_in_as(there.activist)
    assert len(visitor.opens(LIST).select("tbody tr")) == 20
    assert len(visitor.opens(LIST + "?side=2").select("tbody tr")) == 1
    assert len(visitor.opens(LIST + "?side=99").select("tbody tr")) == 1


def test_a_draft_is_nobody_elses_business(visitor, there):
    cycle = there.cycle(state="draft", title="Hemmelig kladde")
    visitor.signed_in_as(there.colleague)
    assert "Hemmelig kladde" not in words_of(visitor.opens(LIST))
    visitor.opens(address_of(cycle), status=404)


def test_an_administrator_has_no_list_of_cycles(visitor, there):
    visitor.signed_in_as(an_administrator(there.organisation)).opens(LIST, status=403)


def test_a_cycle_of_another_organisation_does_not_exist(visitor, there):
    other = an_organisation("engholm")
    stranger = an_activist(other, a_unit(other))
    cycle = a_cycle(other, stranger, title="Deres")
    visitor.signed_in_as(there.consultant).opens(address_of(cycle), status=404)


def test_the_list_asks_the_database_no_more_for_many_than_for_one(visitor, there):
    visitor.signed_in_as(there.activist)
    there.cycle()
    visitor.opens(LIST)
    with counting_queries() as with_one:
        visitor.opens(LIST)
    for _ in range(5):
        there.cycle()
    visitor.opens(LIST)
    with counting_queries() as with_six:
        visitor.opens(LIST)
    assert len(with_one) == len(with_six) == 6


# New


def test_a_title_and_a_unit_are_enough_for_a_draft(visitor, there):
    visitor.signed_in_as(there.activist)
    answer = visitor.sends(f"{LIST}/ny", {"title": "Ro om aftenen", "units": [there.unit.id]})
    assert answer.status_code == 302
    words = words_of(visitor.opens(answer.headers["Location"]))
    assert "Ro om aftenen" in words
    assert "Kladde" in words
    assert "Mette Kragholm" in words


def test_a_form_sent_twice_makes_one_cycle(visitor, there):
    visitor.signed_in_as(there.activist)
    typed = {"title": "Ro", "units": [str(there.unit.id)], "sent_as": str(uuid4())}
    first, second = (visitor.posts(f"{LIST}/ny", typed) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    with across_organisations():
        assert len(db.session.scalars(db.select(LearningCycle)).all()) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "Giv forløbet en titel."),
        ({"title": "x" * 10_000}, "Der er plads til 160 tegn."),
        ({"units": None}, "Vælg de enheder, der er med."),
        ({"units": [str(uuid4())]}, "Vælg en af mulighederne."),
        ({"title": "Borger 010203-1234"}, "CPR"),
    ],
)
def test_a_faulty_new_cycle_is_refused_at_the_field_with_every_word_kept(
    visitor, there, typed, sentence
):
    visitor.signed_in_as(there.activist)
    whole = {"title": "Ro", "units": [str(there.unit.id)], **typed}
    answer = visitor.sends(f"{LIST}/ny", whole)
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    if whole["title"]:
        assert whole["title"] in answer.get_data(as_text=True)
    with across_organisations():
        assert db.session.scalars(db.select(LearningCycle)).all() == []


def test_a_unit_of_another_organisation_is_not_offered(visitor, there):
    foreign = a_unit(an_organisation("engholm"))
    visitor.signed_in_as(there.activist)
    answer = visitor.sends(f"{LIST}/ny", {"title": "Ro", "units": [foreign.id]})
    assert answer.status_code == 422


def test_a_leader_makes_no_cycles(visitor, there):
    visitor.signed_in_as(there.leader).opens(f"{LIST}/ny", status=403)


# Page


def test_the_page_tells_sessions_and_trials_in_the_order_of_time(visitor, there):
    cycle = there.cycle()
    there.meeting(cycle, date(2026, 3, 3), "Hvad så vi?")
    for title, started in [("Sofaen flyttes", date(2026, 3, 4)), ("Lys dæmpes", date(2026, 2, 1))]:
        a_trial(
            there.organisation,
            there.activist,
            there.unit,
            title=title,
            cycle_id=cycle.id,
            state="running",
            actual_start=started,
        )
    page = visitor.signed_in_as(there.activist).opens(address_of(cycle))
    told = [heading.get_text(strip=True) for heading in page.select(".timeline h3")]
    assert told == ["Vi vælger to situationer", "Lys dæmpes", "Hvad så vi?", "Sofaen flyttes"]
    assert "I gang" in page.select_one(".timeline").get_text()


def test_a_private_trial_of_the_cycle_is_not_told_to_others(visitor, there):
    cycle = there.cycle()
    a_trial(there.organisation, there.activist, there.unit, title="Min kladde", cycle_id=cycle.id)
    visitor.signed_in_as(there.colleague)
    assert "Min kladde" not in words_of(visitor.opens(address_of(cycle)))
    row = visitor.opens(LIST).select_one("tbody tr")
    assert "1" not in row.select("td")[-2].select_one(".cell-value").get_text()


def test_a_headline_is_told_when_the_trial_is_closed(visitor, there):
    cycle = there.cycle()
    for state, headline in [("running", "For tidlig læring"), ("stopped", "Sofaen var nok")]:
        a_trial(
            there.organisation,
            there.activist,
            there.unit,
            cycle_id=cycle.id,
            state=state,
            learning_headline=headline,
        )
    words = words_of(visitor.signed_in_as(there.activist).opens(address_of(cycle)))
    assert "Sofaen var nok" in words
    assert "For tidlig læring" not in words


def test_the_page_links_to_a_new_trial_in_the_cycle(visitor, there):
    cycle = there.cycle()
    page = visitor.signed_in_as(there.activist).opens(address_of(cycle))
    assert page.select(f"a[href='/birkesund/proevehandlinger/ny?forloeb={cycle.id}']")


def test_buttons_are_shown_to_those_who_may_press_them(visitor, there):
    cycle = there.cycle()
    page = visitor.signed_in_as(there.colleague).opens(address_of(cycle))
    assert not page.select("main a[href*='/rediger/']")
    assert not page.select("main form")


def test_the_page_of_a_cycle_takes_a_fixed_number_of_queries(visitor, there):
    cycle = there.cycle()
    address = address_of(cycle)
    visitor.signed_in_as(there.activist)
    visitor.opens(address)
    with counting_queries() as few:
        visitor.opens(address)
    for number in range(4):
        there.meeting(cycle, date(2026, 2, 1 + number), "Mere")
        a_trial(there.organisation, there.activist, there.unit, cycle_id=cycle.id)
    visitor.opens(address)
    with counting_queries() as many:
        visitor.opens(address)
    assert len(few) == len(many) == 7


# Sections


def test_a_section_is_edited_by_itself(visitor, there):
    cycle = there.cycle(state="draft")
    visitor.signed_in_as(there.activist)
    answer = visitor.sends(
        address_of(cycle, "/rediger/rammer"),
        {
            "title": "Ro hele døgnet",
            "participant_count": "13",
            "start_date": "2.2.2026",
            "consultant_id": there.consultant.id,
        },
    )
    assert answer.status_code == 302
    kept = as_kept(cycle)
    assert kept.title == "Ro hele døgnet"
    assert kept.participant_count == 13
    assert kept.start_date == date(2026, 2, 2)
    assert kept.consultant_id == there.consultant.id
    assert kept.background == "Kurset i low arousal."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"start_date": "31.02.2026"}, "Den dato findes ikke"),
        ({"end_date": "1.1.20225"}, "2000 og 2100"),
        ({"start_date": "1.6.2026", "end_date": "1.5.2026"}, "kan ikke slutte, før det begynder"),
        ({"participant_count": "tolv"}, "Skriv tallet med cifre"),
        ({"participant_count": "-3"}, "Skriv et helt tal"),
        ({"methods": ["hypnosis"]}, "Vælg en af mulighederne."),
        ({"owner_id": str(uuid4())}, "Vælg en af mulighederne."),
    ],
)
def test_a_faulty_section_is_refused_at_the_field_with_every_word_kept(
    visitor, there, typed, sentence
):
    cycle = there.cycle(state="draft")
    visitor.signed_in_as(there.activist)
    answer = visitor.sends(
        address_of(cycle, "/rediger/rammer"), {"participant_note": "Alle sammen", **typed}
    )
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert sentence in words_of(answer)
    assert "Alle sammen" in text
    for value in typed.values():
        assert isinstance(value, list) or value in text or "-" in value
    assert as_kept(cycle).participant_note == "11 hjælpere"


def test_more_than_five_goals_are_refused(visitor, there):
    goals = [a_goal(there.organisation, f"K{number}") for number in range(2, 8)]
    cycle = there.cycle(state="draft")
    visitor.signed_in_as(there.activist)
    answer = visitor.sends(
        address_of(cycle, "/rediger/rammer"), {"goals": [goal.id for goal in goals]}
    )
    assert answer.status_code == 422
    assert "Vælg højst 5." in words_of(answer)


def test_what_it_needs_cannot_be_emptied_once_it_is_going(visitor, there):
    cycle = there.cycle()
    visitor.signed_in_as(there.activist)
    answer = visitor.sends(
        address_of(cycle, "/rediger/plan"), {"before_plan": "", "after_plan": "Nyt efter"}
    )
    assert answer.status_code == 422
    assert "Skriv, hvad der sker før forløbet." in words_of(answer)
    assert "Nyt efter" in answer.get_data(as_text=True)
    assert as_kept(cycle).after_plan == "Lederen spørger til det hver måned."


def test_a_colleague_cannot_edit(visitor, there):
    cycle = there.cycle()
    visitor.signed_in_as(there.colleague)
    visitor.opens(address_of(cycle, "/rediger/plan"), status=403)
    assert visitor.posts(address_of(cycle, "/rediger/plan"), {}).status_code == 403


def test_a_section_that_is_none_is_not_found(visitor, there):
    cycle = there.cycle()
    visitor.signed_in_as(there.activist)
    visitor.opens(address_of(cycle, "/rediger/hvadsomhelst"), status=404)
    visitor.opens(address_of(cycle, "/rediger/laering"), status=404)


def test_a_cancelled_cycle_is_left_as_it_is(visitor, there):
    cycle = there.cycle(state="cancelled")
    visitor.signed_in_as(there.activist)
    answer = visitor.posts(address_of(cycle, "/rediger/noter"), {"notes": "Nyt", "revision": "1"})
    assert answer.status_code == 302
    assert as_kept(cycle).notes == ""
