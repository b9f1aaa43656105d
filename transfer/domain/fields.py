"""The kinds of question a template may ask, and how an answer is kept as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from transfer.domain.texts import marked

Answer = str | int | date | Decimal | UUID | tuple[str, ...] | tuple[UUID, ...] | None
Stored = str | int | list[str] | None

DONT_KNOW: Final = 0
"""The answer "Ved ikke" on a scale of 1 to 5."""

SHORT_TEXT_LIMIT: Final = 160
LONG_TEXT_LIMIT: Final = 2000


class BadQuestion(ValueError):
    """A question that contradicts itself, such as a choice with nothing to choose."""


class Kind(StrEnum):
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    SCALE = "scale"
    NUMBER = "number"
    PERSON = "person"
    PEOPLE = "people"
    UNIT = "unit"
    UNITS = "units"
    GOALS = "goals"
    RECORD = "record"
    RECORDS = "records"
    FILES = "files"


class Phase(StrEnum):
    PLAN = "plan"
    TRIAL = "trial"
    REFLECTION = "reflection"
    DECISION = "decision"


class Standing(StrEnum):
    """How firmly a question belongs to the template."""

    CORE = "K"
    """Feeds the figures; an administrator cannot remove it."""
    STANDARD = "S"
    """Can be hidden."""
    EXTRA = "V"
    """Folded under "Vis flere felter"."""
    OWN = "E"
    """Added by the organisation."""


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds when the answer to `key` is one of `values`; `negated`: is given and is none of them."""

    key: str
    values: tuple[str, ...]
    negated: bool = False

    def holds(self, answers: Mapping[str, Answer]) -> bool:
        answer = answers.get(self.key)
        several = answer if isinstance(answer, tuple) else (answer,)
        given = {str(one) for one in several if one not in (None, "")}
        if not given:
            return False
        return given.isdisjoint(self.values) if self.negated else not given.isdisjoint(self.values)


BUILDS_ON_WHICH: Final = marked(
    "Vælg den prøvehandling, I har den fra – eller ret svaret om slægtskab."
)
_REQUIRED_ALSO: Final = {
    "parent": (Condition("relation", ("transferred_adapted", "transferred_copied", "next_round")),),
}
"""What the core asks for whatever a version of the template says, since published versions stay as they are."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a template version.

    `key` is stable: never reused, never another kind, since figures add it up across versions.
    `row` is the row of the template that the question belongs to; a row may hold several questions.
    """

    key: str
    label: str
    kind: Kind
    phase: Phase
    standing: Standing
    help: str = ""
    example: str = ""
    row: int = 0
    required: bool = False
    required_when: Condition | None = None
    shown_when: Condition | None = None
    choices: tuple[Choice, ...] = ()
    at_most: int | None = None
    limit: int | None = None
    ends: tuple[str, str] = ("", "")
    """What 1 and 5 mean on a scale."""
    missing: str = ""
    """What to say when a required answer is missing; empty: the general sentence."""

    def __post_init__(self) -> None:
        if not self.key.isidentifier():
            raise BadQuestion(f"{self.key!r} cannot be a key")
        if not self.label.strip():
            raise BadQuestion(f"{self.key} has no label")
        if self.kind in (Kind.CHOICE, Kind.CHOICES) and not self.choices:
            raise BadQuestion(f"{self.key} has nothing to choose")
        if len({choice.key for choice in self.choices}) != len(self.choices):
            raise BadQuestion(f"{self.key} offers the same choice twice")

    @property
    def is_core(self) -> bool:
        return self.standing is Standing.CORE

    @property
    def text_limit(self) -> int | None:
        """The largest number of characters, for texts."""
        if self.kind is Kind.SHORT_TEXT:
            return self.limit or SHORT_TEXT_LIMIT
        if self.kind is Kind.LONG_TEXT:
            return self.limit or LONG_TEXT_LIMIT
        return None

    def is_asked(self, answers: Mapping[str, Answer]) -> bool:
        return self.shown_when is None or self.shown_when.holds(answers)

    def is_required(self, answers: Mapping[str, Answer]) -> bool:
        """Whether the phase cannot be submitted without it. Drafts never ask this."""
        if not self.is_asked(answers):
            return False
        return self.required or any(one.holds(answers) for one in self.required_by)

    @property
    def required_by(self) -> tuple[Condition, ...]:
        """The answers to other questions that make this one required, any of them."""
        own = () if self.required_when is None else (self.required_when,)
        return own + (_REQUIRED_ALSO.get(self.key, ()) if self.is_core else ())

    def why_missing(self, answers: Mapping[str, Answer]) -> str:
        """What to say when a required answer is missing; empty: the general sentence."""
        is_own = self.required_when is not None and self.required_when.holds(answers)
        also = () if is_own or not self.is_core else _REQUIRED_ALSO.get(self.key, ())
        return BUILDS_ON_WHICH if any(one.holds(answers) for one in also) else self.missing

    def label_of(self, key: object) -> str:
        """The label of the choice with this key; the key itself when a later version dropped it."""
        return next((choice.label for choice in self.choices if choice.key == str(key)), str(key))

    def store(self, answer: Answer) -> Stored:
        """The answer as JSON, under the question's key."""
        if answer is None or answer == "" or answer == ():
            return None
        if isinstance(answer, tuple):
            return [str(one) for one in answer]
        if isinstance(answer, date):
            return answer.isoformat()
        if isinstance(answer, (Decimal, UUID)):
            return str(answer)
        return answer

    def read(self, stored: Stored) -> Answer:
        """The answer that `store` kept."""
        if stored is None:
            return () if self.kind in SEVERAL else None
        if self.kind is Kind.DATE:
            return date.fromisoformat(str(stored))
        if self.kind is Kind.NUMBER:
            return Decimal(str(stored))
        if self.kind is Kind.SCALE:
            return int(str(stored))
        if self.kind in (Kind.PERSON, Kind.UNIT, Kind.RECORD):
            return UUID(str(stored))
        if self.kind in SEVERAL:
            ones = stored if isinstance(stored, list) else [str(stored)]
            return tuple(ones) if self.kind is Kind.CHOICES else tuple(UUID(one) for one in ones)
        return str(stored)

    def as_json(self) -> dict[str, Any]:
        """The question as a template version keeps it: only what differs from the defaults."""
        plain = asdict(self)
        return {
            name: value
            for name, value in plain.items()
            if value != _DEFAULTS.get(name, _MISSING) or name in _ALWAYS
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Question":
        given = dict(kept)
        given["kind"] = Kind(given["kind"])
        given["phase"] = Phase(given["phase"])
        given["standing"] = Standing(given["standing"])
        given["choices"] = tuple(Choice(**choice) for choice in given.get("choices", ()))
        given["ends"] = tuple(given.get("ends", ("", "")))
        for name in ("required_when", "shown_when"):
            if given.get(name):
                condition = given[name]
                given[name] = Condition(
                    condition["key"], tuple(condition["values"]), condition.get("negated", False)
                )
        return cls(**given)


SEVERAL: Final = frozenset({Kind.CHOICES, Kind.PEOPLE, Kind.UNITS, Kind.GOALS, Kind.RECORDS})
"""Kinds that take more than one answer."""


def is_answered(answer: Answer) -> bool:
    """Whether something was answered; "Ved ikke" is an answer, blanks are not."""
    if isinstance(answer, str):
        return bool(answer.strip())
    return answer is not None and answer != ()


_MISSING = object()
_ALWAYS = ("key", "label", "kind", "phase", "standing")
_DEFAULTS: dict[str, Any] = {
    name: definition.default for name, definition in Question.__dataclass_fields__.items()
}
