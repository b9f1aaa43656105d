"""The report as a page and as files: for whom, about what, and what is said to a wrong period."""

import csv
import io
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from tests.demo import the_demo
from tests.factories import a_consultant
from tests.web import words_of
from transfer.db import across_organisations, db
from transfer.models import Organisation, Person, TrialAction, Unit

YEAR = "fra=2025-01-01&til=2025-12-31"
PAGE = "/birkesund/rapporter/ledelsesrapport"


@pytest.fixture(autouse=True)
def demo(app, records) -> None:
    the_demo(records)


def person(name: str) -> Person:
    return db.session.scalars(sa.select(Person).where(Person.name == name)).one()


def unit(name: str) -> Unit:
    with across_organisations():
        return db.session.scalars(sa.select(Unit).where(Unit.name == name)).one()


@pytest.fixture
def leader(visitor):
    return visitor.signed_in_as(person("Lone Baadsgaard"))


@pytest.fixture
def consultant(visitor):
    return visitor.signed_in_as(person("Birgitte Solvang"))


def scopes_on(page: Any) -> list[str]:
    return [option.get_text().strip() for option in page.select("select[name=enhed] option")]


class TestChoosing:
    def test_the_year_of_the_latest_work_is_chosen_already(self, consultant):
        page = consultant.opens("/birkesund/rapporter")
        assert page.select_one("select[name=periode] option[selected]")["value"] == "2025"

    def test_each_chapter_is_one_tap_away(self, leader):
        page = leader.opens(f"{PAGE}?fra=2025-01-01&til=2025-12-31")
        links = page.select("main details li a[href^='#']")
        said = [(one["href"][1:], one.get_text()) for one in links]
        assert said == [(one["id"], one.get_text()) for one in page.select(".report-chapter > h2")]
        assert ("i-tal", "1. Programmet i tal") in said

    def test_a_leader_chooses_between_the_whole_and_their_own(self, leader):
        page = leader.opens("/birkesund/rapporter")
        assert scopes_on(page) == ["Hele organisationen", "Plejehjemmet Lindegården"]

    def test_a_consultant_of_everything_chooses_between_all_units(self, consultant):
        scopes = scopes_on(consultant.opens("/birkesund/rapporter"))
        assert scopes[0] == "Hele organisationen"
        assert len(scopes) == 1 + 4 + 8

    def test_a_consultant_of_one_unit_has_no_whole(self, visitor):
        birkesund = db.session.scalars(
            sa.select(Organisation).where(Organisation.slug == "birkesund")
        ).one()
        visitor.signed_in_as(a_consultant(birkesund, unit("Hjemmeplejen Øst")))
        assert scopes_on(visitor.opens("/birkesund/rapporter")) == ["Hjemmeplejen Øst"]
        page = visitor.opens(f"{PAGE}?{YEAR}", status=422)
        assert "Vælg, hvem rapporten skal handle om." in words_of(page)

    def test_an_activist_is_told_that_none_has_been_issued(self, visitor):
        visitor.signed_in_as(person("Mette Kragholm"))
        page = visitor.opens("/birkesund/rapporter")
        assert "ikke udsendt en rapport endnu" in words_of(page)
        visitor.opens(f"{PAGE}?{YEAR}", status=403)
        visitor.opens(f"{PAGE}.pdf?{YEAR}", status=403)

    def test_a_named_period_leads_to_an_address_with_dates(self, consultant):
        answer = consultant.gets(f"{PAGE}?periode={quote('1. halvår 2025')}&enhed=")
        assert answer.status_code == 302
        assert answer.location.endswith("?fra=2025-01-01&til=2025-06-30")


class TestReading:
    def test_the_page_says_what_the_paper_says(self, consultant):
        words = words_of(consultant.opens(f"{PAGE}?{YEAR}"))
        for said in ("6/11 = 55 %", "11,5 dage", "29/50 = 58 %", "Hele organisationen, 8 enheder"):
            assert said in words.replace("\N{NO-BREAK SPACE}", " ")

    def test_a_leaders_own_unit_has_no_outcomes(self, leader):
        page = leader.opens(f"{PAGE}?{YEAR}&enhed={unit('Plejehjemmet Lindegården').id}")
        assert "Andele for udfald er udeladt" in words_of(page)
        assert "Transfergrad" not in words_of(page)

    @pytest.mark.parametrize("kind", ["", ".pdf"])
    def test_a_unit_one_does_not_lead_is_not_one_of_the_choices(self, leader, kind):
        page = leader.opens(
            f"{PAGE}{kind}?{YEAR}&enhed={unit('Bostedet Havnegade').id}", status=422
        )
        assert "Vælg en af mulighederne" in words_of(page)

    def test_a_unit_of_another_organisation_is_not_one_of_the_choices(self, consultant):
        consultant.opens(f"{PAGE}?{YEAR}&enhed={unit('Åløkkeskolen').id}", status=422)

    def test_a_report_holds_nothing_of_another_organisation(self, consultant):
        words = words_of(consultant.opens(f"{PAGE}?{YEAR}"))
        assert "lynlåsen" not in words
        consultant.opens(f"/engholm/rapporter/ledelsesrapport?{YEAR}", status=404)

    def test_a_period_with_nothing_in_it_is_empty_and_not_wrong(self, consultant):
        page = consultant.opens(f"{PAGE}?fra=2019-01-01&til=2019-12-31")
        assert "ingen prøvehandlinger i perioden" in words_of(page)

    def test_the_style_of_the_report_is_there(self, consultant):
        page = consultant.opens(f"{PAGE}?{YEAR}")
        sheet = next(
            one["href"] for one in page.select("link[rel=stylesheet]") if "rapport" in one["href"]
        )
        answer = consultant.gets(sheet)
        assert answer.mimetype == "text/css"
        assert "--report-brand:#1b5e4b" in answer.get_data(as_text=True)


class TestTakingAlong:
    def test_the_pdf_has_a_name_that_says_what_it_is(self, consultant):
        answer = consultant.gets(f"{PAGE}.pdf?{YEAR}&enhed={unit('Ældre og sundhed').id}")
        assert answer.get_data().startswith(b"%PDF-")
        wanted = "attachment; filename=ledelsesrapport-aeldre-og-sundhed-2025.pdf"
        assert answer.headers["Content-Disposition"] == wanted

    def test_the_figures_are_a_file_for_a_danish_spreadsheet(self, consultant):
        answer = consultant.gets(f"/birkesund/rapporter/noegletal.csv?{YEAR}")
        text = answer.get_data().decode("utf-8-sig")
        assert text.startswith("Nøgletal;Antal;Ud af;Procent;Værdi;Bemærkning;Betegnelse\r\n")
        assert "Tid til refleksion, median;;;;11,5;;time_to_reflection" in text
        assert "Overførsler, der er indført;1;2;;;" in text

    @pytest.mark.parametrize(
        ("address", "name"),
        [
            ("ledelsesrapport.docx", "ledelsesrapport-aeldre-og-sundhed-2025.docx"),
            ("ledelsesrapport.xlsx", "ledelsesrapport-aeldre-og-sundhed-2025.xlsx"),
            ("ledelsesrapport.json", "ledelsesrapport-aeldre-og-sundhed-2025.json"),
            ("noegletal.csv", "noegletal-aeldre-og-sundhed-2025.csv"),
            (
                "proevehandlinger.csv",
                "proevehandlinger-i-ledelsesrapport-aeldre-og-sundhed-2025.csv",
            ),
        ],
    )
    def test_the_page_leads_to_every_other_format(self, consultant, address, name):
        asked = f"{YEAR}&enhed={unit('Ældre og sundhed').id}"
        page = consultant.opens(f"{PAGE}?{asked}")
        links = [one["href"] for one in page.select("a[href*='rapporter']")]
        link = next(one for one in links if f"/{address}?" in one)
        answer = consultant.gets(link)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
        assert answer.headers["Cache-Control"] == "no-store"

    def test_an_activist_gets_none_of_them(self, visitor):
        visitor.signed_in_as(person("Mette Kragholm"))
        for address in ("ledelsesrapport.docx", "ledelsesrapport.xlsx", "ledelsesrapport.json"):
            assert visitor.gets(f"/birkesund/rapporter/{address}?{YEAR}").status_code == 403

    def test_the_trials_as_csv_cannot_run_in_a_spreadsheet(self, consultant):
        with across_organisations():
            trial = db.session.scalars(
                sa.select(TrialAction).where(TrialAction.title.startswith("Tre små spisegrupper"))
            ).one()
            trial.title, trial.learning_headline = '=HYPERLINK("http://x";"Tre små")', "@SUM(1+1)"
            db.session.commit()
        answer = consultant.gets(f"/birkesund/rapporter/proevehandlinger.csv?{YEAR}")
        rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
        assert rows[0][:3] == ["number", "title", "unit"]
        assert rows[1][:2] == ["Nr.", "Prøvehandling"]
        told = next(row for row in rows if "Tre små" in row[1])
        assert (told[1], told[-1]) == ('\'=HYPERLINK("http://x";"Tre små")', "'@SUM(1+1)")
        assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")]


class TestWrongPeriods:
    @pytest.mark.parametrize(
        ("first", "last", "said"),
        [
            ("31.02.2026", "31-12-2026", "Den dato findes ikke"),
            ("01-01-20225", "31-12-2026", "Året 20225 kan ikke passe"),
            ("31-12-2025", "01-01-2025", "Perioden slutter, før den begynder"),
            ("", "31-12-2025", "Skriv den første dag"),
            ("01-01-2025", "", "Skriv den sidste dag"),
            ("i fjor", "nu", "Skriv datoen som dag-måned-år"),
            ("\N{PILE OF POO}", "31-12-2025", "Skriv datoen som dag-måned-år"),
        ],
    )
    @pytest.mark.parametrize("address", [PAGE, f"{PAGE}.pdf", "/birkesund/rapporter/noegletal.csv"])
    def test_it_is_said_at_the_field_and_the_typed_words_stay(
        self, consultant, address, first, last, said
    ):
        page = consultant.opens(f"{address}?fra={quote(first)}&til={quote(last)}", status=422)
        assert said in words_of(page)
        assert page.select_one("input[name=fra]")["value"] == first
        assert page.select_one("input[name=til]")["value"] == last

    def test_a_named_period_and_dates_contradict_each_other(self, consultant):
        page = consultant.opens(f"{PAGE}?periode=2025&{YEAR}", status=422)
        assert "Du har også skrevet datoer" in words_of(page)

    def test_a_period_that_is_not_offered(self, consultant):
        page = consultant.opens(f"{PAGE}?periode=stenalderen", status=422)
        assert "Vælg en af mulighederne" in words_of(page)
