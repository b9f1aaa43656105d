"""The management report as a page of its own, as chapters for another page, and as Word and Excel."""

import re
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import captions, cases, chapters, tables
from reports.brand import Typeface
from reports.charts import PAGE_WIDTH, PAPER_WIDTH
from reports.illustrations import illustrations
from reports.limits import fit_for_paper, within_limits
from reports.management import ManagementReport
from reports.numbers import danish_date

_HERE = Path(__file__).parent
_PLAIN_BRAND = "#1d4e6b"


def management_docx(report: ManagementReport) -> bytes:
    """The same chapters as a Word document: real headings, tables and lists, charts with words."""
    from reports import word

    report = fit_for_paper(within_limits(report))
    drawn = illustrations(report, width=PAPER_WIDTH).values()
    mark = logo(report)
    return word.document(
        _written("word.html", report, PAPER_WIDTH, logo="logo" if mark else ""),
        charts={f"figur-{one.number}": str(one.chart.svg) for one in drawn},
        logo=mark,
        brand=_brand(report.brand),
        face=report.typeface,
        facts={
            "title": f"Ledelsesrapport: {report.programme or report.organisation}"[:200],
            "author": report.made_by[:200],
            "subject": f"{report.organisation}, {report.scope}"[:200],
            "created": report.made_at,
            "head": (report.organisation[:60], "Ledelsesrapport"),
        },
    )


def management_xlsx(report: ManagementReport) -> bytes:
    """The data of the report as an Excel workbook: typed cells, stable column keys, no formula."""
    from reports import sheets

    return sheets.workbook(within_limits(report))


def management_html(report: ManagementReport) -> str:
    """The same report as one page that needs no other file, for reading and for printing."""
    report = within_limits(report)
    style = management_style(report.brand)
    mark = logo(report)
    return _written(
        "page.html",
        report,
        PAGE_WIDTH,
        style=Markup(style),  # noqa: S704  our own style sheet
        logo=f"data:image/png;base64,{b64encode(mark).decode()}" if mark else "",
    )


def management_style(brand: str) -> str:
    """The style sheet of the report on a screen, in the organisation's colour."""
    return (_HERE / "assets" / "report.css").read_text("utf-8") + brand_style(brand)


def management_body(report: ManagementReport) -> Markup:
    """The chapters alone (h2, h3; classes `report-…`), for a page with a frame and styles of its own."""
    text = _written("body.html", within_limits(report), PAGE_WIDTH)
    return Markup(text)  # noqa: S704  written by our templates, which escape


def management_contents(report: ManagementReport) -> tuple[tuple[str, str], ...]:
    """The chapters of `management_body`, each by its anchor and its heading."""
    return tuple((one.key, one.heading) for one in chapters.chapters(within_limits(report)))


def _written(template: str, report: ManagementReport, width: int, **more: object) -> str:
    return environment().get_template(template).render(context(report, width, **more))


def context(report: ManagementReport, width: int, **more: object) -> dict[str, Any]:
    """What the templates of the report speak of, with charts of that width."""
    figures = illustrations(report, width=width)
    told_in_full = chapters.printed_in_full(report)
    return {
        "report": report,
        "chapters": chapters.chapters(report),
        "figures": figures,
        "told": tables.told(report, figures),
        "conclusions": tables.conclusions(report),
        "asked": _ASKED.get(len(report.decisions_asked), "Det beder vi ledelsen beslutte"),
        "cases": chapters.told_cases(report),
        "untold": cases.missing(chapters.told_cases(report)),
        "told_insights": chapters.told_insights(report),
        "drawn_measures": chapters.drawn_measures(report),
        "told_in_full": told_in_full,
        "listed": told_in_full,
        **more,
    }


def short(text: str, letters: int) -> str:
    """The text, cut after a whole word when it has more letters than so many: as `truncate` does in a template."""
    return str(environment().call_filter("truncate", text, [letters]))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of what somebody typed; single line breaks are kept within them."""
    return [part for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]


def logo(report: ManagementReport) -> bytes:
    """The organisation's mark as PNG; b"" when there is none that can be drawn."""
    if report.logo is None:
        return b""
    from reports import pictures

    return pictures.logo(report.logo.image)


def face_style(face: Typeface) -> str:
    """The style sheet that sets the words in this face, "" for the one of `print.css`; charts keep theirs."""
    if face is Typeface.PLEX_SANS:
        return ""
    return (_HERE / "assets" / "serif.css").read_text("utf-8")


def brand_style(brand: str) -> str:
    """The organisation's colour, if it is one; it draws lines and fields, never words."""
    return f":root{{--report-brand:{_brand(brand)}}}"


def _brand(brand: str) -> str:
    return brand if re.fullmatch("#[0-9a-fA-F]{6}", brand) else _PLAIN_BRAND


_ASKED = {
    2: "To ting, vi beder ledelsen beslutte",
    3: "Tre ting, vi beder ledelsen beslutte",
}


@cache
def environment() -> Environment:
    """The printer's templates, which escape whatever people typed."""
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["dato"] = danish_date
    made.filters["og"] = captions.joined
    made.filters["paragraphs"] = paragraphs
    made.globals["examples"] = chapters.examples
    return made
