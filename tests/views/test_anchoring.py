"""Forankring: which checks wait, the list behind each number, and how long what was adopted lasts."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from tests.factories import a_consultant, a_leader, a_trial, a_unit, an_activist, an_organisation
from tests.queries import counting_queries
from tests.web import words_of
from transfer.access import today
from transfer.db import across_organisations, db
from transfer.domain.periods import months_later
from transfer.models import AnchoringCheck

HERE = "/birkesund/forankring"


@pytest.fixture
def there(app):
    class There:
        organisation = an_organisation()
        vest = a_unit(organisation, "Hjemmeplejen Vest")
        ost = a_unit(organisation, "Hjemmeplejen Øst")
        jonas = an_activist(organisation, vest, "Jonas Bredal")
        leader = a_leader(organisation, vest, "Lone Baadsgaard")
        consultant = a_consultant(organisation)

        def adopted(self, title, months_ago, *found, unit=None, **given):
            """Adopted so long ago; `found` at 3, 6 and 12 months, None where nobody answered."""
            day = months_later(today(), -months_ago) - timedelta(days=1)
            trial = a_trial(
                self.organisation,
                self.jonas,
                unit or self.vest,
                **{
                    "title": title,
                    "state": "adopted",
                    "decision": "adopt",
                    "decided_on": day,
                    "actual_start": day,
                    "visibility": "network",
                    **given,
                },
            )
            with across_organisations():
                for month, status in zip((3, 6, 12), (*found, None, None, None), strict=False):
                    due = months_later(day, month)
                    done = due if status else None
                    db.session.add(
                        AnchoringCheck(
                            organisation_id=self.organisation.id,
                            trial_id=trial.id,
                            month=month,
                            due_on=due,
                            checked_on=done,
                            status=status,
                        )
                    )
                db.session.commit()
            return trial

    return There()


def numbers(page):
    """The number at each way a check can stand, by its words."""
    tabs = page.select(".tab-links")[-1].select("a")
    return {
        " ".join(tab.find(string=True, recursive=False).split()): int(
            tab.select_one(".tab-count").get_text()
        )
        for tab in tabs
    }


def titles(page):
    return sorted(link.get_text() for link in page.select("table.list th a"))


def test_each_number_leads_to_the_very_checks_and_private_ones_are_never_hinted_at(visitor, there):
    visitor.signed_in_as(there.leader).opens(HERE)
    with counting_queries() as of_none:
        empty = visitor.opens(HERE)
    assert "Her er ingen forankringstjek endnu." in words_of(empty)

    there.adopted("Lige forfalden", 3, None)
    there.adopted("Sprunget", 5, None)
    there.adopted("Svaret og forfalden", 6, "held_as_is")
    there.adopted("Ude i Øst", 3, None, unit=there.ost)
    there.adopted("Hemmelig", 6, None, visibility="private")
    there.adopted("Faldet", 6, "lapsed", state="lapsed")

    with counting_queries() as of_some:
        page = visitor.opens(HERE)
    assert len(of_some) == len(of_none)
    assert numbers(page) == {
        "Venter på svar": 3, "Forfaldne": 2, "Sprunget over": 1,
        "Aldrig tjekket": 2, "Planlagte": 5, "Svarede": 2,
    }  # fmt: skip
    for tab in page.select(".tab-links")[-1].select("a"):
        behind = visitor.opens(tab["href"])
        assert len(titles(behind)) == int(tab.select_one(".tab-count").get_text())
    assert titles(page) == ["Lige forfalden", "Sprunget", "Svaret og forfalden"]
    assert "Svar på tjekket" in words_of(page)
    for cell in page.select("table:not(.list) td a"):
        number = int(cell.get_text().split()[0])
        assert len(titles(visitor.opens(cell["href"]))) == number
    assert "Hemmelig" not in words_of(page)

    everyone = visitor.signed_in_as(there.consultant).opens(HERE)
    assert numbers(everyone)["Venter på svar"] == 6
    assert numbers(visitor.opens(f"{HERE}?enhed=Hjemmeplejen Øst"))["Venter på svar"] == 1
    assert numbers(visitor.opens(f"{HERE}?efter=6"))["Venter på svar"] == 2
    assert "Ingen tjek her lige nu." in words_of(
        visitor.opens(f"{HERE}?vis=svarede&maaned=2001-01")
    )
    assert "Vælg en af mulighederne." in words_of(visitor.opens(f"{HERE}?enhed=Findes ikke", 422))


def test_few_are_a_list_and_enough_a_curve_that_tells_what_is_unknown(visitor, there):
    kurve = f"{HERE}/kurve"
    visitor.signed_in_as(there.leader)
    assert "Der er ikke indført noget endnu" in words_of(visitor.opens(kurve))
    for number in range(4):
        there.adopted(f"Holdt {number}", 13, "held_as_is", "held_adapted", "held_as_is")
    there.adopted("Hemmelig", 13, "held_as_is", visibility="private")
    few = visitor.opens(kurve)
    assert "Der er kun 4 indførte prøvehandlinger. De vises som liste, ikke som kurve." in words_of(
        few
    )
    assert len(titles(few)) == 4
    assert not few.select("figure svg")
    paper = printed(visitor, f"{kurve}.pdf")
    assert "Der er kun 4 indførte prøvehandlinger." in paper
    assert "Holdt 3" in paper
    assert "Hemmelig" not in paper

    there.adopted("Uden svar", 13, "held_as_is")
    there.adopted("Faldet", 13, "held_as_is", "lapsed", state="lapsed")
    page = visitor.opens(kurve)
    said = words_of(page)
    assert "Ingen er registreret som faldet bort efter 3 måneder. 6 er fulgt så længe;" in said
    assert "Efter 6 måneder var 80 % af det indførte ikke faldet bort (95 % sikkerheds" in said
    assert "Kurven går ikke til 12 måneder: For få er fulgt så længe." in said
    assert "1 af 6 mangler svar ved seneste tjek" in said
    assert "5 af 6 (83 %)" in said
    drawn = page.select_one("figure svg")
    assert drawn.select_one("title").get_text()
    assert not page.select("svg [style]")
    assert "Hemmelig" not in said
    paper = printed(visitor, f"{kurve}.pdf")
    assert "1 af 6 mangler svar ved seneste tjek" in paper
    assert "5 af 6 (83 %)" in paper
    assert "Holdt 3" not in paper, "with a curve there is no list"


def printed(visitor, address):
    pages = PdfReader(io.BytesIO(visitor.gets(address).data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
