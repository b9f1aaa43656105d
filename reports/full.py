"""A prøvehandling told in full, for the annex of a report: all its people answered, and nothing anybody observed."""

from dataclasses import dataclass

from reports.trials import TrialLine


@dataclass(frozen=True, slots=True)
class Answers:
    """A phase of a trial ("Plan", "Refleksion"), with its questions and what was answered, in order."""

    phase: str
    passages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class InFull:
    """A trial in its people's words.

    `key` is its own, in small letters and digits ("ph-17"). `trial` is its line in the list of trials, with
    its consent: one that may only be counted is told nowhere. `facts`: a few words each ("Periode").
    """

    key: str
    trial: TrialLine
    facts: tuple[tuple[str, str], ...] = ()
    answers: tuple[Answers, ...] = ()

    @property
    def anchor(self) -> str:
        """`"fuldlaengde-ph-17"`."""
        return f"fuldlaengde-{self.key}"
