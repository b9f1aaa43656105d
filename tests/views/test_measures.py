"""Målinger in the browser: begun, counted, drawn and read, without a word about causes."""

import ast
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy.orm import selectinload

from tests import factories as make
from tests.queries import counting_queries
from tests.web import words_of
from transfer.access import today
from transfer.db import across_organisations, db
from transfer.domain.measures import PartKind, PeriodKind, ValueKind, period_at, periods_back
from transfer.domain.vocabulary import MeasureDirection
from transfer.measure_charts import sentences
from transfer.models import Measure

MEASURES = "/birkesund/maalinger"
CALM = [4, 6, 5, 7, 3, 6, 4, 8, 5, 3, 7, 6, 2, 6, 4, 7, 5, 8, 3, 6, 4, 7, 5, 6]
SHIFTED = [6, 7, 6, 8, 7, 6, 7, 8, 6, 7, 8, 7, 2, 3, 1, 2, 3, 2, 1, 3, 2, 1, 2, 3]
NEVER_SAID = (
    "bevis", "dokumenterer", "signifikant", "skyldes", "på grund af", "virker", "sandsynlighed",
    "95 % sikker",
)  # fmt: skip


@pytest.fixture
def here(app):
    return make.an_organisation(name="Birkesund")


@pytest.fixture
def unit(here):
    return make.a_unit(here, "Hjemmeplejen Vest")


@pytest.fixture
def consultant(here, unit):
    return make.a_consultant(here, unit, "Birgitte Solvang")


def the(measure):
    with across_organisations():
        db.session.rollback()
        return db.session.scalars(
            db.select(Measure)
            .where(Measure.id == measure.id)
            .options(
                selectinload(Measure.points),
                selectinload(Measure.parts),
                selectinload(Measure.annotations),
            )
        ).one()


def address(measure, page=""):
    return f"{MEASURES}/{measure.id}{page}"


def test_a_measure_is_made_and_twelve_months_are_typed(visitor, here, unit, consultant):
    visitor.signed_in_as(consultant)
    assert "Her er ingen målinger endnu" in words_of(visitor.opens(MEASURES))
    refused = visitor.sends(f"{MEASURES}/ny", {"name": "", "value_kind": "share", "target": "120"})
    assert refused.status_code == 422
    words = words_of(refused)
    assert "Skriv, hvad målingen hedder" in words
    assert "Skriv en andel som et tal fra 0 til 100." in words
    made = visitor.sends(
        f"{MEASURES}/ny",
        {"name": "Fald pr. måned", "unit_of_measure": "fald", "target": "4", "direction": "lower"},
    )
    assert made.status_code == 302, words_of(made)
    assert made.location.endswith("/tal")

    periods = periods_back(PeriodKind.MONTH, today(), 12)
    typed = {f"value-{one.first}": str(n) for n, one in enumerate(periods)}
    last = f"value-{periods[-1].first}"
    bad = visitor.sends(made.location, {**typed, last: "tolv", f"value-{periods[0].first}": "1,5x"})
    assert bad.status_code == 422
    page = BeautifulSoup(bad.text, "html.parser")
    assert page.select_one(f"[name='{last}']")["value"] == "tolv"  # every typed word is kept
    assert page.select_one(f"[name='value-{periods[3].first}']")["value"] == "3"
    assert len(page.select(".error-summary li")) == 2
    saved = visitor.sends(made.location, {**typed, last: "12,5"})
    assert saved.status_code == 302, words_of(saved)

    shown = visitor.opens(saved.location)
    words = words_of(shown)
    assert "Tallene (12)" in words
    assert "12,5" in words
    assert "Tilfældig variation" in words or "Ikke-tilfældig variation" in words
    assert "Vurderingen er foreløbig" in words
    svg = shown.select_one("figure svg")
    assert svg["role"] == "img"
    assert "12 målinger fra" in svg.select_one("title").text
    assert len({one["id"] for one in shown.select("figure svg title")}) == 2
    blank = visitor.sends(made.location, {last: ""})
    assert blank.status_code == 302
    assert "Der er 11 målinger. Kurven vises, men vi vurderer først" in words_of(
        visitor.opens(saved.location)
    )


def test_two_who_type_at_once_lose_nothing(visitor, visitors, app, here, unit, consultant):
    measure = make.a_measure(here, consultant, unit)
    month = period_at(measure.period_kind, today()).first
    other = visitors(app).signed_in_as(make.a_leader(here, unit))
    visitor.signed_in_as(consultant)
    stale = {"revision": str(measure.revision), f"value-{month}": "7"}
    assert other.sends(address(measure, "/tal"), {f"value-{month}": "9"}).status_code == 302
    late = visitor.posts(address(measure, "/tal"), stale)
    assert late.status_code == 409
    page = BeautifulSoup(late.text, "html.parser")
    assert page.select_one(f"[name='value-{month}']")["value"] == "7"
    assert "I skrev på samme tid" in words_of(late)
    assert "9" in page.select_one(".alert .facts").text
    again = {"revision": page.select_one("[name=revision]")["value"], f"value-{month}": "7"}
    assert visitor.posts(address(measure, "/tal"), again).status_code == 302
    assert [one.value for one in the(measure).points] == [7]
    late = visitor.posts(
        address(measure, "/rediger"),
        {"revision": "1", "name": "Mit navn", "unit": str(unit.id), "owner": str(consultant.id)},
    )
    assert late.status_code == 409
    assert 'value="Mit navn"' in late.text


def test_a_chart_with_a_signal_compares_the_beginning_with_the_trial_and_claims_no_cause(
    visitor, here, unit, consultant
):
    activist = make.an_activist(here, unit)
    after, before = (
        make.a_trial(
            here, activist, unit, title=title, visibility="network", state="running",
            actual_start=day,
        )
        for title, day in (("Tavlen", date(2024, 10, 15)), ("Kortet", date(2025, 4, 1)))
    )  # fmt: skip
    private = make.a_trial(
        here, activist, unit, title="Hemmelig", visibility="private", state="running",
        actual_start=date(2024, 11, 3),
    )  # fmt: skip
    measure = make.a_measure(
        here, activist, unit, numbers=SHIFTED, direction=MeasureDirection.LOWER, target=2.0
    )
    visitor.signed_in_as(activist)
    for trial in (after, before, private):
        sent = visitor.sends(address(measure, "/maerke"), {"trial": trial.id})
        assert sent.status_code == 302, words_of(sent)
    there = words_of(visitor.opens(f"/birkesund/proevehandlinger/{trial.id}"))
    assert f"Målinger, den er mærket på {measure.name}" in there
    assert visitor.sends(address(measure, "/maerke"), {}).status_code == 422
    own_words = {"text": "Nyt skema", "on": "1-6-2024"}
    assert visitor.sends(address(measure, "/maerke"), own_words).status_code == 302

    visitor.signed_in_as(make.a_leader(here, unit))
    page = visitor.opens(address(measure))
    words = words_of(page)
    assert "12 målinger i træk ligger under midtlinjen (januar 2025 – december 2025)" in words
    assert "Serien ligger i den ønskede retning." in words
    assert "Serien begynder 2 målinger efter prøvehandlingen »Tavlen«." in words
    assert "diagrammet viser ikke årsagen" in words
    assert "Serien begynder 3 målinger før prøvehandlingen »Kortet«." in words
    assert "Ændringen var altså begyndt, før prøvehandlingen gik i gang." in words
    assert "Undersøg: Er målingen opgjort på samme måde?" in words
    assert "Hemmelig" not in page.text  # the leader does not see that trial, nor its mark
    assert [one.text for one in page.select(".mark-number")] == ["1", "2", "3"]
    row = next(one for one in page.select("tbody tr") if one.th.text == "oktober 2024")
    assert row.select("td")[1].text == "Mærke 2"  # partly before the trial, partly after
    assert not [one for one in NEVER_SAID if one in words.casefold()]
    svg = page.select_one("figure .only-wide svg")
    assert len(svg.select("circle")) == 12 + 3  # the other twelve are diamonds
    assert "Mål 2" in svg.text
    assert "Flere prøvehandlinger" not in words
    control = words_of(visitor.opens(address(measure, "?diagram=i")))
    assert "Kontrolgrænser bliver tegnet, når" in control
    assert visitor.gets(address(measure, ".pdf")).data.startswith(b"%PDF")


def test_no_sentence_about_a_chart_claims_more_than_it_shows():
    source = Path(sentences.__file__ or "").read_text("utf-8")
    said = [one.value for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Constant)]
    texts = " ".join(one for one in said if isinstance(one, str)).casefold()
    assert "tilfældig variation" in texts
    assert [one for one in NEVER_SAID if one in texts] == []


def test_guards_keep_back_a_verdict_that_cannot_be_given(visitor, here, unit, consultant):
    visitor.signed_in_as(consultant)

    def said(numbers, **given):
        measure = make.a_measure(here, consultant, unit, numbers=numbers, **given)
        return words_of(visitor.opens(address(measure)))

    zeros = said([0] * 14 + [1, 2, 1, 1, 3, 1, 1, 2, 1, 1])
    assert "Mindst halvdelen af målingerne er 0, så midtlinjen ligger på kanten" in zeros
    assert "Kan ikke vurderes endnu" in zeros
    assert "9 målinger" not in zeros
    few = said(SHIFTED[:6] + SHIFTED[12:17])
    assert "Der er 11 målinger. Kurven vises, men vi vurderer først variationen" in few
    flat = said([5] * 13 + [4, 6] * 5)
    assert "Kun 10 af 23 målinger ligger over eller under midtlinjen." in flat
    full = said([(20, 20)] * 13 + [(19, 20)] * 8, value_kind=ValueKind.SHARE)
    assert "Mindst halvdelen af målingerne er 100 %" in full
    assert "Der er endnu ingen målinger." in said([])


def test_control_charts_draw_limits_of_a_calm_stretch(visitor, here, unit, consultant):
    visitor.signed_in_as(consultant)
    numbers = [(n, 20) for n in CALM]
    numbers[9] = (19, 20)
    measure = make.a_measure(here, consultant, unit, numbers=numbers, value_kind=ValueKind.SHARE)
    page = visitor.opens(address(measure, "?diagram=p"))
    words = words_of(page)
    assert "Målingen for oktober 2024 (95 %) ligger uden for kontrolgrænserne" in words
    assert "Gennemsnit" in page.select_one("figure svg").text
    assert words_of(visitor.opens(address(measure, "?diagram=u"))).count("Median")
    rate = make.a_measure(
        here, consultant, unit, value_kind=ValueKind.RATE, rate_per=1000, target=5.0,
        unit_of_measure="fald pr. 1.000 sengedage", numbers=[(n, 1200 + n) for n in CALM],
    )  # fmt: skip
    page = visitor.opens(address(rate, "?diagram=u"))
    assert page.select_one(".tab-links [aria-current]").text == "Kontroldiagram (U)"
    assert "4 af 1.204 (3,32)" in words_of(page)
    assert "Tilfældig variation" in words_of(page)
    assert "fald pr. 1.000 sengedage" in page.select_one("figure svg").text


def test_people_freeze_split_and_leave_out_with_a_reason(visitor, here, unit, consultant):
    measure = make.a_measure(here, consultant, unit, numbers=SHIFTED)
    visitor.signed_in_as(consultant)
    early = visitor.sends(address(measure, "/fastlaasning"), {"period": "2024-06-01", "why": "Nu"})
    assert early.status_code == 422
    assert "Der skal være mindst 12 tal til og med den periode" in words_of(early)
    visitor.sends(address(measure, "/fastlaasning"), {"period": "2024-12-01", "why": "Før tavlen"})
    words = words_of(visitor.opens(address(measure)))
    assert "Midtlinjen er fastlåst på de første 12 målinger." in words
    assert "Låst efter december 2024: Før tavlen" in words
    assert "Birgitte Solvang" in words
    yes = {"differs": "ja", "is_known": "ja", "is_wanted": "ja", "will_last": "ja"}
    both = visitor.sends(
        address(measure, "/opdeling"), {**yes, "period": "2025-01-01", "why": "Tavlen"}
    )
    assert both.status_code == 422
    assert "Midtlinjen er låst i forvejen" in words_of(both)
    (part,) = the(measure).parts
    version = {"version": str(the(measure).revision)}
    visitor.posts(address(measure, f"/midtlinje/{part.id}/fjernelse"), version)
    unsure = {**yes, "will_last": "nej", "period": "2025-01-01", "why": "Tavlen"}
    no = visitor.sends(address(measure, "/opdeling"), unsure)
    assert no.status_code == 422
    assert "Vent med at dele diagrammet" in words_of(no)
    split = visitor.sends(address(measure, "/opdeling"), {**unsure, **yes})
    assert split.status_code == 302, words_of(split)
    (part,) = the(measure).parts
    assert (part.kind, part.will_last, part.decided_by_id) == (PartKind.SPLIT, True, consultant.id)
    page = visitor.opens(address(measure))
    assert "januar 2024 – december 2024" in [one.text for one in page.select("h3")]
    assert len(page.select("figure .only-wide svg text")) > 8

    point = the(measure).points[4]
    here_ = address(measure, f"/tal/{point.id}")
    assert visitor.sends(here_, {"is_excluded": "y"}).status_code == 422
    kept = {"is_excluded": "y", "excluded_because": "Afsnittet var lukket"}
    assert visitor.sends(here_, kept).status_code == 302
    page = visitor.opens(address(measure))
    assert "Tæller ikke med: Afsnittet var lukket" in words_of(page)
    assert "Der er 11 målinger." in words_of(page)
    csv = visitor.gets(address(measure, "/tal.csv")).data.decode("utf-8-sig")
    assert csv.splitlines()[0] == "periode;fra;tal;udeladt;bemærkning"
    assert "maj 2024;01-05-2024;7;Afsnittet var lukket;" in csv


def test_numbers_settle_what_is_counted_and_the_list_asks_as_much_for_many(
    visitor, here, unit, consultant
):
    for n in range(8):
        make.a_measure(here, consultant, unit, name=f"Måling {n}", numbers=CALM)
    visitor.signed_in_as(consultant)
    page = visitor.opens(MEASURES)
    assert "Med 8 diagrammer må man vente omkring 1 med et tilfældigt signal" in words_of(page)
    with counting_queries() as sent:
        visitor.gets(MEASURES)
    assert len(sent) == 2 + 4  # how many, the page of them, their numbers and their lines
    measure = make.a_measure(here, consultant, unit, numbers=CALM)
    edit = visitor.opens(address(measure, "/rediger"))
    assert not edit.select("[name=value_kind]")
    assert "Derfor kan det ikke ændres" in words_of(edit)
    changed = visitor.sends(address(measure, "/rediger"), {"name": "Faldulykker", "target": "3,5"})
    assert changed.status_code == 302
    assert (the(measure).name, the(measure).target) == ("Faldulykker", 3.5)
    visitor.posts(address(measure, "/lukning"), {})
    assert "Ikke i brug" in words_of(visitor.opens(address(measure)))
