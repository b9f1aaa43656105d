"""The course of a læringsforløb: meetings, two people at once, and its steps."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from tests.factories import AT, a_cycle
from tests.views.cycle_setting import Setting, address_of, as_kept
from tests.web import Visitor, form_on, values_of, words_of


@pytest.fixture
def there(app) -> Setting:
    return Setting()


# Meetings


def test_meetings_are_added_changed_and_removed_without_a_script(visitor, there):
    cycle = there.cycle()
    there.meeting(cycle, date(2026, 2, 3), "Den, der skal væk")
    visitor.signed_in_as(there.activist)
    answer = visitor.sends(
        address_of(cycle, "/rediger/gange"),
        {
            "gang-0-indhold": "Vi vælger tre situationer",
            "gang-1-fjern": "y",
            "gang-2-dato": "3. marts 2026",
            "gang-2-indhold": "Hvad så vi?",
            "gang-2-antal": "9",
        },
    )
    assert answer.status_code == 302
    told = [(one.held_on, one.content, one.attendance) for one in as_kept(cycle).sessions]
    assert told == [
        (date(2026, 1, 20), "Vi vælger tre situationer", 11),
        (date(2026, 3, 3), "Hvad så vi?", 9),
    ]


def test_one_more_row_is_added_with_every_word_kept(visitor, there):
    cycle = there.cycle()
    visitor.signed_in_as(there.activist)
    before = visitor.opens(address_of(cycle, "/rediger/gange"))
    answer = visitor.sends(
        address_of(cycle, "/rediger/gange"),
        {"gang-1-indhold": "Ikke færdig", "gang-1-dato": "en dag", "tilfoej": "1"},
    )
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    assert text.count("gang-3-dato") > 0
    assert "gang-3-dato" not in str(before)
    assert "Ikke færdig" in text
    assert 'value="en dag"' in text
    assert len(as_kept(cycle).sessions) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"gang-1-indhold": "Uden dato"}, "Skriv datoen for denne gang"),
        ({"gang-1-dato": "3.3.2026"}, "Skriv, hvad denne gang handler om."),
        ({"gang-1-dato": "31.02.2026", "gang-1-indhold": "Hov"}, "Den dato findes ikke"),
        ({"gang-0-antal": "tolv"}, "Skriv tallet med cifre"),
    ],
)
def test_a_faulty_meeting_is_refused_at_its_row(visitor, there, typed, sentence):
    cycle = there.cycle()
    visitor.signed_in_as(there.activist)
    answer = visitor.sends(address_of(cycle, "/rediger/gange"), typed)
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    for value in typed.values():
        assert value in answer.get_data(as_text=True)
    assert len(as_kept(cycle).sessions) == 1


def test_the_last_meeting_stays_once_the_cycle_is_going(visitor, there):
    cycle = there.cycle()
    visitor.signed_in_as(there.activist)
    answer = visitor.sends(address_of(cycle, "/rediger/gange"), {"gang-0-fjern": "y"})
    assert answer.status_code == 422
    assert "Skriv mindst én gang på." in words_of(answer)


# Two at once


def test_an_overtaken_save_shows_both_versions_and_loses_nothing(visitor, there):
    cycle = there.cycle()
    visitor.signed_in_as(there.activist)
    typed = {"before_plan": "Mit før", "during_plan": "Fælles", "after_plan": "Mit efter"}
    stale = {**typed, "revision": str(cycle.revision)}
    theirs = {"before_plan": "Deres før", "during_plan": "Fælles", "after_plan": "Deres efter"}
    address = address_of(cycle, "/rediger/plan")
    assert visitor.sends(address, theirs).status_code == 302
    answer = visitor.posts(address, stale)
    assert answer.status_code == 409
    words = words_of(answer)
    assert all(text in words for text in ("Mit før", "Deres før", "Mit efter", "Deres efter"))
    chosen = {
        "version": str(as_kept(cycle).revision),
        "mine-before_plan": "Mit før",
        "keep-before_plan": "both",
        "mine-during_plan": "Fælles",
        "keep-during_plan": "mine",
        "mine-after_plan": "Mit efter",
        "keep-after_plan": "theirs",
    }
    assert visitor.posts(address, chosen).status_code == 302
    kept = as_kept(cycle)
    assert kept.before_plan == "Deres før\nMit før"
    assert kept.after_plan == "Deres efter"


def test_choices_survive_an_overtaken_save(visitor, there):
    cycle = there.cycle()
    visitor.signed_in_as(there.activist)
    address = address_of(cycle, "/rediger/rammer")
    stale = str(cycle.revision)
    assert visitor.sends(address, {"title": "Deres titel"}).status_code == 302
    answer = visitor.sends(
        address,
        {
            "revision": stale,
            "units": [there.unit.id, there.other_unit.id],
            "methods": ["casework"],
            "owner_id": there.colleague.id,
            "start_date": "2.2.2026",
        },
    )
    assert answer.status_code == 409
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    assert visitor.posts(address, values_of(form_on(page, address))).status_code == 302
    kept = as_kept(cycle)
    assert set(kept.unit_ids) == {there.unit.id, there.other_unit.id}
    assert kept.methods == ["casework"]
    assert kept.owner_id == there.colleague.id
    assert kept.start_date == date(2026, 2, 2)


def test_overtaken_meetings_are_shown_beside_those_that_were_typed(visitor, there):
    cycle = there.cycle()
    visitor.signed_in_as(there.activist)
    address = address_of(cycle, "/rediger/gange")
    stale = str(cycle.revision)
    assert visitor.sends(address, {"gang-0-indhold": "Deres ord"}).status_code == 302
    answer = visitor.sends(address, {"gang-0-indhold": "Mine ord", "revision": stale})
    assert answer.status_code == 409
    assert "Deres ord" in words_of(answer)
    assert "Mine ord" in answer.get_data(as_text=True)
    assert [one.content for one in as_kept(cycle).sessions] == ["Deres ord"]


# Steps


def test_a_cycle_begins(visitor, there):
    cycle = there.cycle(state="draft")
    visitor.signed_in_as(there.activist)
    assert visitor.posts(address_of(cycle, "/igangsaettelse"), {}).status_code == 302
    assert as_kept(cycle).state == "active"


def test_all_that_is_missing_is_listed_and_linked(visitor, there):
    cycle = a_cycle(there.organisation, there.activist, state="draft", title="Tom")
    visitor.signed_in_as(there.activist)
    answer = visitor.posts(address_of(cycle, "/igangsaettelse"), {})
    assert answer.status_code == 422
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    links = page.select(".error-summary a")
    assert len(links) == 13
    for link in links:
        address, _, anchor = str(link["href"]).partition("#")
        form_page = visitor.opens(address)
        assert form_page.select(f"#{anchor}"), link
    assert as_kept(cycle).state == "draft"


def test_a_cycle_ends_with_learning_and_decision(visitor, there):
    cycle = there.cycle()
    visitor.signed_in_as(there.activist)
    address = address_of(cycle, "/afslutning")
    refused = visitor.sends(address, {"learning": "Korte møder virker."})
    assert refused.status_code == 422
    assert "Korte møder virker." in refused.get_data(as_text=True)
    assert (
        visitor.sends(
            address, {"learning": "Korte møder virker.", "decision": "repeat"}
        ).status_code
        == 302
    )
    page = words_of(visitor.opens(address_of(cycle)))
    assert "Korte møder virker." in page
    assert "Gentag" in page


def test_the_leader_follows_up(visitor, there):
    cycle = there.cycle(state="completed", learning="Lært", decision="repeat")
    visitor.signed_in_as(there.leader)
    answer = visitor.sends(
        address_of(cycle, "/opfoelgning"),
        {"followup_date": "15.9.2026", "using_count": "9", "asked_count": "11"},
    )
    assert answer.status_code == 302
    words = words_of(visitor.opens(address_of(cycle)))
    assert "9 af 11 bruger det (82 %)" in words
    assert as_kept(cycle).state == "followed_up"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"using_count": "12"}, "Der kan ikke være flere, der bruger det"),
        ({"asked_count": "0", "using_count": "0"}, "Spørg mindst én"),
        ({"asked_count": ""}, "Skriv, hvor mange I spurgte."),
        ({"using_count": "tolv"}, "Skriv tallet med cifre"),
        ({"followup_date": "31.02.2026"}, "Den dato findes ikke"),
        ({"followup_date": ""}, "Skriv, hvornår I fulgte op."),
    ],
)
def test_a_faulty_count_is_refused_at_the_field(visitor, there, typed, sentence):
    cycle = there.cycle(state="completed", learning="Lært", decision="repeat")
    visitor.signed_in_as(there.leader)
    answer = visitor.sends(
        address_of(cycle, "/opfoelgning"),
        {"followup_date": "15.9.2026", "using_count": "9", "asked_count": "11", **typed},
    )
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert as_kept(cycle).state == "completed"


def test_a_colleague_does_not_follow_up(visitor, there):
    cycle = there.cycle(state="completed")
    visitor.signed_in_as(there.colleague).opens(address_of(cycle, "/opfoelgning"), status=403)


def test_a_cycle_is_called_off_after_a_question(visitor, there):
    cycle = there.cycle()
    visitor.signed_in_as(there.activist)
    page = visitor.opens(address_of(cycle))
    assert "Vil du aflyse forløbet?" in words_of(page)
    assert visitor.posts(address_of(cycle, "/aflysning"), {}).status_code == 302
    assert as_kept(cycle).state == "cancelled"
    assert "Aflyst" in words_of(visitor.opens(address_of(cycle)))


@pytest.mark.parametrize("step", ["igangsaettelse", "aflysning"])
def test_a_step_pressed_too_late_says_how_things_stand(visitor: Visitor, there, step):
    cycle = there.cycle(state="completed", updated_at=AT)
    visitor.signed_in_as(there.activist)
    answer = visitor.posts(address_of(cycle, f"/{step}"), {})
    assert answer.status_code == 302
    assert "Det kan ikke gøres nu" in words_of(visitor.opens(answer.headers["Location"]))
