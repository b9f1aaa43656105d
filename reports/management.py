"""What a management report says: plain values, gathered elsewhere, printed here.

Whoever gathers fills in counts and ready Danish words of the domain (names of states, goals,
factors, definitions). Headings, captions and caveats belong to the printer, and so do the rules
of printing: consent, small numbers, and what is left out for a single unit.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from reports.advice import Conclusion, FollowUpLine, LastReport
from reports.brand import Logo, Typeface
from reports.cases import Case
from reports.full import InFull
from reports.lasting import LastingChart
from reports.lessons import InsightLine, RecommendationLine
from reports.measures import MeasureLine
from reports.numbers import NOTHING, Measure, Share
from reports.trials import TrialLine

MOST_AWAITING = 3
"""Recommendations shown to whoever reads only the first pages: as many as a meeting decides."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a stacked bar: a word (`"Indført"`) and how many."""

    label: str
    n: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A stacked bar. Bars of one chart name the same segments in the same order, zeros included."""

    label: str
    segments: tuple[Segment, ...]

    @property
    def total(self) -> int:
        """All of the bar."""
        return sum(segment.n for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Card:
    """One of the six figures on the page "Programmet i tal".

    `definition` is one short line in plain Danish ("Prøvehandlinger med beslutningen Indfør,
    af alle besluttede"). `is_outcome` marks a figure that tells how well things went: for a
    single unit only its count is shown. `last_time` is the same figure in the report before.
    """

    name: str
    share: Share
    definition: str
    is_outcome: bool = False
    last_time: Share | None = None


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A competence goal and its trials by state; a goal nobody has tried has a bar of zeros.

    `bar.segments` are in the order of the chart: Indført, Justeret, Stoppet, På pause, I gang.
    Examples are found by the printer among the trials that name the goal's `code`; the name of
    the bar is the printer's too.
    """

    code: str
    name: str
    bar: Bar

    @property
    def label(self) -> str:
        """`"Tidlig opsporing (K1)"`, so that the codes in the list of trials can be looked up."""
        return f"{self.name} ({self.code})" if self.code else self.name


@dataclass(frozen=True, slots=True)
class FactorLine:
    """How often a factor was named as helping and as hindering."""

    name: str
    enabling: int
    hindering: int

    @property
    def balance(self) -> str:
        """Helping minus hindering, with its sign: `"+5"`, `"−2"`, `"0"`."""
        return f"{self.enabling - self.hindering:+d}".replace("-", "\N{MINUS SIGN}").replace(
            "+0", "0"
        )


@dataclass(frozen=True, slots=True)
class AnchoringLine:
    """The checks due `months` months after a trial was adopted, by what they found.

    `held` is held as adopted or in an adapted form. `retired` is ended on purpose. `not_checked`
    is due, and no answer yet. The three shares A, B and C follow from these.
    """

    months: int
    held: int
    partial: int
    lapsed: int
    not_checked: int
    retired: int = 0

    @property
    def done(self) -> int:
        """Checks that were made."""
        return self.held + self.partial + self.lapsed + self.retired

    @property
    def due(self) -> int:
        """Checks that should have been made by the report's date."""
        return self.done + self.not_checked

    @property
    def held_of_done(self) -> Share:
        """A: held, of those that were checked."""
        return Share(self.held, self.done)

    @property
    def held_of_due(self) -> Share:
        """B, the cautious one: held, of all that were due."""
        return Share(self.held, self.due)

    @property
    def done_of_due(self) -> Share:
        """C: how many were checked at all."""
        return Share(self.done, self.due)


@dataclass(frozen=True, slots=True)
class ValuePoint:
    """One reflected trial: its value for citizens and the effort it took, both 1 to 5."""

    value: int
    effort: int


class Mark(Enum):
    """What an idea has to do with a unit. The value is what a reader is told."""

    ORIGIN = "begyndte her"
    ADOPTED = "overført hertil"
    TRIED = "forsøgt uden held"


@dataclass(frozen=True, slots=True)
class Idea:
    """An adopted idea, and the units it began in, was moved to, or was tried in without luck.

    A unit is "" when the owner of the trial there has not agreed to name it; a trial that may
    only be counted gives no mark at all.
    """

    title: str
    marks: tuple[tuple[str, Mark], ...]

    def units(self, mark: Mark) -> tuple[str, ...]:
        """The units with this mark; "" for each that may not be named."""
        return tuple(unit for unit, its in self.marks if its is mark)


@dataclass(frozen=True, slots=True)
class CycleLine:
    """A læringsforløb and how many of those asked use what they learnt; `None` when not followed up."""

    title: str
    use: Share | None
    asked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the table "Alle nøgletal".

    `identifier` is the figure's id in the definitions (`transfer_rate`); several rows may share
    it. `name` says which variant this row is ("Transfergrad, niveau 2 eller højere, kursus").
    `value` is a share, a measure, a whole number or ready words ("Ledelsesopbakning 7").
    `note` holds what must stand beside it ("delvist 2, ikke tjekket 0").
    `is_outcome` rows are left out for a single unit. `last_time` is the same row in the last report.
    """

    identifier: str
    name: str
    value: Share | Measure | int | str
    note: str = ""
    is_outcome: bool = False
    last_time: Share | Measure | int | str | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure means: its identifier, its Danish name, and its formula in plain Danish."""

    identifier: str
    name: str
    formula: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagementReport:
    """Everything a management report says. All parts may be empty: a programme has a first day.

    organisation, programme: names as on the front page; `programme` may be "".
    scope: which units in a few words ("Hele kommunen, 8 enheder"; or one unit's name).
    period_from, period_to: first and last day reported on. as_of: the day the figures are true.
    made_at, made_by, version, report_id, audience: who made it, when (with its time zone, the
    reader's own), which edition, for whom.
    is_draft: prints "Udkast". brand: hex colour of the organisation, used for structure only.
    logo, typeface: the organisation's mark, and one of the faces that come with the printer.
    parts: which chapters are printed, by their keys in `reports.CHAPTERS`; None is all of them.
    Method and caveats are always printed, and a chapter with nothing to tell never is.
    outcomes_withheld: the scope is a single unit, whose figures would be about one person.

    messages: three to five sentences that a reader should remember, written by the consultant.
    decisions_asked: the three things that leaders are asked to decide.
    conclusions: one line for each chapter. last_report: the one before this, if there was one.
    news: what is new since then, one sentence each. followed_up: what was decided then.

    cards: the six figures, in order. states: one bar of all trials by state (Fig. 1).
    goals: every active goal (Fig. 2). outcomes: one bar, outcome against prediction (Fig. 3).
    surprise: the surprise rate. value_effort: a point for each reflected trial that gave both
    (Fig. 4), of `reflected` in all. trials: every counted trial, whatever its consent.
    factors: every factor named at least once (Fig. 5). anchoring: 3, 6 and 12 months (Fig. 6).
    lasting: the curve of all that was adopted until the report's date; None where too few were.
    spread: transfers that were adopted, of those decided. ideas, units: every adopted idea, and
    the names of all units reported on, in the order of the tree (Fig. 7). cycles: follow-up of each læringsforløb.
    cycles_together: the sum over those followed up.
    measures: what units count over time, in the order they are shown. measures_warning: what must be
    said of so many charts. insights: what was learnt across, the strongest first. recommendations: by when they are due.
    cases: at most three trials, told at length. in_full: trials with all their answers, for the annex that
    is printed only when it is among `parts`.
    figures: the table "Alle nøgletal". transfer_readings: the same transfer by several
    definitions (the method chapter shows that they differ). definitions: of every figure printed.
    remarks: further caveats, one paragraph each.
    """

    organisation: str
    scope: str
    period_from: date
    period_to: date
    as_of: date
    made_at: datetime
    made_by: str
    programme: str = ""
    version: str = "1"
    report_id: str = ""
    audience: str = ""
    is_draft: bool = True
    brand: str = "#1d4e6b"
    logo: Logo | None = None
    typeface: Typeface = Typeface.PLEX_SANS
    parts: frozenset[str] | None = None
    outcomes_withheld: bool = False

    messages: tuple[str, ...] = ()
    decisions_asked: tuple[str, ...] = ()
    conclusions: tuple[Conclusion, ...] = ()
    last_report: LastReport | None = None
    news: tuple[str, ...] = ()
    followed_up: tuple[FollowUpLine, ...] = ()

    cards: tuple[Card, ...] = ()
    states: Bar = Bar("Alle prøvehandlinger", ())
    goals: tuple[GoalLine, ...] = ()
    outcomes: Bar = Bar("Reflekterede prøvehandlinger", ())
    surprise: Share = NOTHING
    value_effort: tuple[ValuePoint, ...] = ()
    reflected: int = 0
    trials: tuple[TrialLine, ...] = ()
    factors: tuple[FactorLine, ...] = ()
    anchoring: tuple[AnchoringLine, ...] = ()
    lasting: LastingChart | None = None
    spread: Share = NOTHING
    ideas: tuple[Idea, ...] = ()
    units: tuple[str, ...] = ()
    cycles: tuple[CycleLine, ...] = ()
    cycles_together: Share | None = None
    measures: tuple[MeasureLine, ...] = ()
    measures_warning: str = ""
    insights: tuple[InsightLine, ...] = ()
    recommendations: tuple[RecommendationLine, ...] = ()
    cases: tuple[Case, ...] = ()
    in_full: tuple[InFull, ...] = ()
    figures: tuple[Figure, ...] = ()
    transfer_readings: tuple[Figure, ...] = ()
    definitions: tuple[Definition, ...] = ()
    remarks: tuple[str, ...] = field(default=())

    @property
    def awaiting(self) -> tuple[RecommendationLine, ...]:
        """The first recommendations that wait for a stand, where nobody has written what to decide."""
        is_told = self.parts is None or "anbefalinger" in self.parts
        waiting = [one for one in self.recommendations if one.waits] if is_told else []
        return () if self.decisions_asked else tuple(waiting[:MOST_AWAITING])

    @property
    def quoted(self) -> tuple[TrialLine, ...]:
        """The trials that may be named."""
        return tuple(trial for trial in self.trials if trial.may_be_quoted)

    @property
    def only_counted(self) -> int:
        """How many trials are in the figures and nowhere else."""
        return len(self.trials) - len(self.quoted)
