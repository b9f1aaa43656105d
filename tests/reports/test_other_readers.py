"""What programs that we did not write make of our files."""

import re
import shutil
import subprocess
from itertools import pairwise

import docx
import pytest
from bs4 import BeautifulSoup

from reports import management_docx, management_html
from tests.reports.reading import Read
from tests.reports.rendering import by_chromium, by_mupdf, by_poppler, difference
from tests.reports.sample import a_report

MEAN = 3
LARGEST = {"mupdf": 45, "chromium": 80}
"""Of 255. Poppler's letters are smoothed otherwise than MuPDF's (up to 1.7 and 34) and Chromium's (2.1 and 65). Two letters
too few are 55, a line too few 106, another page more than 3 in the mean."""


@pytest.fixture(scope="module", params=["paper", "paper_of_parts"])
def file(request, tmp_path_factory):
    made = tmp_path_factory.mktemp("paper") / "rapport.pdf"
    made.write_bytes(request.getfixturevalue(request.param).bytes)
    return made


def test_the_file_is_sound(file):
    said = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


def test_poppler_mupdf_and_chromium_draw_the_same_pages(file, paper, tmp_path):
    poppler = by_poppler(file, tmp_path)
    assert len(poppler) == len(paper.pages)
    for who, theirs in ("mupdf", by_mupdf(file, tmp_path)), ("chromium", by_chromium(file)):
        for number, pictures in enumerate(zip(poppler, theirs, strict=True), start=1):
            mean, largest = difference(*pictures)
            assert mean < MEAN and largest < LARGEST[who], (who, number, mean, largest)


def test_of_parts_it_looks_as_if_it_were_laid_out_whole(paper, paper_of_parts, tmp_path):
    drawn = []
    for one in (paper, paper_of_parts):
        file = tmp_path / f"{len(drawn)}.pdf"
        file.write_bytes(one.bytes)
        (tmp_path / file.stem).mkdir()
        drawn.append(by_poppler(file, tmp_path / file.stem))
    for number, (whole, ours) in enumerate(zip(*drawn, strict=True), start=1):
        mean, largest = difference(whole, ours)
        assert mean < 0.1 and largest < 20, (number, mean, largest)
    for one, other in pairwise(drawn[0]):
        assert difference(one, other)[0] > MEAN


def test_what_is_read_aloud_comes_in_the_order_of_the_page(file):
    told = subprocess.run(["pdfinfo", "-struct-text", file], capture_output=True, check=True).stdout
    # Lines are read without the space between them, and a word may be divided.
    aloud = re.sub(r"[\s\u2010\xad]", "", "".join(re.findall(r'(?m)^ *"(.*)"$', told.decode())))
    page = BeautifulSoup(management_html(a_report()), "html.parser")
    for unheard in page.select("svg, style"):
        unheard.decompose()
    at = 0
    for element in page.main.select("h1, h2, h3, p, li, caption, figcaption, th, td"):
        if element.find(["p", "li", "ul", "ol"]):
            continue
        words = re.sub(r"\s", "", element.get_text())
        found = aloud.find(words, at)
        assert found >= 0, element.get_text()
        at = found + len(words)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_the_word_document_with_its_headings_as_bookmarks(tmp_path):
    file = tmp_path / "rapport.docx"
    file.write_bytes(management_docx(a_report()))
    asked = 'pdf:writer_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"}}'
    own = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    subprocess.run(
        ["soffice", own, "--headless", "--convert-to", asked, "--outdir", tmp_path, file],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    opened = Read((tmp_path / "rapport.pdf").read_bytes())
    word = docx.Document(str(file)).paragraphs
    headings = [one.text for one in word if one.style.name.startswith("Heading")]
    assert len(headings) == 30
    assert opened.bookmarks == headings
    assert "Side 1 af" in opened.pages[0]
