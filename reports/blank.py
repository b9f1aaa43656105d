"""An empty form on paper, to be filled in by hand where there is no screen.

Whoever gathers hands over ready Danish words; the printer sets them with lines to write on and
squares to tick.
"""

from dataclasses import dataclass
from datetime import datetime

from reports.limits import fit_for_paper, within_limits
from reports.parts import Paper, Part
from reports.writing import brand_style, environment, short


@dataclass(frozen=True, slots=True)
class Blank:
    """A question with room for its answer: lines to write on, squares to tick, or both.

    `note` says when it is asked ("Kun ved …") or how many may be ticked. `is_scale`: the choices are
    steps, and stand in one line.
    """

    question: str
    help: str = ""
    note: str = ""
    lines: int = 1
    choices: tuple[str, ...] = ()
    is_scale: bool = False


@dataclass(frozen=True, slots=True)
class BlankPage:
    """The questions of a phase; each phase begins a page."""

    title: str
    blanks: tuple[Blank, ...]


@dataclass(frozen=True, slots=True)
class BlankForm:
    """A form as its organisation asks it. `advice` stands at the top, before anybody writes."""

    organisation: str
    title: str
    advice: str
    brand: str
    made_at: datetime
    pages: tuple[BlankPage, ...]


def blank_paper(form: BlankForm) -> Paper:
    """The form on paper: a part for each phase."""
    told = fit_for_paper(within_limits(form))
    template = environment().get_template("blank.html")
    style = brand_style(form.brand) + _STYLE
    return Paper(
        parts=tuple(
            Part(template.render(form=told, page=page, is_first=page is told.pages[0]), style)
            for page in told.pages
        ),
        title=short(told.title, 200),
        author=short(told.organisation, 200),
        subject="Tomt skema til at udfylde i hånden",
        made_at=told.made_at,
        head=(short(told.organisation, 60), short(told.title, 50)),
    )


_STYLE = """
h1 { font-size: 24pt; margin: 0 0 3mm }
.blank-kind { font-size: 12pt; margin: 0 0 1mm }
h2 { font-size: 17pt }
h3 { margin: 5mm 0 0 }
h3 + p { break-after: avoid }
.blank { break-inside: avoid }
.blank-help { font-size: 8.5pt; line-height: 1.35; color: #4a4a4a; margin: .5mm 0 0; max-width: none }
.blank-line { border-bottom: .2mm solid #767676; height: 8mm; margin: 0 }
.blank-choices { list-style: none; margin: 1.5mm 0 0; padding: 0 }
.blank-choices li { display: inline-block; vertical-align: top; box-sizing: border-box; width: 80mm; padding: .7mm 2mm .7mm 7mm; position: relative }
.blank-scale li { width: 31mm }
.blank-choices li::before { content: ""; position: absolute; left: 0; top: 1.2mm; width: 3.2mm; height: 3.2mm; border: .3mm solid #1c1c1c }
"""
