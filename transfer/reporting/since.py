"""What is new since the report that readers had before this one, held against it as it was issued."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from reports import Card, Figure, LastReport, ManagementReport, Measure, Share
from transfer.db import db
from transfer.domain.clock import day_of
from transfer.domain.recommendations import RecommendationState
from transfer.models import EditionEntry, EditionFile, Report, ReportEdition
from transfer.models.report_editions import EditionState, EntryKind

MOST_LOOKED_AT: Final = 20
"""Issued reports among which the last one about the same part of the organisation is found."""

_ROW_OF_CARD: Final = {
    "Gennemførelsesgrad": ("completion_rate", "Gennemførelsesgrad"),
    "Indført": ("adoption_rate", "Indførelsesgrad pr. prøvehandling"),
    "Forankret efter 6 måneder": ("anchoring_survival", "Forankring efter 6 måneder, A"),
    "Spredt": ("spread_success", "Overførsler, der er indført"),
    "Mål dækket": ("goal_coverage", "Måldækning"),
}
"""Where the figure of a card stands in "Alle nøgletal", which is what an issued report keeps."""


@dataclass(frozen=True, slots=True)
class Before:
    """The report before this one: how readers know it, what it said, and what it asked for."""

    last: LastReport
    said: Mapping[str, Any]
    """As its JSON was issued."""
    recommendation_ids: tuple[UUID, ...]


def report_before(report: Report) -> Before | None:
    """The last one issued about the same part of the organisation and no later period; None if there is none."""
    rows = db.session.execute(
        sa.select(ReportEdition, Report)
        .join(Report, Report.id == ReportEdition.report_id)
        .where(
            ReportEdition.state == EditionState.ISSUED,
            ReportEdition.report_id != report.id,
            ReportEdition.period_last <= report.period_last,
        )
        .order_by(ReportEdition.period_last.desc(), ReportEdition.issued_at.desc())
        .limit(MOST_LOOKED_AT)
    ).all()
    edition = next((one for one, its in rows if _is_about_the_same(its, report)), None)
    if edition is None or edition.issued_at is None:
        return None
    content = db.session.scalar(
        sa.select(EditionFile.content).where(
            EditionFile.edition_id == edition.id, EditionFile.kind == "json"
        )
    )
    asked = db.session.scalars(
        sa.select(EditionEntry.record_id).where(
            EditionEntry.edition_id == edition.id,
            EditionEntry.kind == EntryKind.RECOMMENDATION,
        )
    )
    issued_on = day_of(edition.issued_at)
    return Before(
        LastReport(edition.title, issued_on, str(edition.number)),
        json.loads(content) if content else {},
        tuple(asked),
    )


def compared(report: ManagementReport, before: Before | None) -> ManagementReport:
    """The report with what its figures were last time, and what is new since."""
    if before is None:
        return report
    last = {
        (one.get("identifier"), one.get("name")): _value(one)
        for one in before.said.get("figures", ())
    }
    return replace(
        report,
        last_report=before.last,
        cards=tuple(_card(one, last) for one in report.cards),
        figures=tuple(_figure(one, last) for one in report.figures),
        news=tuple(_news(report, before.said)),
    )


def _is_about_the_same(one: Report, other: Report) -> bool:
    return all(
        set(getattr(one, key)) == set(getattr(other, key))
        for key in ("unit_ids", "goal_ids", "cycle_ids")
    )


def _value(kept: Mapping[str, Any]) -> Share | Measure | int | str | None:
    if kept.get("of") is not None:
        return Share(int(kept["n"]), int(kept["of"]))
    value = kept.get("value")
    if "unit" in kept:
        return Measure(value, kept["unit"])
    return value if isinstance(value, (int, str)) else None


def _card(card: Card, last: Mapping[tuple[Any, Any], Any]) -> Card:
    found = last.get(_ROW_OF_CARD.get(card.name, ("", "")))
    return replace(card, last_time=found) if isinstance(found, Share) else card


def _figure(figure: Figure, last: Mapping[tuple[Any, Any], Any]) -> Figure:
    return replace(figure, last_time=last.get((figure.identifier, figure.name)))


def _news(report: ManagementReport, said: Mapping[str, Any]) -> Iterator[str]:
    """One sentence each; counts only of what lies after the last report's period."""
    period = said.get("period", {})
    if period.get("to", "9999") < report.period_from.isoformat():
        yield from _work(report)
    known = {one.get("headline") for one in said.get("insights", ())}
    new = [one.headline for one in report.insights if one.headline not in known]
    if new:
        counted = "Én ny indsigt" if len(new) == 1 else f"{len(new)} nye indsigter"
        yield f"{counted}. Den stærkeste: {new[0]}"
    tried_then = {code for code, bar in said.get("goals", {}).items() if any(bar.values())}
    tried = [one.label for one in report.goals if one.bar.total and one.code not in tried_then]
    if tried and said.get("goals"):
        yield f"Mål, der er prøvet for første gang: {', '.join(tried)}."
    if report.followed_up:
        done = sum(one.state == RecommendationState.DONE.label for one in report.followed_up)
        yield f"{done} af {len(report.followed_up)} anbefalinger fra sidst er gennemført."


def _work(report: ManagementReport) -> Iterator[str]:
    counts = {one.identifier: one.value for one in report.figures}
    started, decided = counts.get("started"), counts.get("decided")
    if started or decided:
        yield f"{started} prøvehandlinger er sat i gang, og {decided} er besluttet."
