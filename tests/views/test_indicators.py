"""Nøgletal: the figures of the worked example on the page, and exactly the list behind each of them."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.demo import the_demo, the_organisation
from tests.factories import a_sparring_request, a_trial
from tests.web import words_of
from transfer.db import across_organisations, db
from transfer.domain.lifecycle import State
from transfer.domain.periods import year
from transfer.domain.vocabulary import Visibility
from transfer.models import Person, TrialAction, Unit
from transfer.reporting import LINES, programme_facts

YEAR = "fra=2025-01-01&til=2025-12-31"
PAGE = "/birkesund/noegletal"

WORKED_OUT = {
    "started": "12",
    "transfer_rate": "5 af 6 (83 %)",
    "transfer_rate_level_3": "3 af 6 (50 %)",
    "transfer_rate_all": "9 af 12 (75 %)",
    "adoption_rate": "6 af 11 (55 %)",
    "adoption_rate_per_chain": "6 af 9 (67 %)",
    "time_to_reflection": "11,5 dage (median af 12)",
    "time_to_reflection_within_14": "10 af 12 (83 %)",
    "lead_time": "42,5 dage (median af 12)",
    "chain_length": "1,09 (12 på 11)",
    "chain_length_two_rounds": "1 af 11 (9 %)",
    "surprise_rate": "5 af 11 (45 %)",
    "spread_success": "1 af 2",
    "anchoring_survival_3_a": "4 af 6 (67 %)",
    "anchoring_survival_3_b": "4 af 6 (67 %)",
    "anchoring_survival_3_c": "6 af 6 (100 %)",
    "anchoring_survival_6_a": "4 af 5 (80 %)",
    "anchoring_survival_6_b": "4 af 6 (67 %)",
    "anchoring_survival_6_c": "5 af 6 (83 %)",
    "goal_coverage": "6 af 8 (75 %)",
    "reach": "7 af 8 (88 %)",
    "enabler_leader_support": "7",
    "barrier_staffing": "3",
    "sparring_coverage": "4 af 12 (33 %)",
    "use_in_cycles": "29 af 50 (58 %)",
}


@pytest.fixture(autouse=True)
def demo(app, records) -> None:
    the_demo(records)


def signed_in(visitor, name):
    with across_organisations():
        return visitor.signed_in_as(
            db.session.scalars(sa.select(Person).filter_by(name=name)).one()
        )


def unit(name: str) -> Unit:
    with across_organisations():
        return db.session.scalars(sa.select(Unit).filter_by(name=name)).one()


def figures_on(page) -> dict[str, str]:
    """What stands on each link to a list, by the key in its address."""
    return {
        re.search(r"noegletal/(\w+)\?", link["href"])[1]: link.find(string=True)
        for link in page.select("a.tally-number")
        if "maal=" not in link["href"]
    }


def test_the_page_shows_the_figures_of_the_worked_example(visitor):
    page = signed_in(visitor, "Birgitte Solvang").opens(f"{PAGE}?{YEAR}")
    found = figures_on(page)
    assert {key: found.get(key) for key in WORKED_OUT} == WORKED_OUT
    assert "Anvendelsesgrad 2 eller mere ÷ reflekterede" in words_of(page)
    assert words_of(visitor.opens(PAGE)) == words_of(page), "unasked, the latest year of work"


def test_behind_each_number_stand_exactly_as_many_as_it_says(visitor):
    with across_organisations():
        facts = programme_facts(the_organisation("birkesund"), year(2025), today=year(2025).last)
    consultant = signed_in(visitor, "Birgitte Solvang")
    for key, said in figures_on(consultant.opens(f"{PAGE}?{YEAR}")).items():
        counted = LINES[key].behind(facts)
        page = consultant.opens(f"{PAGE}/{key}?{YEAR}")
        assert page.h1.get_text().strip().endswith(said)
        assert f"Tæller med ({len(counted.n)})" in words_of(page)
        boxes = page.select("main .boxes-list .box")
        hidden = re.findall(r"(\d+) (?:mere|flere) tæller med, som du", words_of(page))
        assert len(boxes) + sum(map(int, hidden)) == len(counted.n) + len(counted.rest), key


def test_a_list_holds_the_very_trials_and_says_how_many_more_there_are(visitor):
    def links(page, heading):
        section = page.select_one(f"section[aria-labelledby={heading}]")
        return [link["href"] for link in section.select("a")]

    at = f"{PAGE}/transfer_rate?{YEAR}"
    page = signed_in(visitor, "Birgitte Solvang").opens(at)
    assert (len(links(page, "taeller")), len(links(page, "rest"))) == (5, 1)
    page = signed_in(visitor, "Lone Baadsgaard").opens(at)
    seen = links(page, "taeller")
    assert 0 < len(seen) < 5
    for address in seen:
        page_of_trial = visitor.opens(address)
        assert page_of_trial.h1
    assert re.search(rf"{5 - len(seen)} (mere|flere) tæller med, som du ikke", words_of(page))


def test_what_a_leader_may_not_read_yet_is_not_told_by_a_list(visitor):
    with across_organisations():
        organisation = the_organisation("birkesund")
        lindegaarden = unit("Plejehjemmet Lindegården")
        mette = db.session.scalars(sa.select(Person).filter_by(name="Mette Kragholm")).one()
        open_one = db.session.scalars(sa.select(TrialAction).filter_by(reference="T01")).one()
        a_trial(
            organisation,
            mette,
            lindegaarden,
            title="Åbent endnu",
            state=State.REFLECTING,
            visibility="unit",
            origin=open_one.origin,
            actual_start=open_one.actual_start,
            actual_end=open_one.actual_end,
            reflected_on=open_one.reflected_on,
            transfer_level=4,
        )
    leader = signed_in(visitor, "Lone Baadsgaard")
    assert "Åbent endnu" in words_of(leader.opens(f"{PAGE}/started?{YEAR}"))
    assert "Åbent endnu" not in words_of(leader.opens(f"{PAGE}/transfer_rate?{YEAR}"))
    page = leader.opens(f"{PAGE}/sparring_coverage?{YEAR}")
    assert page.select("main .box a") == [], "who got sparring is no leader's business"


def test_no_outcome_of_a_single_unit_is_shown_or_listed(visitor):
    leader = signed_in(visitor, "Lone Baadsgaard")
    where = f"{YEAR}&enhed={unit('Plejehjemmet Lindegården').id}"
    page = leader.opens(f"{PAGE}?{where}")
    found = figures_on(page)
    assert "started" in found
    assert "anchoring_survival_3_a" in found
    assert not {key for key in found if LINES[key].is_outcome}
    assert "ville ofte være et udfald for én person" in words_of(page)
    leader.opens(f"{PAGE}/transfer_rate?{where}", status=404)
    elsewhere = f"{YEAR}&enhed={unit('Hjemmeplejen Vest').id}"
    leader.opens(f"{PAGE}?{elsewhere}", status=422)
    leader.opens(f"{PAGE}/started?{elsewhere}", status=422)
    leader.opens(f"{PAGE}/noget-andet?{YEAR}", status=404)
    activist = signed_in(visitor, "Mette Kragholm")
    activist.opens(f"{PAGE}?{YEAR}")
    activist.opens(f"{PAGE}?{where}", status=422)


def test_consultants_read_goal_by_goal_and_part_by_part_and_leaders_only_how_many(visitor):
    def map_of(page):
        return {
            row.th.get_text(strip=True): [
                int(re.match(r"\d+", cell.get_text())[0]) for cell in row.select("td .heat")
            ]
            for row in page.select("section[aria-labelledby=maal-og-omraader] tbody tr")
        }

    consultant = signed_in(visitor, "Birgitte Solvang")
    page = consultant.opens(f"{PAGE}?{YEAR}")
    found = map_of(page)
    assert sum(any(line) for line in found.values()) == 6, "goal_coverage of the worked example"
    links = [one["href"] for one in page.select("a[href*='maal=']")]
    for address in links:
        there = consultant.opens(address)
        said = page.select_one(f"a[href='{address}']").find(string=True)
        assert there.h1.get_text().strip().endswith(said)
    within = [one for one in links if "omraade=" in one]
    assert sum(int(page.select_one(f"a[href='{one}']").find(string=True)) for one in within) == sum(
        map(sum, found.values())
    )
    consultant.opens(within[0].replace("reflected", "transfer_rate_all"), status=404)
    consultant.opens(links[0].replace("maal=", "maal=x"), status=404)
    rows = consultant.gets(f"{PAGE}/noegletal.csv?{YEAR}").data.decode("utf-8-sig")
    assert "adoption_rate/K1" in rows

    leader = signed_in(visitor, "Lone Baadsgaard")
    page = leader.opens(f"{PAGE}?{YEAR}")
    told = {re.search(r"noegletal/(\w+)", a["href"])[1] for a in page.select("a[href*='maal=']")}
    assert told == {"started", "reflected"}
    leader.opens(next(one for one in links if "adoption_rate?" in one), status=404)
    activist = signed_in(visitor, "Mette Kragholm")
    assert not activist.opens(f"{PAGE}?{YEAR}").select("a[href*='maal=']")
    activist.opens(links[0], status=404)


def test_an_activist_reads_her_own_figures_and_nobody_elses(visitor):
    mette = signed_in(visitor, "Mette Kragholm")
    found = figures_on(mette.opens(f"{PAGE}/mine?{YEAR}"))
    with across_organisations():
        me = db.session.scalars(sa.select(Person).filter_by(name="Mette Kragholm")).one()
        hers = db.session.scalars(
            sa.select(TrialAction.id).where(
                TrialAction.owner_id == me.id, TrialAction.actual_start.is_not(None)
            )
        ).all()
    assert 0 < int(found["started"]) == len(hers) < 12
    page = mette.opens(f"{PAGE}/started?{YEAR}&mine=1")
    assert f"Tæller med ({len(hers)})" in words_of(page)
    assert "Kun dine egne prøvehandlinger" in words_of(page)
    mette.opens(f"{PAGE}/reach?{YEAR}&mine=1", status=404)
    assert "Dine egne tal" in words_of(mette.opens("/birkesund/"))
    ali = signed_in(visitor, "Ali Demirci")
    assert figures_on(ali.opens(f"{PAGE}/mine?{YEAR}")) != found
    leader = signed_in(visitor, "Lone Baadsgaard")
    leader.opens(f"{PAGE}/mine?{YEAR}", status=403)
    leader.opens(f"{PAGE}/started?{YEAR}&mine=1", status=404)


def test_the_file_holds_the_same_and_the_period_before(visitor):
    consultant = signed_in(visitor, "Birgitte Solvang")
    answer = consultant.gets(f"{PAGE}/noegletal.csv?fra=2025-07-01&til=2025-12-31")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    by_key = {row["Betegnelse"]: row for row in rows}
    assert int(by_key["decided"]["Antal"]) + int(by_key["decided"]["Antal sidst"]) == 12
    assert by_key["spread_success"]["Procent"] == ""
    page = words_of(consultant.opens(f"{PAGE}?fra=2025-07-01&til=2025-12-31"))
    assert "»Sidst« er 1. halvår 2025." in page


def test_the_method_mirror_never_speaks_of_one_person(visitor):
    def cells(page):
        return {
            row.th.get_text(): [cell.get_text() for cell in row.select("td .cell-value")]
            for row in page.select("main tbody tr")
        }

    consultant = signed_in(visitor, "Birgitte Solvang")
    found = cells(consultant.opens(f"{PAGE}/metode?{YEAR}"))
    whole = found["Hele organisationen"]
    assert whole[0] == "12 af 12 (100 %)"
    assert whole[3] == "12 af 12 (100 %)"
    assert whole[4] == "1 af 11 (9 %)"
    assert "Beskæftigelse" not in found, "one læringsaktivist only"
    where = f"{YEAR}&enhed={unit('Plejehjemmet Lindegården').id}"
    one_unit = cells(consultant.opens(f"{PAGE}/metode?{where}"))
    assert set(one_unit["Plejehjemmet Lindegården"]) == {"For få personer"}
    assert "Metodespejl" in words_of(consultant.opens(PAGE))


def test_leaders_and_consultants_read_how_many_are_with_it_and_never_who(visitor):
    def involved(page):
        section = page.select_one("section[aria-labelledby=med]")
        return {
            row.th.get_text(): row.td.select_one(".cell-value").get_text()
            for row in section.select("tbody tr")
        }

    consultant = signed_in(visitor, "Birgitte Solvang")
    page = consultant.opens(f"{PAGE}?{YEAR}")
    found = involved(page)
    assert found["Hele organisationen"] == "7 af 7 (100 %)"
    assert found["Ældre og sundhed"] == "3 af 3", "no percentage of fewer than five"
    assert found["Beskæftigelse"] == "For få personer", "one læringsaktivist only"
    names = page.select_one("section[aria-labelledby=med]").get_text()
    assert "Mette" not in names
    idle = involved(consultant.opens(f"{PAGE}?fra=2024-01-01&til=2024-12-31"))
    assert idle == {"Hele organisationen": "Ingen læringsaktivister"}

    leader = signed_in(visitor, "Lone Baadsgaard")
    hers = involved(leader.opens(f"{PAGE}?{YEAR}"))
    assert hers["Plejehjemmet Lindegården"] == "For få personer"
    assert "Hjemmeplejen Vest" not in hers
    where = f"{YEAR}&enhed={unit('Plejehjemmet Lindegården').id}"
    assert involved(leader.opens(f"{PAGE}?{where}")) == {
        "Plejehjemmet Lindegården": "For få personer"
    }
    activist = signed_in(visitor, "Mette Kragholm")
    assert not activist.opens(f"{PAGE}?{YEAR}").select("section[aria-labelledby=med]")


def test_how_often_colleagues_spar_is_told_where_three_stand_behind(visitor):
    def sparring(page):
        rows = page.select("section[aria-labelledby=med] tbody tr")
        return {
            row.th.get_text(): [td.get_text() for td in row.select(".cell-value")[1:]]
            for row in rows
        }

    with across_organisations():
        people = {one.name: one for one in db.session.scalars(sa.select(Person))}
    units = {
        "Mette Kragholm": unit("Plejehjemmet Lindegården"),
        "Jonas Bredal": unit("Hjemmeplejen Vest"),
        "Ali Demirci": unit("Bostedet Havnegade"),
        "Signe Tolstrup": unit("Botilbuddet Engblik"),
    }

    def asks(
        asker,
        asked,
        *,
        at=datetime(2025, 3, 4, 9, tzinfo=UTC),
        answered=True,
        visibility=Visibility.UNIT,
    ):
        trial = a_trial(
            the_organisation("birkesund"), people[asker], units[asker], visibility=visibility
        )
        request = a_sparring_request(trial, people[asked], at=at)
        if answered:
            with across_organisations():
                db.session.merge(request).give_answer("Prøv to og to.", at=at + timedelta(days=1))
                db.session.commit()

    asks("Mette Kragholm", "Signe Tolstrup")
    asks("Mette Kragholm", "Birgitte Solvang", answered=False)
    asks("Signe Tolstrup", "Ali Demirci")
    new_year = datetime(2024, 12, 31, 23, 30, tzinfo=UTC)  # half an hour into 2025 in Denmark
    asks("Ali Demirci", "Mette Kragholm", at=new_year)
    asks("Ali Demirci", "Mette Kragholm", at=datetime(2024, 6, 3, 9, tzinfo=UTC))
    asks("Jonas Bredal", "Sanne Vestervig", visibility=Visibility.PRIVATE)
    told = sparring(signed_in(visitor, "Birgitte Solvang").opens(f"{PAGE}?{YEAR}"))
    assert told["Hele organisationen"] == ["4", "3", "3"]
    assert told["Ældre og sundhed"] == ["2", "1", "1"], "Mette asked twice and answered once"
    assert told["Socialpsykiatri"] == ["", "", ""], "Ali is alone there"
    hers = sparring(signed_in(visitor, "Lone Baadsgaard").opens(f"{PAGE}?{YEAR}"))
    assert hers["Plejehjemmet Lindegården"] == ["", "", ""]
