"""The curve of what lasts on paper: the picture, what may be said of it, the three figures, and every number."""

from reports.charts import lasting_curve
from reports.drawing import to_pdf
from reports.lasting import LastingPaper
from reports.limits import fit_for_paper, within_limits
from reports.story import STYLE
from reports.writing import brand_style, environment


def lasting_pdf(paper: LastingPaper) -> bytes:
    """The paper as PDF/UA-1; its numbers stand in a table too. Of too few there is a list and no curve."""
    told = fit_for_paper(within_limits(paper))
    chart = lasting_curve("kurve", told.chart) if told.chart is not None else None
    html = environment().get_template("lasting.html").render(paper=told, chart=chart)
    return to_pdf(html, style=brand_style(told.brand) + STYLE)
