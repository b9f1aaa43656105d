"""People and units from a spreadsheet: looked through first, then loaded whole or not at all."""

from typing import Final

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from wtforms.fields import SelectChoice

from transfer import memberships
from transfer.access import allow, directory, now, place, today
from transfer.db import db
from transfer.domain.csv_tables import NotATable, text_of
from transfer.policies import Deed
from transfer.speaking import gettext as _
from transfer.spreadsheet_import import people as people_import
from transfer.spreadsheet_import import units as unit_import
from transfer.spreadsheet_import.people import Outcome, PeoplePlan, carry_out_people, plan_people
from transfer.spreadsheet_import.units import UnitPlan, carry_out_units, plan_units
from transfer.topic_forms.administration import LARGEST_FILE, FileForm, LookedThroughForm
from transfer.views.administration.blueprint import bp

Plan = PeoplePlan | UnitPlan

PEOPLE: Final = "brugere"
UNITS: Final = "enheder"
COLUMNS: Final = {PEOPLE: people_import.COLUMNS, UNITS: unit_import.COLUMNS}
BYTE_ORDER_MARK: Final = "\ufeff"
"""Tells Danish Excel that the file is UTF-8."""


@bp.route("/import", methods=["GET", "POST"])
@allow(Deed.ADMINISTER)
def imports() -> ResponseReturnValue:
    """Choose a file, and see what it would do."""
    form = FileForm()
    form.offer([SelectChoice(PEOPLE, _("Brugere")), SelectChoice(UNITS, _("Enheder"))])
    if not form.validate_on_submit():
        return _file_page(form), 422 if form.errors else 200
    content = form.file.data.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        form.file.errors = [_("Filen er større end 300 kB. Del den i flere, og tag en ad gangen.")]
        return _file_page(form), 413
    try:
        text = text_of(content)
        plan = _plan(form.what.data, text)
    except NotATable as broken:
        form.file.errors = [_(broken.message, **broken.values)]
        return _file_page(form), 422
    return _plan_page(form.what.data, text, plan), 422 if plan.faults else 200


@bp.post("/import/gennemfoersel")
@allow(Deed.ADMINISTER)
def carrying_out() -> ResponseReturnValue:
    """Load the file that was looked through. It is read again from the start; nothing is believed."""
    form = LookedThroughForm()
    what, text = form.what.data, form.text.data or ""
    if not form.validate_on_submit() or what not in COLUMNS or len(text) > LARGEST_FILE:
        flash(_("Filen kunne ikke læses igen. Vælg den en gang til."), "error")
        return redirect(url_for(".imports"))
    try:
        plan = _plan(what, text)
    except NotATable as broken:
        flash(_(broken.message, **broken.values), "error")
        return redirect(url_for(".imports"))
    if plan.faults:
        return _plan_page(what, text, plan), 422
    if plan.gist != form.gist.data:
        flash(_("Noget er ændret, siden du så filen igennem. Se den igennem igen."), "warning")
        return _plan_page(what, text, plan), 409
    try:
        _carry_out(plan)
        db.session.commit()
    except memberships.LastAdministrator:
        db.session.rollback()
        flash(_(people_import.NO_ADMINISTRATOR_LEFT), "error")
        return _plan_page(what, text, plan), 422
    flash(_("Filen er importeret."), "success")
    return redirect(url_for(".people" if what == PEOPLE else ".units"))


@bp.get("/import/skabelon-<any(brugere, enheder):what>.csv")
@allow(Deed.ADMINISTER)
def template(what: str) -> ResponseReturnValue:
    """An empty spreadsheet with the right headings."""
    text = BYTE_ORDER_MARK + ";".join(COLUMNS[what]) + "\r\n"
    response = Response(text, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="skabelon-{what}.csv"'
    return response


def _plan(what: str, text: str) -> Plan:
    if what == PEOPLE:
        return plan_people(text, place().id, directory(), on=today())
    return plan_units(text, directory())


def _carry_out(plan: Plan) -> None:
    if isinstance(plan, PeoplePlan):
        carry_out_people(plan, place().id, at=now(), on=today())
    else:
        carry_out_units(plan, place().id)


def _file_page(form: FileForm) -> str:
    return render_template("administration/import.html", form=form)


def _plan_page(what: str, text: str, plan: Plan) -> str:
    counts = _people_counts(plan) if isinstance(plan, PeoplePlan) else _unit_counts(plan)
    return render_template(
        "administration/import_plan.html",
        what=what,
        text=text,
        plan=plan,
        counts=counts,
        is_of_people=isinstance(plan, PeoplePlan),
        unit_name=directory().unit_name,
        refused=len({fault.row for fault in plan.faults}),
    )


def _people_counts(plan: PeoplePlan) -> list[tuple[int, str]]:
    people = len({role.email for role in plan.roles if role.outcome is Outcome.ADDED})
    given = sum(role.outcome is Outcome.GIVEN_ROLE for role in plan.roles)
    changed, unchanged = plan.count(Outcome.CHANGED), plan.count(Outcome.UNCHANGED)
    return [
        (people, ngettext("ny bruger", "nye brugere", people)),
        (given, ngettext("ny rolle til en, der er her", "nye roller til nogen, der er her", given)),
        (changed, ngettext("rolle ændres", "roller ændres", changed)),
        (unchanged, _("uden ændring")),
    ]


def _unit_counts(plan: UnitPlan) -> list[tuple[int, str]]:
    return [
        (plan.added, ngettext("ny enhed", "nye enheder", plan.added)),
        (plan.unchanged, _("uden ændring")),
    ]
