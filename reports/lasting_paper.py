"""The curve of what lasts on paper: the picture, what may be said of it, the three figures, and every number."""

from reports.charts import lasting_curve
from reports.lasting import LastingPaper
from reports.limits import fit_for_paper, within_limits
from reports.numbers import danish_date
from reports.parts import Paper, Part
from reports.story import STYLE
from reports.writing import brand_style, environment, short


def lasting_paper(lasting: LastingPaper) -> Paper:
    """The curve on paper; its numbers stand in a table too. Of too few there is a list and no curve."""
    told = fit_for_paper(within_limits(lasting))
    chart = lasting_curve("kurve", told.chart) if told.chart is not None else None
    html = environment().get_template("lasting.html").render(paper=told, chart=chart)
    return Paper(
        parts=(Part(html, brand_style(told.brand) + STYLE),),
        title=short(f"{told.title}: {told.organisation}", 200),
        author=short(told.organisation, 200),
        subject=f"{told.title}, som det så ud {danish_date(told.made_at)}",
        made_at=told.made_at,
        head=(short(told.organisation, 60), short(told.title, 50)),
    )
