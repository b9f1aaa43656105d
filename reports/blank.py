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
    steps, and stand in one line. `is_short`: a date or a name, that shares its line with its neighbours.
    """

    question: str
    help: str = ""
    note: str = ""
    lines: int = 1
    choices: tuple[str, ...] = ()
    is_scale: bool = False
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class BlankPage:
    """The questions of a phase. Phases follow one another down the page, so that the form stays a few sheets."""

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
    """The form on paper, phase after phase."""
    told = fit_for_paper(within_limits(form))
    template = environment().get_template("blank.html")
    style = brand_style(form.brand) + _STYLE
    return Paper(
        parts=(Part(template.render(form=told), style),),
        title=short(told.title, 200),
        author=short(told.organisation, 200),
        subject="Tomt skema til at udfylde i hånden",
        made_at=told.made_at,
        head=(short(told.organisation, 60), short(told.title, 50)),
    )


_STYLE = """
@page { margin: 23mm 22mm 16mm }
@page :first { margin-top: 14mm }
h1 { font-size: 20pt; margin: 0 0 1mm }
.blank-kind { font-size: 10pt; margin: 0 }
.blank-advice { font-size: 9pt; margin: 0 0 2mm; max-width: none }
h2 { font-size: 14pt; margin: 4mm 0 0; padding-top: 1.5mm }
h3 { font-size: 9.5pt; margin: 0 }
h3 + p { break-after: avoid }
.blank { break-inside: avoid; margin: 2.2mm 0 0 }
.blank-lined { break-inside: auto }
.blank-short { display: inline-block; vertical-align: bottom; box-sizing: border-box; width: 32.4%; padding-right: 4mm }
.blank-short .blank-choices li { padding-right: 2.5mm }
.blank-help { font-size: 8pt; line-height: 1.3; color: #4a4a4a; margin: 0; max-width: none }
.blank-line { border-bottom: .2mm solid #767676; height: 7mm; margin: 0 }
.blank-choices { list-style: none; margin: 1mm 0 0; padding: 0; font-size: 9pt; line-height: 1.3 }
.blank-choices li { display: inline-block; vertical-align: top; box-sizing: border-box; padding: .4mm 4mm .4mm 5.5mm; position: relative; margin: 0 }
.blank-many li { width: 32.4% }
.blank-choices li::before { content: ""; position: absolute; left: 0; top: .9mm; width: 3.2mm; height: 3.2mm; border: .3mm solid #1c1c1c }
"""
