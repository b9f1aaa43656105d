"""The roles of a person: given, changed and ended."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from transfer import memberships
from transfer.access import allow, directory, me, place, today
from transfer.db import db
from transfer.domain.vocabulary import Role
from transfer.models.people import Membership, Person
from transfer.policies import Deed
from transfer.speaking import gettext as _
from transfer.topic_forms.administration import RoleForm, role_form
from transfer.views.administration.blueprint import bp
from transfer.views.administration.people import (
    end_sessions_but_mine,
    no_administrator_left,
    person_here,
    person_page,
)


@bp.route("/brugere/<uuid:id>/roller/ny", methods=["GET", "POST"])
@allow(Deed.ADMINISTER)
def role_new(id: UUID) -> ResponseReturnValue:
    person = person_here(id)
    form = role_form(directory(), None, on=today())
    if form.validate_on_submit():
        try:
            memberships.give_role(person, place().id, form.terms)
            db.session.commit()
        except memberships.AlreadyHeld:
            db.session.rollback()
            form.role.errors = [_already_held()]
        else:
            flash(_("Rollen er givet."), "success")
            return redirect(url_for(".person", id=id))
    return _role_page(person_here(id), None, form)


@bp.route("/brugere/<uuid:id>/roller/<uuid:role_id>", methods=["GET", "POST"])
@allow(Deed.ADMINISTER)
def role(id: UUID, role_id: UUID) -> ResponseReturnValue:
    held = _role_here(id, role_id)
    form = role_form(directory(), held, on=today())
    if form.validate_on_submit():
        before = (held.role, held.unit_id)
        try:
            memberships.change_role(held, form.terms, on=today())
        except memberships.AlreadyHeld:
            db.session.rollback()
            form.role.errors = [_already_held()]
        except memberships.LastAdministrator as last:
            db.session.rollback()
            form.role.errors = [no_administrator_left(last)]
        else:
            if before != (held.role, held.unit_id) or not held.holds(today()):
                end_sessions_but_mine(id)
            db.session.commit()
            flash(_("Rollen er gemt og gælder med det samme."), "success")
            return _to_the_person(id)
    return _role_page(person_here(id), _role_here(id, role_id), form)


@bp.post("/brugere/<uuid:id>/roller/<uuid:role_id>/afslutning")
@allow(Deed.ADMINISTER)
def role_ending(id: UUID, role_id: UUID) -> ResponseReturnValue:
    held = _role_here(id, role_id)
    try:
        memberships.end_role(held, on=today())
    except memberships.LastAdministrator as last:
        db.session.rollback()
        flash(no_administrator_left(last), "error")
        return person_page(person_here(id)), 422
    end_sessions_but_mine(id)
    db.session.commit()
    flash(_("Rollen er afsluttet og giver ikke adgang længere."), "success")
    return _to_the_person(id)


def _role_here(person_id: UUID, role_id: UUID) -> Membership:
    every = memberships.memberships_of(person_id, place().id)
    found = next((one for one in every if one.id == role_id), None)
    return found or abort(404)


def _role_page(person: Person, held: Membership | None, form: RoleForm) -> ResponseReturnValue:
    name = memberships.known_as(person, memberships.memberships_of(person.id, place().id))
    page = render_template(
        "administration/role.html", person=person, name=name, held=held, form=form
    )
    return page, 422 if form.errors else 200


def _already_held() -> str:
    return str(_("Personen har allerede den rolle i enheden i den periode."))


def _to_the_person(person_id: UUID) -> ResponseReturnValue:
    """Back to the person's page; whoever just gave up administering goes to the front page."""
    if person_id != me():
        return redirect(url_for(".person", id=person_id))
    on = today()
    mine = memberships.memberships_of(me(), place().id)
    if any(one.role is Role.LOCAL_ADMIN and one.holds(on) for one in mine):
        return redirect(url_for(".person", id=person_id))
    return redirect(url_for("start.show") if any(one.holds(on) for one in mine) else "/")
