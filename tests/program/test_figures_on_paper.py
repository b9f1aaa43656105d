"""The figures of the worked example in every format of the report."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from reports import management_html, management_pdf
from tests.demo import the_demo, the_organisation
from tests.program.figures_setting import change, report_on, text_of
from transfer.db import across_organisations, db
from transfer.models import TrialAction
from transfer.reporting import written


@pytest.fixture
def birkesund(app, records) -> Iterator[Any]:
    the_demo(records)
    organisation = the_organisation("birkesund")
    with across_organisations():
        yield organisation


PRINTED = (
    "Sat i gang 12",
    "Reflekteret 12",
    "Besluttet 12",
    "Beslutning: Indfør 6",
    "Beslutning: Justér og prøv igen 2",
    "Beslutning: Stop 3",
    "Beslutning: Sæt på pause 1",
    "Transfergrad, idéer fra kurser, niveau 2 eller højere 5/6 = 83 %",
    "Transfergrad, idéer fra kurser, niveau 3 eller højere 3/6 = 50 %",
    "Alle prøvehandlinger, niveau 2 eller højere 9/12 = 75 %",
    "Alle prøvehandlinger, niveau 3 eller højere 6/12 = 50 %",
    "Indførelsesgrad pr. prøvehandling 6/11 = 55 %",
    "Indførelsesgrad pr. idé 6/9 = 67 %",
    "Tid til refleksion, median 11,5 dage",
    "Reflekteret inden for 14 dage 10/12 = 83 %",
    "Gennemløbstid fra start til beslutning, median 42,5 dage",
    "Idéer 11",
    "Runder pr. idé, gennemsnit 1,09",
    "Idéer med mindst to runder 1/11 = 9 %",
    "Udfald: Bedre end ventet 2",
    "Udfald: Delvist som ventet 3",
    "Udfald: Som ventet 3",
    "Udfald: Ikke som ventet 3",
    "Udfald: Kan ikke afgøres 1",
    "Overraskelsesgrad 5/11 = 45 %",
    "Overførsler, der er indført 1 af 2",
    "Stor værdi for lille indsats ",
    "Forankring efter 3 måneder, A 4/6 = 67 % delvist 2",
    "Forankring efter 3 måneder, B 4/6 = 67 %",
    "Forankring efter 3 måneder, C 6/6 = 100 %",
    "Forankring efter 6 måneder, A 4/5 = 80 % faldet bort 1, ikke tjekket 1",
    "Forankring efter 6 måneder, B 4/6 = 67 %",
    "Forankring efter 6 måneder, C 5/6 = 83 %",
    "Måldækning 6/8 = 75 % mangler K2 og K8",
    "Rækkevidde, enheder 7/8 = 88 %",
    "Ro i demensafsnittet 15. september 2025 9/11 = 82 %",
    "Tidlig opsporing i hverdagen 17. september 2025 7/24 = 29 %",
    "Borgerens ord først 6. oktober 2025 8/9 = 89 %",
    "Jobretning i samtalen 20. oktober 2025 5/6 = 83 %",
    "Tilsammen 29/50 = 58 %",
    "Ledelsesopbakning 7",
    "Fysiske rammer og udstyr 3 2",
    "Synlig gevinst 3 0",
    "Oplevet behov 3 1",
    "Passer til borgerens situation 3 3",
    "Bemanding og vagtplan 0 3",
    "Konkurrerende opgaver 0 3",
    "Tid og ro 0 2",
    "It og dokumentation 0 2",
)


class TestOnPaper:
    def test_every_row_of_the_worked_example_is_printed(self, birkesund):
        words = text_of(management_pdf(report_on(birkesund)))
        assert [row for row in PRINTED if row not in words] == []

    def test_no_percentage_of_two_transfers_and_nothing_of_the_other_organisation(self, birkesund):
        words = management_html(report_on(birkesund))
        assert "1/2" not in words
        for foreign in ("Engholm", "lynlås", "Mælkevejen"):
            assert foreign not in words


class TestStories:
    def test_one_succeeded_one_was_adjusted_and_one_was_stopped(self, birkesund):
        told = report_on(birkesund).cases
        assert [one.kind.name for one in told] == ["SUCCEEDED", "ADJUSTED", "STOPPED"]
        assert all(len(one.moments) > 1 for one in told)
        assert [one.trial.title for one in told] == [
            "Dæmpet nat, runde 2: kun lys og tempo",
            "Billedkort fem minutter før skift",
            "Fem minutter ved tavlen – overført til Øst",
        ]
        assert [one.trial.unit for one in told] == ["Plejehjemmet Lindegården", "", ""]

    def test_words_that_may_not_be_quoted_are_not_even_gathered(self, birkesund):
        assert "oprydning flyttes" in repr(report_on(birkesund))
        told = db.session.scalar(db.select(TrialAction).where(TrialAction.reference == "T03"))
        told.report_consent = "figures_only"
        db.session.commit()
        assert "oprydning flyttes" not in repr(report_on(birkesund))


CANARY, OTHER = "Kanariefuglen", "Papegøjen"


@pytest.mark.parametrize(
    "kind", ["pdf", "html", "docx", "xlsx", "csv", "trials_csv", "json", "one_page"]
)
class TestEveryFormat:
    """What owners have not agreed to, and what is another unit's, stands in no format."""

    def test_what_may_only_be_counted_is_not_there(self, birkesund, kind):
        change("T03", title=CANARY, learning_headline=CANARY, report_consent="figures_only")
        change("T01", title=OTHER)
        words = read(written(report_on(birkesund), kind), kind)
        assert CANARY not in words
        if kind not in ("csv", "one_page"):  # figures alone, and the three latest learnings
            assert OTHER in words

    def test_the_report_of_a_unit_holds_nothing_of_another(self, birkesund, kind):
        change("T07", title=CANARY, learning_headline=CANARY, relation="transferred_copied")
        change("T04", title=CANARY, learning_headline=CANARY, what_happened=CANARY)
        change("T01", title=OTHER)
        words = read(written(report_on(birkesund, "Plejehjemmet Lindegården"), kind), kind)
        assert CANARY not in words
        for foreign in ("Havnegade", "Bostøtten", "Jobcenter", "Tidlig opsporing i hverdagen"):
            assert foreign not in words
        for outcome in ("Transfergrad", "Indførelsesgrad", "Bedre end ventet", "adoption_rate"):
            assert outcome not in words
        if kind != "csv":
            assert OTHER in words

    def test_of_fewer_than_five_no_percentage_is_told(self, birkesund, kind):
        words = read(written(report_on(birkesund), kind), kind)
        assert "1/2" not in words


def read(file: bytes, kind: str) -> str:
    """All that is written in the file."""
    if kind in ("pdf", "one_page"):
        return text_of(file)
    if kind in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(file)) as parts:
            return "\n".join(
                re.sub("<[^>]*>", " ", parts.read(name).decode("utf-8", "replace"))
                for name in parts.namelist()
            )
    return file.decode("utf-8-sig")


def test_a_programme_on_its_first_day_has_a_report_too(app):
    from tests.factories import a_goal, a_unit, an_organisation

    organisation = an_organisation()
    a_unit(organisation, "Lindegården")
    a_goal(organisation)
    with across_organisations():
        db.session.refresh(organisation)
        words = management_html(report_on(organisation))
    assert "Der er endnu ingen prøvehandlinger" in words
