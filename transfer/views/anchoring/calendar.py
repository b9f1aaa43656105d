"""The anchoring calendar: which checks wait, by unit and month, and the very list behind each number."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.access import allow, directory, me, member, today
from transfer.domain.anchoring import CheckState, check_state
from transfer.domain.periods import MONTHS, last_of_month, months_later
from transfer.policies import Deed
from transfer.speaking import gettext as _
from transfer.speaking import ngettext
from transfer.views.anchoring.asked import (
    OF_STAND,
    Narrowed,
    Stand,
    by_unit_and_month,
    counted,
    listed,
    months_asked,
    today_and_before,
)
from transfer.views.anchoring.blueprint import bp
from transfer.views.paging import PER_PAGE, pages_of

MONTHS_BACK: Final = 6
MONTHS_SHOWN: Final = 10


@bp.get("")
@allow(Deed.SEE_ANCHORING)
def index() -> ResponseReturnValue:
    days = today_and_before(today())
    unit_id, faults = asked_unit()
    asked = _narrowed(unit_id)
    counts = _counts(asked, days)
    stand = _stand()
    pages = pages_of(counts[stand])
    rows = listed(member(), asked, stand, PER_PAGE).rows(**days, start=pages.first)
    since = months_later(today().replace(day=1), -MONTHS_BACK)
    shown = [months_later(since, ahead) for ahead in range(MONTHS_SHOWN)]
    page = render_template(
        "anchoring/index.html",
        tabs_of=[_tab(one, counts[one], current=one is stand) for one in Stand],
        rows=[_row(row) for row in rows],
        pages=pages,
        any_at_all=any(counts.values()) or bool(_chips()),
        months=[_month_name(one) for one in shown],
        units=_by_unit(unit_id, shown, days),
        chips=_chips(),
        choices=unit_choices(),
        months_after=[row.month for row in months_asked(member()).rows(**days)],
        faults=faults,
        stand=stand.value,
        curve_url=url_for(".lasting", **_kept("enhed")),
    )
    return page, 422 if faults else 200


def asked_unit() -> tuple[UUID | None, dict[str, str]]:
    """The unit in the address, and a sentence when there is no such unit."""
    typed = request.args.get("enhed", "")
    for unit in directory().units.values():
        if typed and typed.casefold() in (str(unit.id), unit.name.casefold()):
            return unit.id, {}
    return None, {"enhed": _("Vælg en af mulighederne.")} if typed else {}


def units_below(unit_id: UUID | None) -> frozenset[UUID] | None:
    return None if unit_id is None else frozenset(directory().below(unit_id))


def unit_choices() -> list[tuple[str, str]]:
    return [
        (str(unit.id), "\u00a0\u00a0" * (len(unit.path) - 1) + unit.name)
        for unit in directory().units.values()
        if unit.is_active
    ]


def _narrowed(unit_id: UUID | None) -> Narrowed:
    after = request.args.get("efter", "")
    first = _asked_month()
    return Narrowed(
        units=units_below(unit_id),
        after=int(after) if after.isascii() and after.isdecimal() and len(after) < 4 else None,
        since=first,
        until=last_of_month(first) if first else None,
    )


def _asked_month() -> date | None:
    """The first day of the month in the address (`2026-03`)."""
    try:
        return date.fromisoformat(f"{request.args.get('maaned', '')}-01")
    except ValueError:
        return None


def _stand() -> Stand:
    asked = request.args.get("vis", "")
    return Stand(asked) if asked in list(Stand) else Stand.WAITING


def _counts(asked: Narrowed, days: dict[str, date]) -> dict[Stand, int]:
    rows = counted(member(), asked).rows(**days)
    each = {row.stand: row for row in rows}
    counts = {one: each[one.value].number if one.value in each else 0 for one in Stand}
    for together, parts in OF_STAND.items():
        counts[together] = sum(counts[part] for part in parts)
    counts[Stand.NEVER] = sum(
        each[part.value].never for part in OF_STAND[Stand.NEVER] if part.value in each
    )
    return counts


def _tab(stand: Stand, number: int, *, current: bool) -> dict[str, Any]:
    labels = {
        Stand.WAITING: _("Venter på svar"),
        Stand.DUE: _("Forfaldne"),
        Stand.MISSED: _("Sprunget over"),
        Stand.NEVER: _("Aldrig tjekket"),
        Stand.AHEAD: _("Planlagte"),
        Stand.DONE: _("Svarede"),
    }
    address = url_for(".index", vis=stand.value, **_kept("enhed", "efter", "maaned"))
    return {"label": labels[stand], "url": address, "current": current, "count": number}


def _kept(*names: str) -> dict[str, Any]:
    return {name: request.args[name] for name in names if request.args.get(name)}


def _row(row: Any) -> dict[str, Any]:
    names, who = directory(), member()
    is_asked = row.owner_id == me() or who.advises(row.unit_id) or who.leads(row.unit_id)
    state = check_state(row.due_on, row.checked_on, today())
    return {
        "id": row.trial_id,
        "series": row.series,
        "month": row.month,
        "title": row.title,
        "unit": names.unit_name(row.unit_id),
        "owner": names.person_name(row.owner_id),
        "due_on": row.due_on,
        "checked_on": row.checked_on,
        "status": _(row.status.label) if row.status else "",
        "state": state.value,
        "state_label": _("Sprunget over, kan stadig svares")
        if state is CheckState.MISSED
        else _(state.label),
        "may_answer": is_asked and row.checked_on is None and row.due_on <= today(),
    }


def _by_unit(
    unit_id: UUID | None, shown: Sequence[date], days: dict[str, date]
) -> list[dict[str, Any]]:
    """A line for each unit with a check in these months: answered of due, and the list behind."""
    asked = Narrowed(units_below(unit_id), None, shown[0], last_of_month(shown[-1]))
    found: dict[UUID, dict[tuple[int, int], Counter[Stand]]] = defaultdict(dict)
    for row in by_unit_and_month(member(), asked).rows(**days):
        cell = found[row.unit_id].setdefault((int(row.year), int(row.month)), Counter())
        stand = Stand(row.stand)
        cell[Stand.WAITING if stand in OF_STAND[Stand.WAITING] else stand] += row.number
    names = directory()
    return [
        {
            "name": names.unit_name(unit),
            "cells": [
                _cell(unit, first, found[unit].get((first.year, first.month), Counter()))
                for first in shown
            ],
        }
        for unit in sorted(found, key=names.unit_name)
    ]


def _cell(unit_id: UUID, first: date, counts: Mapping[Stand, int]) -> list[dict[str, Any]]:
    """What of a unit falls due in a month, in words that lead to the very checks."""
    words: dict[Stand, Callable[[int], str]] = {
        Stand.WAITING: lambda n: ngettext("%(num)s venter", "%(num)s venter", n),
        Stand.AHEAD: lambda n: ngettext("%(num)s planlagt", "%(num)s planlagte", n),
        Stand.DONE: lambda n: ngettext("%(num)s svaret", "%(num)s svaret", n),
    }
    return [
        {
            "words": say(counts[stand]),
            "is_open": stand is Stand.WAITING,
            "url": url_for(".index", vis=stand.value, enhed=str(unit_id), maaned=f"{first:%Y-%m}"),
        }
        for stand, say in words.items()
        if counts.get(stand)
    ]


def _month_name(first: date) -> str:
    return f"{_(MONTHS[first.month - 1])} {first.year}"


def _chips() -> list[dict[str, str]]:
    """The filters in force, each with the address without it."""
    unit_id, _faults = asked_unit()
    first, after = _asked_month(), _narrowed(None).after
    words = {
        "enhed": directory().unit_name(unit_id) if unit_id else "",
        "efter": _("Efter %(months)d måneder", months=after) if after is not None else "",
        "maaned": _month_name(first) if first else "",
    }
    return [
        {
            "label": words[name],
            "remove_url": url_for(
                ".index", **_kept("vis", *(other for other in words if other != name))
            ),
        }
        for name in words
        if words[name]
    ]
