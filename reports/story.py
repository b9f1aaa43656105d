"""One record told on paper: a prøvehandling or a læringsforløb, as its page tells it to one reader.

Whoever gathers decides what the reader may see, and hands over ready Danish words; the printer
sets them. Everything but the title may be empty.
"""

from dataclasses import dataclass
from datetime import datetime

from reports.charts import Chart, timeline
from reports.limits import fit_for_paper, within_limits
from reports.moments import Moment
from reports.numbers import danish_date
from reports.parts import Paper, Part
from reports.writing import brand_style, environment, short


@dataclass(frozen=True, slots=True)
class Passage:
    """A question and its answer; `note` says what stands beside it ("Låst, da I gik i gang")."""

    question: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened on a day: an observation, a meeting, a check, another trial.

    `kind` and `about` (who, when, where) stand in small type above; `title` is its heading, if it
    has one; `thought` is what somebody thinks about it, which is never what was seen.
    """

    kind: str
    about: str = ""
    title: str = ""
    text: str = ""
    thought: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the story; one with nothing in it is printed only with a `note`."""

    title: str
    passages: tuple[Passage, ...] = ()
    entries: tuple[Entry, ...] = ()
    note: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.passages or self.entries or self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A record, as one reader sees it on one day.

    kind: what it is ("Prøvehandling"). state: where it stands, in words. readers: who can see it
    in the tool, in a sentence. made_at: with its time zone, the reader's own.
    """

    organisation: str
    kind: str
    title: str
    state: str
    readers: str
    made_by: str
    made_at: datetime
    brand: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    moments: tuple[Moment, ...] = ()
    sections: tuple[Section, ...] = ()


def story_paper(story: Story) -> Paper:
    """The story on paper, with the course of it as a line of time when it has more than one date."""
    told = fit_for_paper(within_limits(story))
    html = environment().get_template("story.html").render(story=told, course=_course(told))
    return Paper(
        parts=(Part(html, brand_style(story.brand) + STYLE),),
        title=short(f"{told.kind}: {told.title}", 200),
        author=short(told.organisation, 200),
        subject=f"{told.kind}, som den så ud {danish_date(told.made_at)}",
        made_at=told.made_at,
        head=(short(told.organisation, 60), short(told.title, 50)),
    )


def _course(story: Story) -> Chart | None:
    if len(story.moments) < 2:
        return None
    return timeline("tidslinje", f"Tidslinje for {story.title}", story.moments)


STYLE = """
h1 { font-size: 24pt; margin: 0 0 3mm }
.story-kind { font-size: 12pt; margin: 0 0 1mm }
.story-state { font-weight: 600; margin: 0 0 1mm }
.story-made { font-size: 8.5pt; line-height: 1.4; color: #4a4a4a; margin: 0 0 5mm }
h3 { margin: 3.5mm 0 1mm }
h2 + p, h3 + p { break-after: auto }
h2 { font-size: 14pt; margin: 7mm 0 2mm; padding-top: 2mm; border-top-width: .6mm }
.report-facts { margin: 0 0 4mm; font-size: 9pt; line-height: 1.35 }
.report-facts th { width: 46mm }
.story-text { white-space: pre-line; margin: 0 0 2mm }
.story-note { font-size: 8.5pt; color: #4a4a4a; margin: 0 0 2mm; break-after: avoid }
.story-entry { break-inside: avoid; margin: 0 0 3mm; padding-left: 4mm; border-left: .6mm solid #c9c9c9 }
.story-entry p { margin: 0 0 1mm }
.story-entry h3 { margin: 0 0 1mm }
.story-about { font-size: 8.5pt; color: #4a4a4a; break-after: avoid }
.story-entry .story-value { font-size: 12pt; font-weight: 600 }
"""
