"""Begin a report, say what it is about, or drop it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from wtforms.fields import SelectChoice

from transfer.access import allow, me, member, now, place, today
from transfer.db import db
from transfer.domain.lifecycle import CycleState
from transfer.domain.periods import Period, year
from transfer.domain.reports import AT_FIRST, ReportState
from transfer.domain.typing_in import uuid_in
from transfer.models import LearningCycle, Report
from transfer.policies import Deed, visible_learning_cycles, visible_reports
from transfer.report_making.issuing import forget_failed, was_issued
from transfer.speaking import gettext as _
from transfer.topic_forms.workshop import SettingsForm
from transfer.views.workshop.blueprint import bp

MOST_CYCLES = 60


@bp.route("/ny", methods=["GET", "POST"])
@allow(Deed.DRAFT_REPORTS)
def new() -> ResponseReturnValue:
    """A new report, with the settings of the last one."""
    last = last_report()
    form = _form(_next_after(last))
    if form.validate_on_submit():
        made = _make(form)
        return redirect(url_for(".write", id=made.id))
    page = render_template("workshop/settings.html", form=form, report=None, last=last)
    return page, 422 if form.is_submitted() else 200


@bp.route("/<uuid:id>/indstillinger", methods=["GET", "POST"])
@allow(Deed.WRITE_REPORT, Report)
def settings(report: Report) -> ResponseReturnValue:
    kept = _as_typed(report.settings)
    form = _form({**kept, "revision": str(report.revision)})
    status, saved = 200, None
    if form.is_submitted():
        status = 422
        if form.validate():
            if form.revision.data == str(report.revision):
                report.save(form.settings(), at=now())
                db.session.commit()
                flash(_("Indstillingerne er gemt. Tal og lister følger med."), "success")
                return redirect(url_for(".write", id=report.id))
            form.revision.data = str(report.revision)
            status, saved = 409, report
    page = render_template(
        "workshop/settings.html", form=form, report=report, last=None, saved=saved
    )
    return page, status


@bp.post("/<uuid:id>/sletning")
@allow(Deed.WRITE_REPORT, Report)
def drop(report: Report) -> ResponseReturnValue:
    if was_issued(report.id):
        said = _(
            "Rapporten har været udsendt, så den kan ikke slettes. Den kan afløses af en ny udgave."
        )
        flash(said, "warning")
        return redirect(url_for("workshop.write", id=report.id))
    forget_failed(report.id)
    db.session.delete(report)
    db.session.commit()
    flash(_("Kladden er slettet."), "success")
    return redirect(url_for("reports.index"))


def last_report() -> Report | None:
    """The report that was begun last, of those that the member sees."""
    return db.session.scalar(
        visible_reports(member()).order_by(Report.created_at.desc(), Report.id.desc()).limit(1)
    )


def _next_after(last: Report | None) -> dict[str, Any]:
    if last is None:
        chosen: dict[str, Any] = {
            "programme": place().programme,
            "parts": AT_FIRST,
        }
        period = year(today().year)
    else:
        chosen, period = last.settings, _period_after(last.period, today())
    chosen |= {"title": "", "period_first": period.first, "period_last": period.last}
    return {**_as_typed(chosen), "sent_as": str(uuid4())}


def _period_after(last: Period, on: date) -> Period:
    """As long a period as the last one, right after it; the same again when it hasn't begun."""
    first = last.last + timedelta(days=1)
    if first > on:
        return last
    if last == year(last.first.year):
        return year(first.year)
    return Period(first, first + timedelta(days=last.days - 1))


def _as_typed(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings as the fields of the form hold them."""
    return {
        "title": settings.get("title", ""),
        "programme": settings.get("programme", ""),
        "audience": settings.get("audience", ""),
        "first": settings["period_first"],
        "last": settings["period_last"],
        "units": [str(one) for one in settings.get("unit_ids", ())],
        "goals": [str(one) for one in settings.get("goal_ids", ())],
        "cycles": [str(one) for one in settings.get("cycle_ids", ())],
        "parts": list(settings.get("parts", ())),
    }


def _form(data: dict[str, Any]) -> SettingsForm:
    kept = [UUID(one) for one in data["cycles"]]
    rows = db.session.execute(
        visible_learning_cycles(member())
        .with_only_columns(LearningCycle.id, LearningCycle.title)
        .where(
            sa.or_(
                LearningCycle.state.not_in([CycleState.DRAFT, CycleState.CANCELLED]),
                LearningCycle.id.in_(kept),
            )
        )
        .order_by(LearningCycle.start_date.desc(), LearningCycle.title)
        .limit(MOST_CYCLES)
    )
    return SettingsForm.of(member(), [SelectChoice(str(one), title) for one, title in rows], data)


def _make(form: SettingsForm) -> Report:
    sent_as, at = uuid_in(form.sent_as.data) or uuid4(), now()
    if (before := _made_before(sent_as)) is not None:
        return before
    made = Report(
        organisation_id=place().id,
        state=ReportState.DRAFT,
        made_by_id=me(),
        sent_as=sent_as,
        created_at=at,
    )
    made.save(form.settings(), at=at)
    db.session.add(made)
    try:
        db.session.commit()
    except IntegrityError:  # the same form, sent twice at once
        db.session.rollback()
        return _made_before(sent_as) or abort(409)
    flash(_("Kladden er klar. Tal og lister er fyldt i."), "success")
    return made


def _made_before(sent_as: UUID) -> Report | None:
    return db.session.scalar(
        visible_reports(member()).where(Report.sent_as == sent_as, Report.made_by_id == me())
    )
