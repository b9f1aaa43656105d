"""The start page: what is mine to do next, for each role one holds."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.factories import (
    a_consultant,
    a_cycle,
    a_goal,
    a_leader,
    a_membership,
    a_person,
    a_trial,
    a_unit,
    an_activist,
    an_administrator,
    an_observation,
    an_organisation,
    made_together,
    saved,
)
from tests.queries import counting_queries
from tests.web import words_of
from transfer.access import today
from transfer.domain.vocabulary import Role, UnitKind
from transfer.models import AnchoringCheck, TrialAction
from transfer.views.start import numbers

START = "/birkesund/"


def days_ago(number: int) -> Any:
    return today() - timedelta(days=number)


class Setting:
    """Two areas with a unit each, and one person of each kind."""

    @made_together()
    def __init__(self) -> None:
        self.organisation = an_organisation(
            name="Birkesund Kommune", programme="Læring i hverdagen"
        )
        self.area = a_unit(self.organisation, "Ældre", kind=UnitKind.AREA)
        self.unit = a_unit(self.organisation, "Hjemmeplejen Vest", parent=self.area)
        self.elsewhere = a_unit(self.organisation, "Jobcentret")
        self.goal = a_goal(self.organisation)
        self.activist = an_activist(self.organisation, self.unit, "Jonas Bredal")
        self.other = an_activist(self.organisation, self.elsewhere, "Peter Oldrup")
        self.leader = a_leader(self.organisation, self.area, "Anne-Mette Højris")
        self.consultant = a_consultant(self.organisation, None, "Birgitte Solvang")

    def trial(self, title: str = "Tavlemødet", **given: Any) -> TrialAction:
        given.setdefault("updated_at", datetime.now(UTC))
        owner, unit = given.pop("owner", self.activist), given.pop("unit", self.unit)
        return a_trial(self.organisation, owner, unit, title=title, **given)

    def check(self, trial: TrialAction, **given: Any) -> AnchoringCheck:
        return saved(
            AnchoringCheck(
                organisation_id=self.organisation.id,
                trial_id=trial.id,
                **{"month": 3, "due_on": days_ago(2), **given},
            )
        )


@pytest.fixture
def there(app) -> Setting:
    return Setting()


# Læringsaktivist


def test_someone_new_is_invited_to_begin(visitor, there):
    page = visitor.signed_in_as(there.activist).opens(START)
    assert "Begynd med noget, der undrer dig i hverdagen." in words_of(page)
    assert page.select("main a[href='/birkesund/proevehandlinger/ny']")


def test_one_whose_trials_are_all_closed_reads_that_nothing_waits(visitor, there):
    there.trial(state="adopted")
    page = visitor.signed_in_as(there.activist).opens(START)
    assert "Intet venter på dig lige nu." in words_of(page)
    assert "Begynd med noget, der undrer dig" not in words_of(page)
    assert page.select("main a[href='/birkesund/proevehandlinger?mine=1']")


def test_the_most_urgent_comes_first_and_no_more_than_five(visitor, there):
    there.trial("Gammel idé", state="idea", updated_at=datetime.now(UTC) - timedelta(days=40))
    there.trial("Skulle begynde", state="planned", start_date=days_ago(1))
    there.trial(
        "Skal refleksteres", state="reflecting", actual_end=days_ago(4), reflection_due=days_ago(-9)
    )
    there.trial("Pausen er slut", state="paused", look_again_on=days_ago(0))
    there.trial("For lang tid", state="running", end_date=days_ago(3), actual_start=days_ago(20))
    there.check(there.trial("Indført", state="adopted"))
    there.trial("Glemt", state="reflecting", actual_end=days_ago(30), reflection_due=days_ago(16))
    page = visitor.signed_in_as(there.activist).opens(START)
    told = [line.get_text(strip=True) for line in page.select(".next-about")]
    assert told == ["Glemt", "For lang tid", "Indført", "Pausen er slut", "Skal refleksteres"]
    assert "sluttede for 4 dage siden" in words_of(page)
    assert "Der er 2 skridt mere." in words_of(page)


def test_a_due_check_leads_straight_to_its_questions(visitor, there):
    trial = there.trial(state="adopted")
    there.check(trial)
    page = visitor.signed_in_as(there.activist).opens(START)
    link = f"/birkesund/proevehandlinger/{trial.id}/forankringstjek"
    assert page.select(f"a[href='{link}']")
    answer = visitor.gets(link)
    assert "Lever den stadig?" in words_of(visitor.opens(answer.location))


@pytest.mark.parametrize(
    "given",
    [
        {"due_on": days_ago(-1)},
        {"checked_on": days_ago(1), "status": "held_as_is"},
    ],
)
def test_a_check_that_is_answered_or_not_due_is_nothing_to_do(visitor, there, given):
    there.check(there.trial(state="adopted"), **given)
    assert not visitor.signed_in_as(there.activist).opens(START).select(".next-line")


def test_a_revived_practice_asks_by_its_new_series_only(visitor, there):
    trial = there.trial(state="adopted")
    there.check(trial, series=1, month=12)
    there.check(trial, series=2, month=3, due_on=days_ago(-90))
    assert not visitor.signed_in_as(there.activist).opens(START).select(".next-line")


def test_what_is_under_way_shows_its_day_and_what_was_seen_last(visitor, there):
    trial = there.trial(state="running", actual_start=days_ago(8), end_date=days_ago(-12))
    an_observation(trial, there.activist, saw="Det første")
    an_observation(
        trial, there.activist, saw="Det sidste", observed_at=datetime.now(UTC), is_private=True
    )
    page = visitor.signed_in_as(there.activist).opens(START)
    words = words_of(page)
    assert "Dag 9 af 21" in words
    assert "Det sidste" in words
    assert "Det første" not in words
    assert page.select(f"a[href='/birkesund/log?proevehandling={trial.id}']")


def test_somebody_elses_private_note_is_not_shown(visitor, there):
    trial = there.trial(state="running", participants=[there.other], actual_start=days_ago(1))
    an_observation(trial, there.other, saw="Min egen tanke", is_private=True)
    assert "Min egen tanke" not in words_of(visitor.signed_in_as(there.activist).opens(START))


def test_taking_part_makes_it_ones_own(visitor, there):
    there.trial("Vores fælles", state="running", participants=[there.other])
    assert "Vores fælles" in words_of(visitor.signed_in_as(there.other).opens(START))


def test_news_are_what_others_have_shared(visitor, there):
    there.trial(
        "Delt", owner=there.other, unit=there.elsewhere, state="running", visibility="network"
    )
    there.trial("Privat", owner=there.other, unit=there.elsewhere, state="running")
    there.trial("Idé", owner=there.other, unit=there.elsewhere, state="idea", visibility="network")
    words = words_of(visitor.signed_in_as(there.activist).opens(START))
    assert "Delt" in words
    assert "Privat" not in words
    assert "Idé" not in words.split("Nyt fra andre")[1]


# Konsulent


def test_a_consultant_sees_drafts_shared_trials_and_cycles_and_where_she_is(visitor, there):
    there.trial("Kladden", state="idea")
    there.trial("Den delte", state="running", visibility="network")
    a_cycle(there.organisation, there.activist, title="Forløbet", units=[there.unit])
    words = words_of(visitor.signed_in_as(there.consultant).opens(START))
    for told in ("Kladden", "Den delte", "Forløbet", "Birkesund Kommune"):
        assert told in words
    assert "forladt organisationen" not in words


def test_an_external_consultant_reads_that_the_texts_have_left_the_house(visitor, there):
    external = a_person("Rasmus Teglgaard")
    a_membership(external, there.organisation, Role.CONSULTANT, is_external=True)
    words = words_of(visitor.signed_in_as(external).opens(START))
    assert "har forladt organisationen" in words


def test_a_consultant_of_one_area_sees_nothing_of_another(visitor, there):
    there.trial(
        "Deres", owner=there.other, unit=there.elsewhere, state="running", visibility="network"
    )
    a_cycle(there.organisation, there.other, title="Deres forløb", units=[there.elsewhere])
    theirs = a_consultant(there.organisation, there.area)
    assert "Deres" not in words_of(visitor.signed_in_as(theirs).opens(START))


# Leder


def test_a_leaders_own_duties_come_before_any_number(visitor, there):
    there.trial(
        state="running",
        visibility="network",
        other_answers={"support_needed": "En halv time på personalemødet"},
    )
    there.check(there.trial("Sansekassen", state="adopted", visibility="unit"))
    there.check(there.trial("Ikke delt", state="adopted", visibility="private"))
    a_cycle(
        there.organisation,
        there.activist,
        title="Endt forløb",
        state="completed",
        units=[there.unit],
        sponsor_id=there.leader.id,
        end_date=days_ago(70),
    )
    words = words_of(visitor.signed_in_as(there.leader).opens(START))
    for told in ("En halv time på personalemødet", "Jonas Bredal", "Sansekassen", "Endt forløb"):
        assert told in words
    assert "Ikke delt" not in words
    assert words.index("Bedt dig om") < words.index("Arbejdet i dine enheder")


def test_a_wish_in_a_trial_that_is_not_shared_stays_there(visitor, there):
    for given in ({"visibility": "private"}, {"visibility": "network", "state": "planned"}):
        there.trial(
            "Lukket", **{"state": "running", **given}, other_answers={"support_needed": "Mere tid"}
        )
    words = words_of(visitor.signed_in_as(there.leader).opens(START))
    assert "Mere tid" not in words
    assert "Ingen har bedt dig om noget lige nu." in words


def test_a_leader_sees_exactly_the_activists_of_her_area(visitor, there):
    gone = a_person("Fratrådt Person")
    a_membership(gone, there.organisation, Role.ACTIVIST, there.unit, ends_on=days_ago(1))
    above = a_person("Hele Kommunen")
    a_membership(above, there.organisation, Role.ACTIVIST)
    also = an_activist(there.organisation, there.area, "Mette Kragholm")
    page = visitor.signed_in_as(there.leader).opens(START)
    listed = [line.get_text(strip=True) for line in page.select("#laeringsaktivister li")]
    assert listed == [there.activist.name, also.name]


def test_the_units_work_is_counted_by_state_for_her_units_only(visitor, there):
    there.trial(state="running")
    there.trial(state="running")
    there.trial(state="stopped")
    there.trial(state="idea")
    there.trial(state="running", owner=there.other, unit=there.elsewhere)
    page = visitor.signed_in_as(there.leader).opens(START)
    assert "3 prøvehandlinger" in words_of(page)
    table = page.select_one("#figur-arbejde table")
    heads = [cell.get_text(strip=True) for cell in table.select("thead th")]
    cells = [cell.get_text(strip=True) for cell in table.select("tbody tr > *")]
    told = dict(zip(heads, cells, strict=True))
    assert (told["I gang"], told["Stoppet"], told["I alt"]) == ("2", "1", "3")
    assert "Hjemmeplejen Vest" not in page.select_one("#figur-arbejde").get_text()


def test_six_figures_say_out_of_how_many_and_what_they_mean(visitor, there):
    there.trial(state="running", actual_start=today(), start_date=today())
    page = visitor.signed_in_as(there.leader).opens(START)
    assert len(page.select(".figure")) == 6
    assert len(page.select(".figure details")) == 6
    assert "1 af 1" in words_of(page)
    assert "%" not in words_of(page)
    told = [one.get_text(strip=True) for one in page.select(".figure-text")]
    assert "Gennemførelsesgrad" in told, "as the same figure is called among all figures"
    assert "Reflekteret" not in told


def test_learnings_obey_sight_and_consent(visitor, there):
    closed = {"state": "stopped", "decided_on": days_ago(3), "visibility": "network"}
    there.trial(**closed, learning_headline="Med enhed", report_consent="with_unit")
    there.trial(**closed, learning_headline="Uden enhed", report_consent="without_unit")
    there.trial(**closed, learning_headline="Kun i tal", report_consent="figures_only")
    there.trial(**{**closed, "visibility": "private"}, learning_headline="Privat læring")
    there.trial(**closed, learning_headline="Andres", owner=there.other, unit=there.elsewhere)
    page = visitor.signed_in_as(there.leader).opens(START)
    boxes = page.select("section[aria-labelledby=laeringer] li")
    told = {" ".join(box.get_text(" ").split()) for box in boxes}
    assert told == {"Med enhed Hjemmeplejen Vest", "Uden enhed"}


def test_the_numbers_follow_what_happens(visitor, there):
    visitor.signed_in_as(there.leader)
    visitor.opens(START)
    for number in range(3):
        there.trial(f"Ny {number}", state="running")
    # A count rests a moment; that moment passes here.
    numbers._KEPT.clear()
    assert "3 prøvehandlinger" in words_of(visitor.opens(START))


# Lokal administrator


def test_an_administrator_sees_counts_and_nothing_written(visitor, there):
    there.trial("Hemmeligt", state="running", visibility="network")
    page = visitor.signed_in_as(an_administrator(there.organisation)).opens(START)
    words = words_of(page)
    assert "3 enheder" in words
    assert "1 kompetencemål" in words
    assert "1 prøvehandling" in words
    assert "Hemmeligt" not in words
    assert page.select("main a[href='/birkesund/administration']")
    assert "Kom godt i gang" not in words


def test_an_administrator_of_a_new_organisation_is_told_what_to_begin_with(app, visitor):
    organisation = an_organisation()
    visitor.signed_in_as(an_administrator(organisation))
    steps = [one["href"] for one in visitor.opens(START).select(".next a")]
    here = "/birkesund/administration"
    assert steps == [f"{here}/enheder/ny", "/birkesund/kompetencemaal/nyt", f"{here}/brugere/ny"]
    an_activist(organisation, a_unit(organisation), "Mette Kragholm")
    a_goal(organisation)
    assert not visitor.opens(START).select(".next")


# All


def test_one_who_is_several_things_sees_a_part_for_each(visitor, there):
    both = an_activist(there.organisation, there.unit, "Begge Dele")
    a_membership(both, there.organisation, Role.LEADER, there.area)
    words = words_of(visitor.signed_in_as(both).opens(START))
    assert words.index("Begynd med noget, der undrer dig") < words.index("Bedt dig om")


def test_nothing_of_another_organisation_is_shown(visitor, there):
    engholm = an_organisation("engholm")
    unit = a_unit(engholm)
    stranger = an_activist(engholm, unit)
    a_trial(engholm, stranger, unit, title="Engholms egen", state="running", visibility="network")
    for person in (there.activist, there.consultant, there.leader):
        assert "Engholms egen" not in words_of(visitor.signed_in_as(person).opens(START))


@pytest.mark.parametrize(("who", "queries"), [("activist", 12), ("leader", 12), ("consultant", 13)])
def test_the_page_asks_no_more_however_much_there_is(visitor, there, who, queries):
    def fill(times: int) -> None:
        for _ in range(times):
            trial = there.trial(
                state="running", visibility="network", other_answers={"support_needed": "Tid"}
            )
            an_observation(trial, there.activist)
            there.check(there.trial(state="adopted", visibility="network"))
            there.trial(
                owner=there.other, unit=there.elsewhere, state="running", visibility="network"
            )

    visitor.signed_in_as(getattr(there, who))
    counts = []
    for times in (1, 4):
        fill(times)
        numbers._KEPT.clear()
        visitor.opens(START)
        with counting_queries() as sent:
            visitor.opens(START)
        counts.append(len(sent))
    assert counts == [queries, queries]
