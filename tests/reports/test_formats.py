"""The report for Word and for Excel: real structure, the same words, and the same silence."""

import io
import re
import zipfile
from dataclasses import replace

import docx
import openpyxl
import pytest
from PIL import Image

from reports import (
    Consent,
    Logo,
    MeasureLine,
    Typeface,
    listings,
    management_docx,
    management_html,
    management_pdf,
    management_xlsx,
)
from reports.pictures import png
from tests.reports.reading import Read
from tests.reports.sample import TRIALS, a_report, an_empty_report
from tests.reports.test_charts import MEASURE
from tests.reports.ua import Paper

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CANARY = "Kanarieuglen"


@pytest.fixture(scope="module")
def word():
    return docx.Document(io.BytesIO(management_docx(a_report())))


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(io.BytesIO(management_xlsx(a_report())))


def words_of(file):
    """Everything that is written anywhere in the file, without the marks between."""
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        return "\n".join(
            re.sub("<[^>]*>", " ", parts.read(name).decode("utf-8", "replace"))
            for name in parts.namelist()
        )


def raw(file):
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


class TestWord:
    def test_headings_are_words_own(self, word):
        found = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
        assert found[0] == "1. Hovedbudskaber"
        assert found[-1] == "Bilag D. Tallene bag figurerne"
        assert len(found) == 16
        assert [p.text for p in word.paragraphs if p.style.name == "Title"] == ["Ledelsesrapport"]
        below = [p.text for p in word.paragraphs if p.style.name == "Heading 2"]
        assert "Hvad er flyttet?" in below

    def test_every_table_has_its_head_repeated_and_no_row_is_broken(self, word):
        tables = word.tables[1:]
        assert len(tables) >= 12
        for table in tables:
            rows = table._tbl.tr_lst
            assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
            assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
            assert table._tbl.tblPr.find(f"{W}tblCaption") is not None
        facts = word.tables[0]._tbl
        assert facts.find(f".//{W}tblHeader") is None
        assert facts.tblPr.find(f"{W}tblLook").get(f"{W}firstColumn") == "1"

    def test_every_picture_has_the_numbers_in_words(self, word):
        told = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
        assert len(told) == 9
        assert "Bedre end ventet 2, Som ventet 3" in told[2]
        assert all(re.search(r"\d", words) for words in told)

    def test_it_speaks_danish_and_knows_what_it_is_called(self, word):
        languages = {lang.get(f"{W}val") for lang in word.styles.element.iter(f"{W}lang")}
        assert languages == {"da-DK"}
        said = word.core_properties
        assert (said.title, said.author) == (
            "Ledelsesrapport: Læring i hverdagen 2025",
            "Birgitte Solvang",
        )
        assert said.language == "da-DK"

    def test_pages_are_numbered_and_named(self, word):
        section = word.sections[0]
        assert section.header.paragraphs[0].text == "Birkesund Kommune\tLedelsesrapport"
        for foot in (section.footer, section.first_page_footer):
            codes = [code.text for code in foot._element.iter(f"{W}instrText")]
            assert codes == ["PAGE", "NUMPAGES"]

    def test_the_contents_lead_to_the_headings(self, word):
        body = word.element.body
        links = [link.get(f"{W}anchor") for link in body.iter(f"{W}hyperlink")]
        places = [mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")]
        assert links == places
        assert len(set(links)) == 16

    def test_word_and_page_say_the_same(self, word):
        text = "".join(node.text or "" for node in word.element.body.iter(f"{W}t"))
        plain = re.sub(r"\s", "", text)
        html = re.sub(r"(?s)<(style|svg|head).*?</\1>", "", management_html(a_report()))
        for said in re.findall(r"(?s)<(?:p|td|th|li|h[1-3]|figcaption)[ >](.*?)</", html):
            words = re.sub(r"\s|<[^>]*>|^.*?\">", "", said).replace("&#34;", '"')
            assert words in plain, said

    def test_what_people_typed_is_only_ever_text(self):
        typed = "<w:p/> & ]]> =1+1 \x0b {{ 7 }}"
        file = management_docx(a_report(trials=(replace(TRIALS[0], title=typed),)))
        told = docx.Document(io.BytesIO(file))
        cells = [cell.text for table in told.tables for row in table.rows for cell in row.cells]
        assert "<w:p/> & ]]> =1+1 {{ 7 }}" in cells

    def test_the_first_day_is_a_document_too(self):
        told = docx.Document(io.BytesIO(management_docx(an_empty_report())))
        assert "Der er endnu ingen prøvehandlinger" in " ".join(p.text for p in told.paragraphs)

    def test_nothing_in_it_reaches_outside(self):
        parts = raw(management_docx(a_report()))
        assert not [name for name in parts if "vba" in name.lower() or "thumbnail" in name]
        assert b'TargetMode="External"' not in b"".join(parts.values())


class TestExcel:
    def test_trials_have_stable_keys_then_danish_words(self, book):
        sheet = book["Prøvehandlinger"]
        rows = list(sheet.values)
        assert rows[0] == tuple(column.key for column in listings.TRIALS.columns)
        assert rows[1] == tuple(column.label for column in listings.TRIALS.columns)
        assert rows[0][:5] == ("number", "title", "unit", "goals", "origin")
        assert len(rows) == 2 + 12
        assert rows[2][1:4] == (TRIALS[0].title, "Plejehjemmet Lindegården", "K6")
        assert sheet.freeze_panes == "C3"

    def test_without_unit_leaves_the_cell_empty(self, book):
        told = {row[1]: row[2] for row in list(book["Prøvehandlinger"].values)[2:]}
        assert not told["Fælles morgenmøde for hele huset"]

    def test_figures_have_n_and_of_and_what_they_mean(self, book):
        rows = list(book["Nøgletal"].values)
        assert rows[0] == tuple(column.key for column in listings.FIGURES.columns)
        told = {row[1]: row for row in rows[2:]}
        adopted = told["Indførelsesgrad pr. prøvehandling"]
        assert adopted[2:5] == (6, 11, 55)
        assert adopted[8].startswith("Pr. prøvehandling: Indfør, af")
        assert told["Tid til refleksion, median"][5:7] == (11.5, "dage")

    def test_of_fewer_than_five_there_is_no_percentage(self, book):
        told = {row[1]: row for row in list(book["Nøgletal"].values)[2:]}
        assert told["Overførsler, der er indført"][2:5] == (1, 2, None)

    def test_each_chart_has_its_numbers_on_a_sheet(self, book):
        assert book.sheetnames == [
            "Om rapporten", "Hovedbudskaber", "Prøvehandlinger", "Nøgletal", "Indsigter", "Anbefalinger",
            "Opfølgning",
            *(f"Figur {n}" for n in range(1, 10)),
        ]  # fmt: skip
        assert list(book["Figur 3"].values)[3][:2] == ("Bedre end ventet", 2)

    def test_insights_and_recommendations_have_sheets_of_their_own(self, book):
        insights = list(book["Indsigter"].values)
        assert insights[0][:6] == (
            "number",
            "headline",
            "body",
            "supporting",
            "units",
            "contradicting",
        )
        assert insights[2][3:7] == (4, 3, 1, "Bekræftet ved forankringstjek")
        recommendations = list(book["Anbefalinger"].values)
        assert recommendations[0] == ("text", "addressee", "due", "builds_on", "state")
        assert recommendations[3][3:] == ("Indsigt 1 og 2", "Besluttet")

    @pytest.mark.parametrize(
        "sign", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "{=1}", "http://x.dk"]
    )
    def test_there_is_no_formula_and_no_link_whatever_people_typed(self, sign):
        trial = replace(TRIALS[0], title=sign, learning=sign, unit=sign)
        file = management_xlsx(a_report(trials=(trial,), made_by=sign, organisation=sign))
        sheets = {n: part for n, part in raw(file).items() if n.startswith("xl/worksheets/sheet")}
        assert sheets
        for part in sheets.values():
            assert b"<f>" not in part and b"<f " not in part
            assert b"hyperlink" not in part
        book = openpyxl.load_workbook(io.BytesIO(file))
        cell = book["Prøvehandlinger"]["B3"]
        assert (cell.data_type, cell.value) == ("s", sign)

    def test_the_first_day_is_a_workbook_too(self):
        book = openpyxl.load_workbook(io.BytesIO(management_xlsx(an_empty_report())))
        assert book["Prøvehandlinger"].max_row == 2


FORMATS = {"docx": management_docx, "xlsx": management_xlsx}


class TestSilence:
    @pytest.mark.parametrize("kind", FORMATS)
    def test_what_may_only_be_counted_is_in_no_format(self, kind):
        private = replace(
            TRIALS[0], title=CANARY, learning=CANARY, unit=CANARY, consent=Consent.ONLY_COUNTED
        )
        words = words_of(FORMATS[kind](a_report(trials=(private, *TRIALS[1:]))))
        assert CANARY not in words
        assert TRIALS[1].title in words

    @pytest.mark.parametrize("kind", FORMATS)
    def test_a_unit_whose_owner_said_no_is_in_no_format(self, kind):
        quiet = replace(TRIALS[0], unit=CANARY, consent=Consent.WITHOUT_UNIT)
        words = words_of(FORMATS[kind](a_report(trials=(quiet, *TRIALS[1:]))))
        assert CANARY not in words
        assert TRIALS[0].title in words

    @pytest.mark.parametrize("kind", FORMATS)
    def test_of_one_unit_no_format_has_outcomes(self, kind):
        words = words_of(FORMATS[kind](a_report(outcomes_withheld=True)))
        for outcome in (
            "Transfergrad", "Indførelsesgrad", "Bedre end ventet", "55 %", "Værdi × indsats",
            "Overført til",
        ):  # fmt: skip
            assert outcome not in words
        assert "Gennemførelsesgrad" in words


def test_a_chart_as_a_picture_has_ink_where_the_chart_has():
    from PIL import Image

    from reports.charts import simple_bars

    bar = a_report().outcomes
    picture, words = png(str(simple_bars("a", "Udfald", bar).svg))
    image = Image.open(io.BytesIO(picture)).convert("L")
    assert image.size[0] == 3 * 620
    assert words.startswith("Udfald. Bedre end ventet 2")
    dark = sum(image.histogram()[:80])
    assert 0.05 < dark / (image.size[0] * image.size[1]) < 0.6


def test_the_organisations_own_logo_and_face_are_in_every_format():
    picture = io.BytesIO()
    Image.new("RGB", (1200, 300), "#1d4e6b").save(picture, "PNG")
    own = {"logo": Logo(picture.getvalue(), "Et våben"), "typeface": Typeface.PLEX_SERIF}
    paper = Read(management_pdf(an_empty_report(**own)))
    assert len(paper.reader.pages[0].images) == 1
    assert list(Paper(paper.bytes).faults()) == []
    assert Paper(paper.bytes).figures == ["Et våben"]
    assert any("Serif" in str(font["/BaseFont"]) for font in _fonts_of(paper.reader.pages[1]))
    assert 'src="data:image/png;base64,' in management_html(an_empty_report(**own))
    word = docx.Document(io.BytesIO(management_docx(an_empty_report(**own))))
    assert [shape._inline.docPr.get("descr") for shape in word.inline_shapes] == ["Et våben"]
    assert word.styles["Normal"].font.name == "Cambria"


def a_line_of_dots() -> bytes:
    """Few bytes, and hundreds of megabytes for whoever makes it smaller."""
    file = io.BytesIO()
    Image.new("1", (1, 20_000)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    "image",
    [b"", b"<svg onload='alert(1)'/>", b"\x89PNG\r\n\x1a\nbroken", a_line_of_dots()],
)
def test_a_logo_that_is_no_picture_or_too_large_is_left_out(image):
    assert "<img" not in management_html(an_empty_report(logo=Logo(image, "Et våben")))


def _fonts_of(page):
    return [one.get_object() for one in page["/Resources"]["/Font"].values()]


def test_what_units_count_is_told_in_every_format_and_every_number_of_it():
    line = MeasureLine(
        unit="Hjemmeplejen Vest", baseline="24, januar 2024", latest="21, december 2025",
        verdict="Tilfældig variation", target="20",
        sentences=("Tilfældig variation: Målingerne svinger.", "Vurderingen er foreløbig."),
        chart=replace(MEASURE, title="Fald pr. måned"),
    )  # fmt: skip
    report = a_report(measures=(line,) * 7, measures_warning="Med 7 diagrammer må man vente ét.")
    word = docx.Document(io.BytesIO(management_docx(report)))
    headings = [p.text for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert "8. Målinger" in headings
    assert headings.count("Fald pr. måned") == 6, "the table has the seventh"
    assert (
        sum(
            "målinger fra januar" in (one._inline.docPr.get("descr") or "")
            for one in word.inline_shapes
        )
        == 6
    )
    page = management_html(report)
    for told in (
        "De 6 første er tegnet her. Alle 7 står i tabellen.", "Med 7 diagrammer må man vente ét.",
        "Fald pr. måned, Hjemmeplejen Vest. Tilfældig variation: Målingerne svinger.",
        "<p>Vurderingen er foreløbig.</p>", "Mærke 2: Tavlen, 2. januar 2024",
    ):  # fmt: skip
        assert told in page
    assert "Målinger" not in management_html(replace(report, parts=frozenset({"forankring"})))
    book = openpyxl.load_workbook(io.BytesIO(management_xlsx(report)))
    numbers = [*book["Måletal"].values]
    assert len(numbers) == 2 + 7 * len(MEASURE.dots)
    assert numbers[2][3] == MEASURE.dots[0].level
