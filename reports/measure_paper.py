"""A måling on paper: what is counted, the chart, what may be said of it, and every number."""

from reports.charts import run_chart
from reports.drawing import to_pdf
from reports.limits import fit_for_paper, within_limits
from reports.measures import MeasurePaper
from reports.story import STYLE
from reports.writing import brand_style, environment


def measure_pdf(paper: MeasurePaper) -> bytes:
    """The paper as PDF/UA-1; its numbers stand in a table too."""
    told = fit_for_paper(within_limits(paper))
    html = (
        environment()
        .get_template("measure.html")
        .render(paper=told, chart=run_chart("diagram", told.chart))
    )
    return to_pdf(html, style=brand_style(told.brand) + STYLE)
