"""The printer: values in, document out. It knows nothing of the tool that gathers them.

A report is a frozen value; the same value gives the paper, the page and the fragment of a page.
"""

from reports.advice import Conclusion, FollowUpLine, LastReport
from reports.apart import wake_a_drawer
from reports.blank import Blank, BlankForm, BlankPage, blank_paper
from reports.brand import Logo, Typeface
from reports.cases import Case, CaseKind
from reports.chapters import CHAPTERS, printed_definitions, printed_figures
from reports.drawing import ReachedOutside
from reports.full import Answers, InFull
from reports.lasting import LastingChart, LastingPaper, LastingPoint, WordTable
from reports.lasting_paper import lasting_paper
from reports.lessons import InsightLine, RecommendationLine
from reports.management import (
    AnchoringLine,
    Bar,
    Card,
    CycleLine,
    Definition,
    FactorLine,
    Figure,
    GoalLine,
    Idea,
    ManagementReport,
    Mark,
    Segment,
    ValuePoint,
)
from reports.measure_paper import measure_paper
from reports.measures import Band, Dot, Happening, MeasureChart, MeasureLine, MeasurePaper, Stretch
from reports.moments import Moment
from reports.numbers import Measure, Share, danish, danish_date
from reports.one_page import one_page_paper
from reports.papers import management_paper, management_pdf
from reports.printing import missing, printed
from reports.story import Entry, Passage, Section, Story, story_paper
from reports.trials import Consent, TrialLine
from reports.writing import (
    management_body,
    management_contents,
    management_docx,
    management_html,
    management_style,
    management_xlsx,
)

__all__ = [
    "CHAPTERS",
    "AnchoringLine",
    "Answers",
    "Band",
    "Bar",
    "Blank",
    "BlankForm",
    "BlankPage",
    "Card",
    "Case",
    "CaseKind",
    "Conclusion",
    "Consent",
    "CycleLine",
    "Definition",
    "Dot",
    "Entry",
    "FactorLine",
    "Figure",
    "FollowUpLine",
    "GoalLine",
    "Happening",
    "Idea",
    "InFull",
    "InsightLine",
    "LastReport",
    "LastingChart",
    "LastingPaper",
    "LastingPoint",
    "Logo",
    "ManagementReport",
    "Mark",
    "Measure",
    "MeasureChart",
    "MeasureLine",
    "MeasurePaper",
    "Moment",
    "Passage",
    "ReachedOutside",
    "RecommendationLine",
    "Section",
    "Segment",
    "Share",
    "Story",
    "Stretch",
    "TrialLine",
    "Typeface",
    "ValuePoint",
    "WordTable",
    "blank_paper",
    "danish",
    "danish_date",
    "lasting_paper",
    "management_body",
    "management_contents",
    "management_docx",
    "management_html",
    "management_paper",
    "management_pdf",
    "management_style",
    "management_xlsx",
    "measure_paper",
    "missing",
    "one_page_paper",
    "printed",
    "printed_definitions",
    "printed_figures",
    "story_paper",
    "wake_a_drawer",
]
