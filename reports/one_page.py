"""The report on one side of A4, to lay on the table at a meeting."""

from reports.chapters import printed_figures
from reports.charts import PAPER_WIDTH
from reports.illustrations import illustrations
from reports.limits import fit_for_paper, within_limits
from reports.management import ManagementReport
from reports.numbers import danish_date
from reports.parts import Paper, Part
from reports.trials import TrialLine
from reports.writing import brand_style, environment, short

DECISIONS = "decisions"
"""The figures that count how many were decided in each way."""


def one_page_paper(report: ManagementReport) -> Paper:
    """Six figures, the bar of states, the decisions, three learnings, and lines for what is agreed."""
    report = fit_for_paper(within_limits(report))
    html = (
        environment()
        .get_template("one_page.html")
        .render(
            report=report,
            states=illustrations(report, width=PAPER_WIDTH).get("states"),
            decisions=_decisions(report),
            learnings=three_learnings(report.quoted),
        )
    )
    first, last = danish_date(report.period_from), danish_date(report.period_to)
    return Paper(
        parts=(Part(html, brand_style(report.brand) + _STYLE),),
        title=short(f"Mødeark: {report.programme or report.organisation}", 200),
        author=f"{short(report.made_by, 200)}, {short(report.organisation, 200)}",
        subject=f"Prøvehandlinger i perioden {first} til {last}",
        made_at=report.made_at,
        is_numbered=False,
    )


def three_learnings(trials: tuple[TrialLine, ...]) -> tuple[TrialLine, ...]:
    """The latest learning of each kind of decision, so that what was stopped is told of too.

    trials: in the order of their decisions. Fewer kinds than three are filled up with the latest.
    """
    newest = [trial for trial in reversed(trials) if trial.learning and trial.decision]
    first_of_kind = list({trial.decision: trial for trial in reversed(newest)}.values())
    others = [trial for trial in newest if trial not in first_of_kind]
    chosen = [*first_of_kind, *others][:3]
    return tuple(trial for trial in newest if trial in chosen)


def _decisions(report: ManagementReport) -> list[tuple[str, str]]:
    return [
        (figure.name.partition(": ")[2] or figure.name, str(figure.value))
        for figure in printed_figures(report)
        if figure.identifier == DECISIONS
    ]


_STYLE = """
@page { margin: 14mm 18mm 10mm }
body { font-size: 10pt; line-height: 1.4 }
.sheet-about { font-size: 8.5pt; color: #4a4a4a; margin: 0 0 1mm; border-top: 2mm solid var(--report-brand); padding-top: 3mm; max-width: none }
h1 { font-size: 22pt; margin: 0 0 4mm }
h2 { font-size: 12pt; margin: 5mm 0 1.5mm; padding-top: 0; border: 0 }
.report-cards { margin: 2mm 0 0 }
.report-card { width: 54.5mm; min-height: 25mm; margin: 0 3mm 2mm 0 }
.report-card-number { font-size: 17pt; margin: 0 }
.report-card-definition { font-size: 8pt }
.report-figure { margin: 1mm 0 0 }
.report-figure figcaption { margin: 0 0 1.5mm; max-width: none }
.report-table { margin: 0 0 2mm }
.report-table .sheet-count { font-size: 15pt; font-weight: 600 }
.report-list { max-width: none; margin: 0 0 2mm }
.report-list li { margin: 0 0 1mm }
.sheet-agreed td { height: 10mm }
.sheet-agreed th:nth-child(1) { width: 104mm }
.sheet-foot { font-size: 8pt; color: #4a4a4a; margin: 3mm 0 0; max-width: none }
"""
