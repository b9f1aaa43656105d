"""Drawing: bound to our own files, silent, and not to be choked by what people typed."""

import base64
import gc
import http.server
import logging
import subprocess
import sys
import threading
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from reports import ReachedOutside, management_html, management_paper, management_pdf, quicker
from reports.drawing import _tree, to_pdf
from reports.papers import as_one
from tests.reports.reading import Read
from tests.reports.sample import TRIALS, a_report, an_empty_report

PAGE = '<html lang="da"><head><title>Prøve</title></head><body><h1>Prøve</h1>{}</body></html>'
REACHES = [
    '<img src="{}" alt="">',
    '<link rel="stylesheet" href="{}">',
    '<link rel="attachment" href="{}">',
    '<a rel="attachment" href="{}">x</a>',
    '<style>@import "{}";</style>',
    '<p style="background: url({})">x</p>',
    "<style>@font-face {{ font-family: x; src: url({}) }} p {{ font-family: x }}</style><p>x</p>",
    '<object data="{}"></object>',
]


@pytest.fixture(scope="module")
def listener():
    """A web server that remembers who knocked."""
    knocks = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            knocks.append(self.path)
            self.send_error(404)

        def log_message(self, *words):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", knocks
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("reach", REACHES)
@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "asset:../drawing.py", "photo:unknown", "data:,x"]
)
def test_a_page_that_reaches_outside_is_not_drawn(reach, url):
    with pytest.raises(ReachedOutside):
        to_pdf(PAGE.format(reach.format(url)))


@pytest.mark.parametrize("reach", REACHES)
def test_nothing_is_fetched_from_the_network(listener, reach):
    url, knocks = listener
    with pytest.raises(ReachedOutside):
        to_pdf(PAGE.format(reach.format(url)))
    assert knocks == []


def test_a_picture_handed_over_is_drawn():
    picture = BytesIO()
    Image.new("RGB", (4, 4), "#1d4e6b").save(picture, "PNG")
    pdf = to_pdf(
        PAGE.format('<img src="photo:a" alt="Et billede">'), pictures={"a": picture.getvalue()}
    )
    assert len(Read(pdf).reader.pages[0].images) == 1


def test_nothing_is_attached_and_nothing_runs(paper):
    root = paper.reader.trailer["/Root"]
    assert not paper.reader.attachments
    assert "/AcroForm" not in root
    assert "/OpenAction" not in root


def test_it_is_drawn_without_a_word_in_the_log(caplog):
    with caplog.at_level(logging.WARNING):
        management_pdf(a_report(brand="#7a1f5c", definitions=(), figures=()))
    assert caplog.messages == []


def test_our_pages_are_drawn_the_quick_way():
    assert quicker.hurry(), "other versions of WeasyPrint or pydyf: see what reports/quicker does"
    for html in (management_html(a_report()), as_one(management_paper(a_report()))):
        tree, charts = _tree(html)
        assert tree is not None
        assert len(charts) == 9


def test_the_same_report_is_the_same_bytes():
    assert management_pdf(an_empty_report()) == management_pdf(an_empty_report())


def test_showing_a_page_loads_nothing_that_draws():
    asked = (
        "import sys, reports; from tests.reports.sample import a_report;"
        "reports.management_html(a_report());"
        "print({'weasyprint', 'pikepdf', 'fontTools'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout == "set()\n"


def test_the_collector_is_on_again_afterwards():
    with pytest.raises(ReachedOutside):
        to_pdf(PAGE.format('<img src="file:///x" alt="">'))
    assert gc.isenabled()


@pytest.mark.parametrize("brand", ["red;} body {display:none", "url(file:///etc/passwd)", ""])
def test_a_colour_that_is_none_gives_the_plain_one(brand):
    assert "Birkesund" in Read(management_pdf(an_empty_report(brand=brand))).text


def test_what_people_typed_is_only_ever_text():
    typed = '<img src="http://169.254.169.254/"> {{ 7 * 7 }} <script>alert(1)</script>'
    trial = replace(TRIALS[0], title=typed, learning=typed)
    text = Read(management_pdf(an_empty_report(trials=(trial,)))).text
    assert typed.replace(" ", "") in text.replace(" ", "")


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 10_000,
        "ord " * 2_500,
        "linje\n" * 500,
        "e" + "\u0301" * 9_999,
        "🙂\u200d👍🏽 og \u202eomvendt",
        "Rehabiliteringscenterets tværfaglige læringsaktivistnetværksmødereferatskabelon " * 3,
    ],
    ids=["one word", "many words", "many lines", "marks", "emoji", "long Danish words"],
)
def test_no_text_breaks_the_report(typed):
    trial = replace(TRIALS[0], title=typed, learning=typed)
    report = an_empty_report(organisation=typed, programme=typed, trials=(trial,), definitions=())
    read = Read(management_pdf(report))
    assert 3 <= len(read.pages) < 40
    assert "Side 1 af" in read.pages[0]


def test_danish_letters_are_letters_when_copied(paper):
    assert "Pårørendesamarbejde" in paper.text
    assert "Når lyset skifter af sig selv, behøver ingen huske det." in paper.text
    copied = "".join(page.extract_text() for page in paper.reader.pages)
    assert (
        "\N{SOFT HYPHEN}" in copied and "\N{HYPHEN}" not in copied
    )  # no word is parted for a search


def test_fonts_are_our_own(paper):
    names = set()
    for page in paper.reader.pages:
        fonts = page["/Resources"]["/Font"]
        names |= {fonts[key]["/BaseFont"].partition("+")[2] for key in fonts}
    assert all("IBM-Plex-Sans" in name or "IBMPlexSans" in name for name in names), names


def test_a_picture_in_the_text_is_no_way_in():
    inside = base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg"/>').decode()
    with pytest.raises(ReachedOutside):
        to_pdf(PAGE.format(f'<img alt="" src="data:image/svg+xml;base64,{inside}">'))
