"""A måling on paper: what is counted, the chart, what may be said of it, and every number."""

from reports.charts import run_chart
from reports.limits import fit_for_paper, within_limits
from reports.measures import MeasurePaper
from reports.numbers import danish_date
from reports.parts import Paper, Part
from reports.story import STYLE
from reports.writing import brand_style, environment, short


def measure_paper(measure: MeasurePaper) -> Paper:
    """The måling on paper; its numbers stand in a table too."""
    told = fit_for_paper(within_limits(measure))
    chart = run_chart("diagram", told.chart)
    html = environment().get_template("measure.html").render(paper=told, chart=chart)
    return Paper(
        parts=(Part(html, brand_style(told.brand) + STYLE),),
        title=short(f"{told.kind}: {told.title}", 200),
        author=short(told.organisation, 200),
        subject=f"{told.kind}, som den så ud {danish_date(told.made_at)}",
        made_at=told.made_at,
        head=(short(told.organisation, 60), short(told.title, 50)),
    )
