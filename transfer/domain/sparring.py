"""What a sparringssession is made of: its form, its run, the documentation check, the benefit.

The run and its minutes are a suggestion (DOMAIN A.4), gathered from reflecting teams, peer supervision
and action learning; a facilitator may run a session in another way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from transfer.domain.texts import marked
from transfer.domain.vocabulary import Wording

USUAL_MINUTES: Final = 30
"""For one prøvehandling."""
MOST_MINUTES: Final = 240
LONGEST_SERIES: Final = 99

LEAST_FOR_AVERAGE: Final = 5
"""How many must have answered before an average is shown to all (DOMAIN C4)."""


class SessionFormat(Wording):
    """Whether people meet in a room or on a screen."""

    IN_PERSON = "in_person", marked("Fysisk")
    ONLINE = "online", marked("Online")


class AgendaConsent(Wording):
    """Whether the participants may read a prøvehandling because it is on the agenda."""

    NOT_NEEDED = "not_needed", marked("Delt i forvejen")
    """It is shared already; the agenda shows it to nobody new."""
    ASKED = "asked", marked("Venter på ja fra den ansvarlige")
    GIVEN = "given", marked("Den ansvarlige har sagt ja")
    REFUSED = "refused", marked("Den ansvarlige har sagt nej")


class DocPoint(Wording):
    """What the documentation check looks at, 0 to 2 each."""

    CHALLENGE = "challenge", marked("Udfordringen er konkret")
    ACTION = "action", marked("Handlingen kan gentages af andre")
    PREDICTION = "prediction", marked("Forventningen er skrevet før start")
    SIGNS = "signs", marked("Tegnene kan ses eller tælles")
    OBSERVATION = "observation", marked("Iagttagelse er adskilt fra tolkning")
    LEARNING = "learning", marked("Læringen kan bruges af andre")


class DocMark(Wording):
    """How far one point of the documentation check has come, 0 to 2."""

    MISSING = "0", marked("Mangler")
    UNDER_WAY = "1", marked("På vej")
    CLEAR = "2", marked("Klart")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the run, with its suggested minutes."""

    key: str
    name: str
    what: str
    minutes: int


CHECK_IN: Final = Step(
    "check_in", marked("Check-in"), marked("Alle siger kort, hvad de kommer med."), 10
)
PER_TRIAL: Final = (
    Step(
        "frame",
        marked("Ramme og sparringsspørgsmål"),
        marked("Facilitator siger rammen. Fokuspersonen siger sit spørgsmål højt."),
        3,
    ),
    Step(
        "story",
        marked("Oplæg"),
        marked("Fokuspersonen fortæller. Alle andre lytter."),
        6,
    ),
    Step(
        "questions",
        marked("Afklarende spørgsmål"),
        marked("Åbne spørgsmål. Ikke hvorfor, og ingen råd endnu."),
        6,
    ),
    Step(
        "praise",
        marked("Anerkendelse"),
        marked("Hvad gør fokuspersonen allerede godt?"),
        3,
    ),
    Step(
        "reflection",
        marked("Reflekterende runde"),
        marked("De andre taler sammen. Fokuspersonen lytter. Man må sige pas."),
        8,
    ),
    Step(
        "answer",
        marked("Svar og aftale"),
        marked("Fokuspersonen svarer. Aftal hvad, hvem og hvornår."),
        4,
    ),
)
"""The thirty minutes of one prøvehandling."""
HARVEST: Final = Step(
    "harvest",
    marked("Høst på tværs"),
    marked("Hvad går igen i flere prøvehandlinger?"),
    25,
)
CHECK_OUT: Final = Step(
    "check_out", marked("Check-out"), marked("Alle siger én ting, de tager med."), 5
)
AROUND: Final = CHECK_IN.minutes + HARVEST.minutes + CHECK_OUT.minutes
"""Minutes of the run that belong to no prøvehandling."""


def steps_within(minutes: int) -> tuple[Step, ...]:
    """The steps of one prøvehandling, stretched or shortened to so many minutes; at least one each.

    The steps keep their proportions, and together they last `minutes` exactly when there is a minute for each.
    """
    usual = sum(step.minutes for step in PER_TRIAL)
    shares = [max(1, step.minutes * minutes // usual) for step in PER_TRIAL]
    longest = max(range(len(shares)), key=lambda number: PER_TRIAL[number].minutes)
    shares[longest] = max(1, shares[longest] + minutes - sum(shares))
    return tuple(
        Step(step.key, step.name, step.what, share)
        for step, share in zip(PER_TRIAL, shares, strict=True)
    )


def average_benefit(answers: Sequence[int]) -> float | None:
    """The mean of what people answered, 1 to 5; None when fewer than five did."""
    if len(answers) < LEAST_FOR_AVERAGE:
        return None
    return sum(answers) / len(answers)
