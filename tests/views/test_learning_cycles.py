"""Læringsforløb: list, page, sections, steps, and two who write at once."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup

from tests.factories import (
    AT,
    a_consultant,
    a_cycle,
    a_goal,
    a_leader,
    a_trial,
    a_unit,
    an_activist,
    an_administrator,
    an_organisation,
    made_together,
    saved,
)
from tests.queries import counting_queries
from tests.web import Visitor, form_on, values_of, words_of
from transfer.db import across_organisations, db
from transfer.models import LearningCycle
from transfer.models.learning_cycles import CycleSession

LIST = "/birkesund/laeringsforloeb"


class Setting:
    """An organisation with two units, a goal, and one person of each kind."""

    @made_together()
    def __init__(self) -> None:
        self.organisation = an_organisation()
        self.unit = a_unit(self.organisation, "Plejehjemmet Lindegården")
        self.other_unit = a_unit(self.organisation, "Hjemmeplejen Vest")
        self.goal = a_goal(self.organisation)
        self.activist = an_activist(self.organisation, self.unit, "Mette Kragholm")
        self.colleague = an_activist(self.organisation, self.other_unit, "Jonas Bredal")
        self.leader = a_leader(self.organisation, self.unit, "Lone Baadsgaard")
        self.consultant = a_consultant(self.organisation, None, "Birgitte Solvang")

    def cycle(self, **given: Any) -> LearningCycle:
        """A cycle with everything in it."""
        cycle = a_cycle(
            self.organisation,
            self.activist,
            **{
                "units": [self.unit],
                "goals": [self.goal],
                "sponsor_id": self.leader.id,
                "background": "Kurset i low arousal.",
                "purpose": "Roligere aftener.",
                "participant_note": "11 hjælpere",
                "methods": ["action_learning", "reflection_group"],
                "start_date": date(2026, 1, 12),
                "end_date": date(2026, 5, 29),
                "before_plan": "Leder og team vælger to situationer.",
                "during_plan": "Tre møder med en prøvehandling imellem.",
                "after_plan": "Lederen spørger til det hver måned.",
                **given,
            },
        )
        self.meeting(cycle, date(2026, 1, 20), "Vi vælger to situationer")
        return cycle

    def meeting(self, cycle: LearningCycle, held_on: date, content: str) -> CycleSession:
        return saved(
            CycleSession(
                organisation_id=self.organisation.id,
                cycle_id=cycle.id,
                held_on=held_on,
                content=content,
                until_next="Prøv et roligt rum",
                attendance=11,
            )
        )


@pytest.fixture
def there(app) -> Setting:
    return Setting()


def address_of(cycle: LearningCycle, more: str = "") -> str:
    return f"{LIST}/{cycle.id}{more}"


def as_kept(cycle: LearningCycle) -> LearningCycle:
    """The cycle as the database has it now."""
    with across_organisations():
        db.session.expire_all()
        return db.session.scalars(
            db.select(LearningCycle).where(LearningCycle.id == cycle.id)
        ).one()


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
