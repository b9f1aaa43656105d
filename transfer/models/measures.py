"""Målinger: numbers over time, and what people have said about where their line comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.db import Base, OrganisationOwned
from transfer.domain.chart_reading import FEWEST_POINTS
from transfer.domain.control_charts import Chart, ChartSpec, Kind, Point, analyse
from transfer.domain.measures import Counted, PartKind, PeriodKind, ValueKind, period_at
from transfer.domain.vocabulary import MeasureDirection

_WRITTEN: Final = frozenset(
    {"name", "description", "unit_id", "unit_of_measure", "direction", "target", "owner_id"}
)
SETTLED_BY_NUMBERS: Final = frozenset({"period_kind", "value_kind", "rate_per"})
"""What cannot change once there are numbers: it would make them mean something else."""


class LineFault(StrEnum):
    """Why a line cannot be frozen or a chart be split there."""

    FROZEN_ALREADY = "frozen_already"
    SPLIT_ALREADY = "split_already"
    NO_SUCH_PERIOD = "no_such_period"
    TOO_FEW_BEFORE = "too_few_before"
    SIGNAL_BEFORE = "signal_before"


class LineRefused(Exception):
    """The line stays as it is. `fault` says why."""

    def __init__(self, fault: LineFault) -> None:
        super().__init__(fault)
        self.fault = fault


class NumbersSettleIt(Exception):
    """What kind of numbers it holds cannot be changed, since it holds some."""


@dataclass(frozen=True, slots=True)
class FourAnswers:
    """Wheeler's four questions, asked before a chart is split. Only four yeses split one."""

    differs: bool
    is_known: bool
    is_wanted: bool
    will_last: bool

    @property
    def are_all_yes(self) -> bool:
        return self.differs and self.is_known and self.is_wanted and self.will_last


def _choice(words: type[StrEnum], length: int) -> sa.Enum:
    return sa.Enum(words, native_enum=False, length=length, values_callable=lambda ones: list(ones))


class Measure(OrganisationOwned, Base):
    """Something that is counted period after period, in one unit or in the whole organisation."""

    __tablename__ = "measure"

    name: Mapped[str] = mapped_column(sa.String(120))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    """What is counted, and how."""
    unit_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    """The unit it is about; none: the whole organisation."""
    unit_of_measure: Mapped[str] = mapped_column(sa.String(40), default="")
    period_kind: Mapped[PeriodKind] = mapped_column(_choice(PeriodKind, 16))
    value_kind: Mapped[ValueKind] = mapped_column(_choice(ValueKind, 16))
    rate_per: Mapped[int] = mapped_column(default=1)
    """A rate is shown for so many: 1,000 for falls in 1,000 days."""
    direction: Mapped[MeasureDirection | None] = mapped_column(_choice(MeasureDirection, 16))
    target: Mapped[float | None]
    """As it is shown: 80 for 80 per cent."""
    owner_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    reference: Mapped[str] = mapped_column(sa.String(40), default="")
    """The id it had in the file it was loaded from."""
    sent_as: Mapped[UUID | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(nullable=False)

    points: Mapped[list["MeasurePoint"]] = relationship(
        cascade="all, delete-orphan", order_by="MeasurePoint.period_start"
    )
    parts: Mapped[list["MeasurePart"]] = relationship(
        cascade="all, delete-orphan", order_by="MeasurePart.period_start"
    )
    annotations: Mapped[list["MeasureAnnotation"]] = relationship(
        cascade="all, delete-orphan", order_by="MeasureAnnotation.created_at"
    )

    __table_args__ = (sa.UniqueConstraint("organisation_id", "sent_as"),)
    __mapper_args__ = {"version_id_col": revision}

    @property
    def times(self) -> int:
        """What a level is multiplied with to be shown: 100 for a share in per cent."""
        if self.value_kind is ValueKind.SHARE:
            return 100
        return self.rate_per if self.value_kind is ValueKind.RATE else 1

    @property
    def shown_unit(self) -> str:
        """What the numbers on the chart are: % for a share."""
        return "%" if self.value_kind is ValueKind.SHARE else self.unit_of_measure

    @property
    def frozen_at(self) -> "MeasurePart | None":
        return next((part for part in self.parts if part.kind is PartKind.FREEZE), None)

    @property
    def splits(self) -> "list[MeasurePart]":
        return [part for part in self.parts if part.kind is PartKind.SPLIT]

    def save(self, written: Mapping[str, Any], *, at: datetime) -> None:
        """Replace what is given, by key.

        Raises:
            NumbersSettleIt: there are numbers, and they would come to mean something else.
        """
        for key, value in written.items():
            if key in SETTLED_BY_NUMBERS:
                if self.points and getattr(self, key) != value:
                    raise NumbersSettleIt(key)
            elif key not in _WRITTEN:
                raise KeyError(key)
            setattr(self, key, value)
        self.updated_at = at

    def point(self, period_start: date) -> "MeasurePoint | None":
        return next((one for one in self.points if one.period_start == period_start), None)

    def count(self, numbers: Mapping[date, Counted | None], *, by: UUID, at: datetime) -> None:
        """Put down what was counted in each period, by its first day; None takes the number away."""
        for first, typed in numbers.items():
            there = self.point(first)
            if typed is None:
                if there is not None:
                    self.points.remove(there)
            elif there is None:
                self.points.append(
                    MeasurePoint(
                        organisation_id=self.organisation_id, period_start=first, typed_by_id=by
                    ).counting(typed, at)
                )
            elif there.counted != typed:
                there.typed_by_id = by
                there.counting(typed, at)
        self.updated_at = at

    def chart(self, kind: Kind = Kind.RUN, *, until: date | None = None) -> Chart:
        """The points in order of time, with the line that people have decided on.

        Args:
            until: only what was counted in periods that had ended by that day.
        """
        points = self.points_until(until)
        charted = [one.as_charted(self.period_kind) for one in points]
        return analyse(charted, self._spec(kind, points))

    def points_until(self, day: date | None = None) -> "list[MeasurePoint]":
        """The points in order of time; of periods that had ended by that day."""
        points = sorted(self.points, key=lambda one: one.period_start)
        if day is None:
            return points
        return [one for one in points if period_at(self.period_kind, one.period_start).last <= day]

    def _spec(self, kind: Kind, points: "list[MeasurePoint]") -> ChartSpec:
        frozen = self.frozen_at
        freeze = sum(one.period_start <= frozen.period_start for one in points) if frozen else 0
        return ChartSpec(
            kind=kind,
            freeze=freeze or None,
            parts=tuple(
                sum(one.period_start < part.period_start for one in points) for part in self.splits
            ),
            exclude=frozenset(at for at, one in enumerate(points) if one.is_excluded),
            non_negative=True,
        )

    def _reach(self, last: date) -> int:
        """How many points there are up to and with the period."""
        return sum(one.period_start <= last for one in self.points)

    def freeze(self, last: date, why: str, *, by: UUID, at: datetime) -> None:
        """Let the line come from the points up to and with a period alone. Once only.

        Raises:
            LineRefused: it is frozen or split already; the period has no number; there are fewer than
                twelve before it, or they show a signal themselves.
        """
        if self.frozen_at is not None:
            raise LineRefused(LineFault.FROZEN_ALREADY)
        if self.splits:
            raise LineRefused(LineFault.SPLIT_ALREADY)
        if self.point(last) is None:
            raise LineRefused(LineFault.NO_SUCH_PERIOD)
        baseline = [one for one in self.points_until() if one.period_start <= last]
        if sum(not one.is_excluded for one in baseline) < FEWEST_POINTS:
            raise LineRefused(LineFault.TOO_FEW_BEFORE)
        spec = ChartSpec(
            exclude=frozenset(at for at, one in enumerate(baseline) if one.is_excluded)
        )
        alone = analyse([one.as_charted(self.period_kind) for one in baseline], spec)
        if alone.parts[0].runs.signal:
            raise LineRefused(LineFault.SIGNAL_BEFORE)
        self._decide(PartKind.FREEZE, last, why, None, by=by, at=at)

    def split(self, first: date, why: str, answers: FourAnswers, *, by: UUID, at: datetime) -> None:
        """Let a new part with a line of its own begin with a period.

        Raises:
            LineRefused: the line is frozen; a part begins there already; the period has no number or
                none before it.
        """
        assert answers.are_all_yes, "the form asks for four yeses"
        if self.frozen_at is not None:
            raise LineRefused(LineFault.FROZEN_ALREADY)
        if any(part.period_start == first for part in self.splits):
            raise LineRefused(LineFault.SPLIT_ALREADY)
        if self.point(first) is None or self._reach(first) < 2:
            raise LineRefused(LineFault.NO_SUCH_PERIOD)
        self._decide(PartKind.SPLIT, first, why, answers, by=by, at=at)

    def _decide(
        self,
        kind: PartKind,
        period_start: date,
        why: str,
        answers: FourAnswers | None,
        *,
        by: UUID,
        at: datetime,
    ) -> None:
        self.parts.append(
            MeasurePart(
                organisation_id=self.organisation_id,
                kind=kind,
                period_start=period_start,
                why=why,
                differs=answers.differs if answers else None,
                is_known=answers.is_known if answers else None,
                is_wanted=answers.is_wanted if answers else None,
                will_last=answers.will_last if answers else None,
                decided_by_id=by,
                decided_at=at,
            )
        )
        self.updated_at = at

    def annotate(
        self,
        *,
        by: UUID,
        at: datetime,
        trial_id: UUID | None = None,
        text: str = "",
        on: date | None,
    ) -> "MeasureAnnotation":
        """Mark a trial at its own date, or a text at a day."""
        made = MeasureAnnotation(
            organisation_id=self.organisation_id,
            trial_id=trial_id,
            text=text,
            on=on,
            made_by_id=by,
            created_at=at,
        )
        self.annotations.append(made)
        self.updated_at = at
        return made

    def annotated_trials(self) -> frozenset[UUID]:
        return frozenset(one.trial_id for one in self.annotations if one.trial_id is not None)

    def take_away(
        self, parts: Iterable["MeasurePart | MeasureAnnotation"], *, at: datetime
    ) -> None:
        """Forget decisions about the line, or marks."""
        for one in parts:
            if isinstance(one, MeasurePart):
                self.parts.remove(one)
            else:
                self.annotations.remove(one)
        self.updated_at = at


class MeasurePoint(OrganisationOwned, Base):
    """What was counted in one period."""

    __tablename__ = "measure_point"
    __table_args__ = (sa.UniqueConstraint("measure_id", "period_start"),)

    measure_id: Mapped[UUID] = mapped_column(sa.ForeignKey("measure.id", ondelete="CASCADE"))
    period_start: Mapped[date]
    value: Mapped[float | None]
    numerator: Mapped[float | None]
    denominator: Mapped[float | None]
    is_excluded: Mapped[bool] = mapped_column(default=False)
    """Left out of line and rules, but drawn."""
    excluded_because: Mapped[str] = mapped_column(sa.String(300), default="")
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    typed_by_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    updated_at: Mapped[datetime]

    @property
    def counted(self) -> Counted:
        return Counted(self.value, self.numerator, self.denominator)

    def counting(self, typed: Counted, at: datetime) -> "MeasurePoint":
        self.value, self.numerator = typed.value, typed.numerator
        self.denominator = typed.denominator
        self.updated_at = at
        return self

    def as_charted(self, kind: PeriodKind) -> Point:
        period = period_at(kind, self.period_start)
        return Point(period.first, period.last, self.value, self.numerator, self.denominator)


class MeasurePart(OrganisationOwned, Base):
    """What somebody decided about the line: frozen after a period, or anew from one on."""

    __tablename__ = "measure_part"
    __table_args__ = (sa.UniqueConstraint("measure_id", "period_start", "kind"),)

    measure_id: Mapped[UUID] = mapped_column(sa.ForeignKey("measure.id", ondelete="CASCADE"))
    kind: Mapped[PartKind] = mapped_column(_choice(PartKind, 16))
    period_start: Mapped[date]
    """Of the last period that a frozen line comes from, or of the first one of a new part."""
    why: Mapped[str] = mapped_column(sa.String(300))
    differs: Mapped[bool | None]
    is_known: Mapped[bool | None]
    is_wanted: Mapped[bool | None]
    will_last: Mapped[bool | None]
    decided_by_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    decided_at: Mapped[datetime]


class MeasureAnnotation(OrganisationOwned, Base):
    """A mark on the line of time: a trial at its own date, or something else that happened."""

    __tablename__ = "measure_annotation"

    measure_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("measure.id", ondelete="CASCADE"), index=True
    )
    trial_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("trial_action.id", ondelete="CASCADE"), index=True
    )
    on: Mapped[date | None]
    """The day of what happened; a trial brings its own."""
    text: Mapped[str] = mapped_column(sa.String(120), default="")
    made_by_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
