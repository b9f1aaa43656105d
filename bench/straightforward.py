"""The same report by a straightforward template: what a capable developer writes who has not measured.

Grid and flex, cards with shadows, dotted leaders, justified and divided words, charts in the page. It is drawn
by WeasyPrint as it comes, as PDF/UA-1 too.
"""

from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader

import reports
from reports import ManagementReport, cases, chapters, tables
from reports.charts import PAPER_WIDTH
from reports.illustrations import illustrations
from reports.writing import environment

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(reports.__file__).parent / "assets" / "fonts"


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
