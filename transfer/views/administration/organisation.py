"""The front page of administration, and what the organisation is called and looks like."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from transfer.access import allow, directory, place, today
from transfer.db import db
from transfer.models.organisations import Organisation
from transfer.policies import Deed
from transfer.speaking import gettext as _
from transfer.topic_forms.administration import OrganisationForm
from transfer.views.administration.blueprint import bp


@bp.get("")
@allow(Deed.ADMINISTER)
def index() -> ResponseReturnValue:
    names, on = directory(), today()
    at_work = [one for one in names.people.values() if any(role.holds(on) for role in one.roles)]
    return render_template(
        "administration/index.html",
        units=sum(one.is_active for one in names.units.values()),
        people=len(at_work),
        externals=sum(
            any(role.is_external and role.holds(on) for role in one.roles) for one in at_work
        ),
        goals=sum(one.is_active for one in names.goals.values()),
    )


@bp.route("/organisation", methods=["GET", "POST"])
@allow(Deed.ADMINISTER)
def organisation() -> ResponseReturnValue:
    record = db.session.get_one(Organisation, place().id)
    form = OrganisationForm(obj=record)
    if form.validate_on_submit():
        record.name = form.name.data
        record.programme = form.programme.data or ""
        record.brand = form.brand.data
        record.check_months = form.check_months.data
        db.session.commit()
        flash(_("Organisationen er gemt."), "success")
        return redirect(url_for(".index"))
    return render_template(
        "administration/organisation.html", form=form
    ), 422 if form.errors else 200
