"""The tree of units: forvaltning, område, enhed."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from transfer.access import allow, directory, place
from transfer.db import db
from transfer.domain.typing_in import uuid_in
from transfer.domain.unit_tree import kind_below
from transfer.models.directory import UnitEntry
from transfer.models.learning_cycles import CycleUnit
from transfer.models.measures import Measure
from transfer.models.organisations import Unit
from transfer.models.people import Membership
from transfer.models.trial_actions import TrialAction
from transfer.policies import Deed
from transfer.speaking import gettext as _
from transfer.topic_forms.administration import UnitForm, new_unit_form, unit_form
from transfer.views.administration.blueprint import bp


@bp.get("/enheder")
@allow(Deed.ADMINISTER)
def units() -> ResponseReturnValue:
    every = list(directory().units.values())
    return render_template(
        "administration/units.html",
        rows=[_row(entry) for entry in every],
    )


@bp.route("/enheder/ny", methods=["GET", "POST"])
@allow(Deed.ADMINISTER)
def unit_new() -> ResponseReturnValue:
    form = new_unit_form(directory(), _asked_for())
    if form.validate_on_submit() and _name_is_free(form):
        above = directory().units[form.parent_id].kind if form.parent_id else None
        kind = kind_below(above)
        assert kind is not None, "only units that take others under them are offered"
        db.session.add(
            Unit(
                organisation_id=place().id,
                name=form.name.data,
                parent_id=form.parent_id,
                kind=kind,
                is_active=True,
            )
        )
        db.session.commit()
        flash(_("%(name)s er oprettet.", name=form.name.data), "success")
        return redirect(url_for(".units"))
    return render_template("administration/unit_new.html", form=form), 422 if form.errors else 200


@bp.route("/enheder/<uuid:id>", methods=["GET", "POST"])
@allow(Deed.ADMINISTER, Unit)
def unit(record: Unit) -> ResponseReturnValue:
    form = unit_form(directory(), record.id)
    if form.validate_on_submit() and _name_is_free(form, record):
        record.name, record.parent_id = form.name.data, form.parent_id
        db.session.commit()
        flash(_("%(name)s er gemt.", name=record.name), "success")
        return redirect(url_for(".units"))
    return _unit_page(record, form), 422 if form.errors else 200


@bp.post("/enheder/<uuid:id>/lukning")
@allow(Deed.ADMINISTER, Unit)
def unit_closing(record: Unit) -> ResponseReturnValue:
    """Take the unit out of use. What was written there stays."""
    open_below = [one for one in _entries_below(record) if one.is_active]
    if open_below:
        names = ", ".join(one.name for one in open_below)
        flash(_("Deaktivér først det, der ligger under: %(names)s.", names=names), "error")
        return _unit_page(record, unit_form(directory(), record.id)), 422
    record.is_active = False
    db.session.commit()
    flash(
        _("%(name)s er deaktiveret. Det, der er skrevet, kan stadig læses.", name=record.name),
        "success",
    )
    return redirect(url_for(".units"))


@bp.post("/enheder/<uuid:id>/genaabning")
@allow(Deed.ADMINISTER, Unit)
def unit_reopening(record: Unit) -> ResponseReturnValue:
    if record.parent is not None and not record.parent.is_active:
        flash(
            _("Aktivér først %(name)s, som enheden ligger under.", name=record.parent.name), "error"
        )
        return _unit_page(record, unit_form(directory(), record.id)), 422
    record.is_active = True
    db.session.commit()
    flash(_("%(name)s er aktiv igen.", name=record.name), "success")
    return redirect(url_for(".units"))


@bp.post("/enheder/<uuid:id>/sletning")
@allow(Deed.ADMINISTER, Unit)
def unit_deletion(record: Unit) -> ResponseReturnValue:
    """Remove a unit that nothing was ever tied to."""
    if _uses(record):
        flash(
            _("%(name)s er i brug og kan ikke slettes. Deaktivér den i stedet.", name=record.name),
            "error",
        )
        return _unit_page(record, unit_form(directory(), record.id)), 422
    name = record.name
    db.session.delete(record)
    db.session.commit()
    flash(_("%(name)s er slettet.", name=name), "success")
    return redirect(url_for(".units"))


def _unit_page(record: Unit, form: UnitForm) -> str:
    return render_template("administration/unit.html", unit=record, form=form, uses=_uses(record))


def _row(entry: UnitEntry) -> Mapping[str, Any]:
    return {
        "id": entry.id,
        "name": entry.name,
        "kind": _(entry.kind.label),
        "depth": min(len(entry.path), DEEPEST_DRAWN),
        "is_active": entry.is_active,
        "takes_more": entry.is_active and kind_below(entry.kind) is not None,
        "above": directory().unit_name(entry.parent_id),
    }


DEEPEST_DRAWN: Final = 3


def _uses(record: Unit) -> list[str]:
    """What is tied to the unit, in words: the reason why it cannot be deleted."""
    trials = _count(TrialAction, TrialAction.unit_id == record.id)
    cycles = _count(CycleUnit, CycleUnit.unit_id == record.id)
    measures = _count(Measure, Measure.unit_id == record.id)
    roles = _count(Membership, Membership.unit_id == record.id)
    below = _entries_below(record)
    words = [
        (trials, ngettext("%(num)s prøvehandling", "%(num)s prøvehandlinger", trials)),
        (cycles, ngettext("%(num)s læringsforløb", "%(num)s læringsforløb", cycles)),
        (measures, ngettext("%(num)s måling", "%(num)s målinger", measures)),
        (roles, ngettext("%(num)s rolle", "%(num)s roller", roles)),
        (len(below), ngettext("%(num)s enhed under den", "%(num)s enheder under den", len(below))),
    ]
    return [text for number, text in words if number]


def _count(kind: type[Any], condition: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count(kind.id)).where(condition)) or 0


def _entries_below(record: Unit) -> list[UnitEntry]:
    return [one for one in directory().units.values() if one.parent_id == record.id]


def _asked_for() -> UUID | None:
    """The unit that the address asks to place a new one under."""
    return uuid_in(request.args.get("under"))


def _name_is_free(form: UnitForm, record: Unit | None = None) -> bool:
    taken = any(
        one.parent_id == form.parent_id
        and one.name.casefold() == form.name.data.casefold()
        and (record is None or one.id != record.id)
        for one in directory().units.values()
    )
    if taken:
        form.name.errors = [
            *form.name.errors,
            _("Der er allerede en enhed med det navn samme sted."),
        ]
    return not taken
