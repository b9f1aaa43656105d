"""What is picked for a report: saved unless somebody else has picked since the page was read."""

from collections.abc import Collection
from typing import Final, NamedTuple
from uuid import UUID

from flask import request

from transfer.access import directory, me, now
from transfer.domain.reports import LIST_PICKS, Pick
from transfer.models import Report
from transfer.reporting import Offered
from transfer.speaking import gettext as _
from transfer.topic_forms.workshop import NO_CASE, TextsForm, revision_in

UP: Final = "op"
DOWN: Final = "ned"

Picked = dict[Pick, tuple[UUID, ...] | None]


def effective_picks(report: Report, offered: Offered) -> Picked:
    """What is picked, or what the tool takes when nobody did."""
    offers = {
        Pick.INSIGHTS: offered.insights,
        Pick.RECOMMENDATIONS: offered.recommendations,
        Pick.MEASURES: offered.measures,
    }
    found: Picked = {}
    for pick in Pick:
        picked = report.picked(pick)
        if picked is None and pick in offers:
            picked = tuple(one.id for one in offers[pick])
        found[pick] = picked
    return found


def as_read(report: Report, offered: Offered) -> dict[str, str]:
    """The hidden fields that say what a page shows: of each pick its revision, and what was picked."""
    read = {}
    for pick, ids in effective_picks(report, offered).items():
        read[f"rev-{pick.value}"] = str(revision_of(report, pick))
        read[f"was-{pick.value}"] = _as_sent(pick, ids)
    return read


def save_picks(report: Report, form: TextsForm, offered: Offered) -> list[Pick]:
    """Save what was ticked or moved otherwise than the page showed it.

    Returns:
        Those that somebody else changed since; there theirs holds.
    """
    before, late = effective_picks(report, offered), changed_since(report)
    move, overtaken = _asked_to_move(), []
    for pick, chosen in form.picks().items():
        was = request.form.get(f"was-{pick.value}")
        if was is None:  # the page did not show it
            continue
        moved = move if move is not None and move.pick is pick else None
        if moved is None and {*_as_sent(pick, chosen).split()} == {*was.split()}:
            continue
        if pick in late:
            overtaken.append(pick)
        elif chosen is None:
            report.leave_to_the_tool(pick)
        else:
            order = [one for one in before[pick] or () if one in chosen]
            order += [one for one in chosen if one not in order]
            if moved is not None:
                moved.within(order)
            report.pick(pick, order, by=me(), at=now())
    return overtaken


def changed_since(report: Report) -> list[Pick]:
    """Those that somebody has changed since the page that sent this was read."""
    return [
        pick
        for pick in Pick
        if revision_in(request.form.get(f"rev-{pick.value}")) != revision_of(report, pick)
    ]


def revision_of(report: Report, pick: Pick) -> int:
    """0 while the tool's suggestion holds."""
    kept = report.pick_of(pick)
    return kept.revision if kept else 0


def whose_holds(report: Report, overtaken: Collection[Pick], form: TextsForm) -> str:
    """For the one who came too late."""
    said = []
    for pick in overtaken:
        kept = report.pick_of(pick)
        label = form[pick.value].label.text
        if kept is not None and kept.picked_by_id == me():
            said.append(
                _(
                    "Du har selv ændret »%(list)s« imens et andet sted. Ændringen her er ikke gemt. Se efter, og vælg igen.",
                    list=label,
                )
            )
            continue
        said.append(
            _(
                "%(name)s har ændret »%(list)s« imens. Din ændring er ikke gemt. Se efter, og vælg igen.",
                name=directory().person_name(kept.picked_by_id) if kept else _("En anden"),
                list=label,
            )
        )
    return " ".join(said)


class _Move(NamedTuple):
    """One place up or down."""

    pick: Pick
    one: str
    way: str

    def within(self, order: list[UUID]) -> None:
        at = next((n for n, its in enumerate(order) if str(its) == self.one), None)
        if at is not None:
            to = min(max(at + (-1 if self.way == UP else 1), 0), len(order) - 1)
            order.insert(to, order.pop(at))


def _asked_to_move() -> _Move | None:
    """As `insights:<id>:op` says."""
    name, _colon, rest = request.form.get("flyt", "").partition(":")
    one, _colon, way = rest.partition(":")
    if name not in LIST_PICKS or way not in (UP, DOWN):
        return None
    return _Move(Pick(name), one, way)


def _as_sent(pick: Pick, ids: tuple[UUID, ...] | None) -> str:
    if pick.is_case and ids == ():
        return NO_CASE
    return " ".join(str(one) for one in ids or ())
