"""The printer: values in, document out. It knows nothing of the tool that gathers them.

A report is a frozen value; the same value gives the paper, the page and the fragment of a page.
"""

from reports.cases import Case, CaseKind
from reports.chapters import printed_definitions, printed_figures
from reports.charts import Moment
from reports.drawing import ReachedOutside
from reports.lessons import InsightLine, RecommendationLine
from reports.management import (
    AnchoringLine,
    Bar,
    Card,
    Consent,
    CycleLine,
    Definition,
    FactorLine,
    Figure,
    GoalLine,
    Idea,
    ManagementReport,
    Mark,
    Segment,
    TrialLine,
    ValuePoint,
)
from reports.numbers import Measure, Share, danish
from reports.one_page import one_page_pdf
from reports.story import Entry, Passage, Section, Story, story_pdf
from reports.writing import (
    management_body,
    management_docx,
    management_html,
    management_pdf,
    management_xlsx,
)

__all__ = [
    "AnchoringLine",
    "Bar",
    "Card",
    "Case",
    "CaseKind",
    "Consent",
    "CycleLine",
    "Definition",
    "Entry",
    "FactorLine",
    "Figure",
    "GoalLine",
    "Idea",
    "InsightLine",
    "ManagementReport",
    "Mark",
    "Measure",
    "Moment",
    "Passage",
    "ReachedOutside",
    "RecommendationLine",
    "Section",
    "Segment",
    "Share",
    "Story",
    "TrialLine",
    "ValuePoint",
    "danish",
    "management_body",
    "management_docx",
    "management_html",
    "management_pdf",
    "management_xlsx",
    "one_page_pdf",
    "printed_definitions",
    "printed_figures",
    "story_pdf",
]
