"""What is counted, where and by whom: begun, changed, taken out of use."""

from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from wtforms.fields import SelectChoice

from transfer.access import allow, directory, me, member, now, today
from transfer.db import db
from transfer.domain.measures import PeriodKind, ValueKind
from transfer.domain.vocabulary import Role
from transfer.measure_charts.figures import shown_in_figures
from transfer.models import Measure
from transfer.models.measures import NumbersSettleIt
from transfer.policies import Deed, may_measure_in
from transfer.speaking import gettext as _
from transfer.topic_forms.measures import EVERYWHERE, MeasureForm, measure_form, saved_values
from transfer.views.measures.blueprint import bp
from transfer.views.measures.listing import unit_name


@bp.route("/ny", methods=["GET", "POST"])
@allow(Deed.CREATE_MEASURE)
def new() -> ResponseReturnValue:
    units = _units(None)
    form = measure_form(
        units=units,
        owners=_owners(None),
        data={
            "period_kind": PeriodKind.MONTH.value,
            "value_kind": ValueKind.NUMBER.value,
            "unit": units[0].value if len(units) == 1 else None,
            "owner": str(me()),
            "sent_as": str(uuid4()),
        },
    )
    if form.validate_on_submit():
        measure = _made_before(form.sent_as_id()) or _make(form)
        return redirect(url_for(".counts", id=measure.id))
    page = render_template("measures/edit.html", form=form, measure=None, saved=None)
    return page, 422 if form.is_submitted() else 200


def _made_before(sent_as: UUID | None) -> Measure | None:
    """The måling that this very form already made, when it was sent twice."""
    if sent_as is None:
        return None
    return db.session.scalar(
        sa.select(Measure).where(Measure.sent_as == sent_as, Measure.owner_id == me())
    )


def _make(form: MeasureForm) -> Measure:
    at = now()
    measure = Measure(
        organisation_id=member().organisation_id, sent_as=form.sent_as_id(), created_at=at
    )
    measure.save(form.written(), at=at)
    db.session.add(measure)
    try:
        db.session.commit()
    except IntegrityError:  # the same form, sent twice at once
        db.session.rollback()
        return _made_before(form.sent_as_id()) or abort(409)
    flash(_("Målingen er oprettet. Skriv de første tal."), "success")
    return measure


@bp.route("/<uuid:id>/rediger", methods=["GET", "POST"])
@allow(Deed.WRITE_MEASURE, Measure)
def edit(measure: Measure) -> ResponseReturnValue:
    form = measure_form(
        units=_units(measure),
        owners=_owners(measure),
        data=saved_values(measure),
        is_settled=bool(measure.points),
    )
    status, saved = 200, None
    if form.is_submitted():
        status = 422
        if form.validate():
            if form.revision.data == str(measure.revision):
                try:
                    return _save(measure, form)
                except NumbersSettleIt:  # somebody typed the first number just now
                    db.session.rollback()
            form.revision.data = str(measure.revision)
            status, saved = 409, _facts(measure)
    page = render_template("measures/edit.html", form=form, measure=measure, saved=saved)
    return page, status


def _save(measure: Measure, form: MeasureForm) -> ResponseReturnValue:
    measure.save(form.written(), at=now())
    db.session.commit()
    flash(_("Gemt."), "success")
    return redirect(url_for(".show", id=measure.id))


@bp.post("/<uuid:id>/lukning")
@allow(Deed.WRITE_MEASURE, Measure)
def closing(measure: Measure) -> ResponseReturnValue:
    """Take it out of use; its numbers stay."""
    return _set_active(measure, is_active=False)


@bp.post("/<uuid:id>/genaabning")
@allow(Deed.WRITE_MEASURE, Measure)
def reopening(measure: Measure) -> ResponseReturnValue:
    return _set_active(measure, is_active=True)


def _set_active(measure: Measure, *, is_active: bool) -> ResponseReturnValue:
    measure.is_active = is_active
    measure.updated_at = now()
    db.session.commit()
    flash(
        _("Målingen er i brug igen.")
        if is_active
        else _("Målingen er taget ud af brug. Dens tal bliver."),
        "success",
    )
    return redirect(url_for(".show", id=measure.id))


def _units(measure: Measure | None) -> list[SelectChoice]:
    """Where the visitor may count, and where it is counted already."""
    kept = measure.unit_id if measure else None
    choices = [
        SelectChoice(str(one.id), _indented(one.name, len(one.path)))
        for one in directory().units.values()
        if one.id == kept or (one.is_active and may_measure_in(member(), one.id))
    ]
    if may_measure_in(member(), None) or (measure is not None and kept is None):
        choices.insert(0, SelectChoice(EVERYWHERE, _("Hele organisationen")))
    return choices


def _indented(name: str, depth: int) -> str:
    return "\N{EN SPACE}" * (depth - 1) + name


def _owners(measure: Measure | None) -> list[SelectChoice]:
    """Those who work here; who only administers sees no målinger."""
    kept = measure.owner_id if measure else None
    return [
        SelectChoice(str(one.id), one.name)
        for one in directory().people.values()
        if one.id == kept
        or any(role.holds(today()) and role.role is not Role.LOCAL_ADMIN for role in one.roles)
    ]


def _facts(measure: Measure) -> list[tuple[str, str]]:
    """What is saved now, for somebody who wrote at the same time."""
    target = measure.target
    return [
        (_("Navn"), measure.name),
        (_("Hvad tæller I, og hvordan?"), measure.description),
        (_("Enhed"), unit_name(measure)),
        (_("Ansvarlig"), directory().person_name(measure.owner_id)),
        (_("Enheden for tallet"), measure.unit_of_measure),
        (_("Hvad er bedst?"), _(measure.direction.label) if measure.direction else ""),
        (_("Mål"), shown_in_figures(measure, target) if target is not None else ""),
    ]
