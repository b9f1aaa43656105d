"""Numbers from a spreadsheet: columns told, bad rows named and mended in the browser, then all or nothing."""

import io
from datetime import date

import pytest
from bs4 import BeautifulSoup
from sqlalchemy.orm import selectinload

from tests import factories as make
from tests.program.test_spreadsheets import a_workbook
from tests.web import values_of, words_of
from transfer.db import across_organisations, db
from transfer.domain.measures import Counted, ValueKind
from transfer.models import Measure


@pytest.fixture
def scene(app, visitor):
    class Scene:
        here = make.an_organisation(name="Birkesund")
        unit = make.a_unit(here)
        leader = make.a_leader(here, unit)

        def measure(self, **given):
            made = make.a_measure(self.here, self.leader, self.unit, **given)
            self.address = f"/birkesund/maalinger/{made.id}/import"
            return made

        def chooses(self, content, name="tal.csv"):
            file = (io.BytesIO(content), name)
            return visitor.posts(self.address, {"file": file})

        def sends(self, answer, press, **typed):
            form = form_of(answer)
            return visitor.posts(form["action"], {**values_of(form), **typed, press: "1"})

    visitor.signed_in_as(Scene.leader)
    return Scene()


def form_of(answer):
    return BeautifulSoup(answer.text, "html.parser").select_one("main form[method=post]")


def numbers_of(measure):
    with across_organisations():
        db.session.rollback()
        again = db.session.scalars(
            db.select(Measure).where(Measure.id == measure.id).options(selectinload(Measure.points))
        ).one()
        return {point.period_start: point.counted for point in again.points}


BAD = """måned;noget;ud af;antal
januar 2025;x;20;14
febbruar 2025;x;19;11
marts 2025;x;10;15
april 2025;x;;9
maj 2025;x;21;12
maj 2025;x;21;13
juni 2999;x;20;1
juli 2025;x;;
august 2025;x;19;tolv
"""


def test_bad_rows_are_named_and_mended_in_the_browser(scene):
    measure = scene.measure(value_kind=ValueKind.SHARE, numbers=[(14, 21)], first=date(2025, 1, 1))
    answer = scene.chooses(BAD.encode())
    assert answer.status_code == 422
    words = words_of(answer)
    assert "6 rækker kan ikke bruges." in words
    for row, sentence in (
        (3, "Skriv måneden og året, fx januar 2026 eller 01-2026."),
        (4, "Antallet kan ikke være større end det, det er ud af."),
        (5, "Skriv også, hvor mange det er ud af."),
        (7, "Samme periode står også i række 6."),
        (8, "Året 2999 kan ikke passe."),
        (10, "Skriv tallet med cifre"),
    ):
        box = next(
            one
            for one in BeautifulSoup(answer.text, "html.parser").select(".mended")
            if one.h3.text == f"Række {row}"
        )
        assert sentence in box.text, row
    assert "Importér" not in [one.text for one in form_of(answer).select("button")]
    assert len(numbers_of(measure)) == 1  # nothing is saved by looking

    still = scene.sends(
        answer,
        "importer",  # even if it is asked for
        **{
            "celle-3-period": "februar 2025", "celle-4-denominator": "25", "celle-5-denominator": "x",
            "spring-7": "y", "spring-8": "y", "celle-10-numerator": "12",
        },
    )  # fmt: skip
    assert still.status_code == 422
    assert "Én række kan ikke bruges." in words_of(still)
    assert 'value="x"' in str(form_of(still).select_one("[name=celle-5-denominator]"))
    ready = scene.sends(still, "se", **{"celle-5-denominator": "18"})
    assert ready.status_code == 200
    words = words_of(ready)
    assert "5 nye tal · 1 tal ændres · 1 række uden tal" in words
    assert "Der står intet tal i række 9." in words
    assert "Vi bruger ikke kolonnen: noget." in words
    assert "Ændres fra 14 af 21 (66,7 %)" in words
    done = scene.sends(ready, "importer")
    assert done.status_code == 302, words_of(done)
    found = numbers_of(measure)
    assert len(found) == 6
    assert found[date(2025, 1, 1)] == Counted(None, 14, 20)
    assert found[date(2025, 4, 1)] == Counted(None, 9, 18)
    assert found[date(2025, 5, 1)] == Counted(None, 12, 21)


def test_a_number_that_is_there_can_be_kept_and_an_empty_row_clashes_with_nothing(scene):
    measure = scene.measure(numbers=[25, 26], first=date(2025, 1, 1))
    answer = scene.chooses(
        "måned;antal;kilde;Bemærkning\n"
        "januar 2025;7;x;y\nfebruar 2025;8;x;y\nmarts 2025;;x;y\nmarst 2025;9;x;\n"
        "april 2025;-5;x;\n".encode()
    )
    words = words_of(answer)
    assert "Skriv et tal fra 0 og op." in words
    assert "Vi bruger ikke kolonnerne: kilde, Bemærkning." in words
    mended = {"celle-5-period": "marts 2025", "celle-6-value": "5", "behold-2": "y"}
    ready = scene.sends(answer, "se", **mended)
    assert ready.status_code == 200, words_of(ready)
    words = words_of(ready)
    assert "2 nye tal · 1 tal ændres · 1 tal beholdes · 1 række uden tal" in words
    assert "januar 2025: behold 25" in words and "25 beholdes" in words
    assert form_of(ready).select_one("[name=behold-2][checked]"), "what was ticked stays ticked"
    assert scene.sends(ready, "importer").status_code == 302
    found = {day.month: one.value for day, one in numbers_of(measure).items()}
    assert found == {1: 25, 2: 8, 3: 9, 4: 5}


def test_the_headings_can_be_taken_from_the_page(scene, visitor):
    scene.measure(value_kind=ValueKind.SHARE)
    link = visitor.opens(scene.address).select_one("main a[download]")["href"]
    headings = visitor.gets(link).data
    assert headings.decode("utf-8-sig").startswith("periode;fra;antal;ud af;")
    answer = scene.chooses(headings)
    assert answer.status_code == 422
    words = words_of(answer)
    assert "Filen er tom. Sæt tallene ind under overskrifterne, og prøv igen." in words
    assert "skabelon" not in words
    filled = scene.chooses(headings + b"januar 2026;;3;4;;\r\n")
    assert "1 nyt tal" in words_of(filled)


def test_columns_that_cannot_be_told_are_asked_for(scene):
    measure = scene.measure()
    answer = scene.chooses("hvornår;a;b\n1. kv;x;2\nen dag;y;tre\n".encode())
    assert answer.status_code == 422
    assert "Vælg den kolonne, der har det." in words_of(answer)
    same = scene.sends(answer, "se", **{"kolonne-period": "0", "kolonne-value": "0"})
    assert "Kolonnen er valgt til noget andet." in words_of(same)
    forged = scene.sends(answer, "se", **{"kolonne-period": "0", "kolonne-value": "7"})
    assert forged.status_code == 422
    chosen = scene.sends(answer, "se", **{"kolonne-period": "0", "kolonne-value": "2"})
    assert "2 rækker kan ikke bruges." in words_of(chosen)
    assert not numbers_of(measure)


def test_a_workbook_is_read_and_what_others_saved_meanwhile_is_noticed(scene, visitors, app):
    measure = scene.measure(name="Fald")
    book = a_workbook(
        ["Uden mening", "Måned", "Fald"],
        ["a", date(2025, 1, 1), 3],
        ["b", date(2025, 2, 1), 4.5],
        ["c", date(2025, 3, 1), "=SUM(A1)"],
    )
    answer = scene.chooses(book, "tal.xlsx")
    assert "Feltet er en formel uden et gemt resultat." in words_of(answer)
    ready = scene.sends(answer, "se", **{"celle-4-value": "7"})
    other = visitors(app).signed_in_as(make.a_leader(scene.here, scene.unit))
    saved = other.sends(
        f"/birkesund/maalinger/{measure.id}/tal?til=2025-02-01", {"value-2025-02-01": "9"}
    )
    assert saved.status_code == 302
    late = scene.sends(ready, "importer")
    assert late.status_code == 409
    assert "Ændres fra 9" in words_of(late)
    assert scene.sends(late, "importer").status_code == 302
    assert [one.value for one in numbers_of(measure).values()] == [3, 4.5, 7]
    csv = (
        visitors(app).signed_in_as(scene.leader).gets(f"/birkesund/maalinger/{measure.id}/tal.csv")
    )
    again = words_of(scene.chooses(csv.data))
    assert "3 uden ændring" in again


def test_what_is_no_spreadsheet_is_refused_at_the_field(scene):
    scene.measure()
    for content, status, sentence in (
        (b"", 422, "Filen er tom."),
        (b"PK\x03\x04 made up", 422, "Filen kan ikke læses som et regneark."),
        (b"periode;tal\n", 422, "Filen er tom."),
        (b"x" * 300_001, 413, "Filen er større end 300 kB."),
        (a_workbook(*(["x" * 200] * 30 for _ in range(150))), 422, "Filen fylder for meget"),
    ):
        answer = scene.chooses(content)
        assert answer.status_code == status
        assert sentence in words_of(answer)
