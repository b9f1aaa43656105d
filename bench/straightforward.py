"""The same report by WeasyPrint as it comes, as PDF/UA-1 too: nothing hastened, nothing mended.

Once by a straightforward template, which a capable developer writes who has not measured: grid and flex, cards
with shadows, dotted leaders, justified and divided words, charts in the page. And once by our own lean one.
"""

from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader

import reports
from reports import ManagementReport, cases, chapters, management_paper, tables
from reports.charts import PAPER_WIDTH
from reports.illustrations import illustrations
from reports.papers import as_one
from reports.writing import environment

TEMPLATES = Path(__file__).parent / "templates"
ASSETS = Path(reports.__file__).parent / "assets"
FONTS = ASSETS / "fonts"


def lean_pdf(report: ManagementReport) -> bytes:
    """The report by our templates and style sheet, as one document."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Assets(URLFetcher):
        def fetch(self, url, headers=None):
            return URLFetcherResponse(url, (ASSETS / url.removeprefix("asset:")).read_bytes())

    paper, fonts, fetcher = management_paper(report), FontConfiguration(), Assets()
    sheets = ((ASSETS / "print.css").read_text("utf-8"), paper.parts[0].style)
    drawn: bytes = HTML(string=as_one(paper), url_fetcher=fetcher).write_pdf(
        stylesheets=[CSS(string=one, url_fetcher=fetcher, font_config=fonts) for one in sheets],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
    )
    return drawn


def straightforward_pdf(report: ManagementReport) -> bytes:
    """The report, drawn without any of our haste."""
    from weasyprint import HTML

    figures = illustrations(report, width=PAPER_WIDTH)
    ours = environment()
    told = ours.overlay(
        loader=ChoiceLoader([FileSystemLoader(TEMPLATES), ours.loader or FileSystemLoader([])])
    )
    html = told.get_template("straightforward.html").render(
        report=report,
        chapters=[one for one in chapters.chapters(report) if one.key != "figurtal"],
        figures=figures,
        told=tables.told(report, figures),
        conclusions=tables.conclusions(report),
        cases=chapters.told_cases(report),
        untold=cases.missing(chapters.told_cases(report)),
        told_insights=chapters.told_insights(report),
        asked="Tre ting, vi beder ledelsen beslutte",
        fonts=FONTS.as_uri(),
    )
    drawn: bytes = HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    return drawn
