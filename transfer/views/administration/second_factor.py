"""What an administrator decides about signing in in two steps: the rule, and help for who is locked out."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from transfer import access
from transfer.access import allow, directory, me, now, place, today
from transfer.credentials import second_factor
from transfer.credentials.throttling import TooManyTries
from transfer.db import db
from transfer.domain.vocabulary import Role
from transfer.locked_out import TAKEN_AWAY, NothingThere, take_away
from transfer.models.organisations import Organisation
from transfer.models.people import Membership, Person
from transfer.models.second_factor import SignInDecision
from transfer.policies import Deed
from transfer.speaking import gettext as _
from transfer.topic_forms.second_factor import RELAXED, REQUIRED, RuleForm, TakingAwayForm
from transfer.views.administration.blueprint import bp
from transfer.views.administration.people import person_here, person_page
from transfer.views.enrolling import soon
from transfer.views.own_password import is_ones_password


@bp.route("/login", methods=["GET", "POST"])
@allow(Deed.ADMINISTER)
def second_factor_rule() -> ResponseReturnValue:
    """Who signs in in two steps. Only for activists can the organisation ask for less."""
    held = REQUIRED if place().activists_need_code else RELAXED
    form = RuleForm(data={"rule": held})
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        if form.rule.data == held:
            form.rule.errors = [_("Sådan er det allerede.")]
        elif _is_me(form):
            _decide(form.rule.data, form.reason.data)
            record = db.session.get_one(Organisation, place().id)
            record.activists_need_code = form.rule.data == REQUIRED
            db.session.commit()
            flash(_("Reglen er gemt."), "success")
            return redirect(url_for(".second_factor_rule"), 303)
    return render_template("administration/second_factor.html", form=form, **_facts()), status


@bp.post("/brugere/<uuid:id>/login-i-to-trin")
@allow(Deed.ADMINISTER)
def taking_away(id: UUID) -> ResponseReturnValue:
    """Let a person who lost phone and codes set both up anew. The password still stands guard."""
    person = person_here(id)
    form = TakingAwayForm()
    if not form.validate_on_submit() or not _is_me(form):
        return person_page(person, taking_away=form), 422
    if not _may_help(person):
        form.form_errors.append(
            _("Det kan ikke gøres herfra. Bed den, der driver Transfer, om hjælp.")
        )
        return person_page(person, taking_away=form), 422
    try:
        reason = form.reason.data.strip()
        take_away(person, by=me(), reason=reason, at=now(), noted_in={place().id})
    except NothingThere:
        form.form_errors.append(_("Personen har ikke login i to trin."))
        return person_page(person, taking_away=form), 422
    db.session.commit()
    flash(
        _(
            "Login i to trin er fjernet. Personen sætter det op igen, næste gang adgangskoden bruges."
        ),
        "success",
    )
    return redirect(url_for(".person", id=id), 303)


def _is_me(form: Any) -> bool:
    """Whether the administrator's own password was right; if not, the form says so."""
    try:
        if is_ones_password(db.session.get_one(Person, me()), form.own_password.data):
            return True
    except TooManyTries as many:
        form.own_password.errors = [soon(many.seconds)]
        return False
    form.own_password.errors = [_("Det er ikke din adgangskode.")]
    return False


def _may_help(person: Person) -> bool:
    """Not oneself; and nobody who is let in anywhere that one does not administer."""
    if person.id == me():
        return False
    mine = {
        one.id
        for one in access.places_of(me()).values()
        if any(role is Role.LOCAL_ADMIN for role, _, _ in one.roles)
    }
    theirs = db.session.scalars(
        sa.select(Membership.organisation_id).where(
            Membership.person_id == person.id,
            sa.or_(Membership.ends_on.is_(None), Membership.ends_on >= today()),
        )
    )
    return set(theirs) <= mine


def _decide(what: str, reason: str) -> None:
    db.session.add(SignInDecision(at=now(), by_id=me(), what=what, reason=reason.strip()))


def _facts() -> dict[str, Any]:
    """How many have it, and what was decided until now."""
    on = today()
    at_work = [
        one.id for one in directory().people.values() if any(role.holds(on) for role in one.roles)
    ]
    decisions = db.session.scalars(
        sa.select(SignInDecision).order_by(SignInDecision.at.desc(), SignInDecision.id.desc())
    ).all()
    return {
        "people": len(at_work),
        "with_one": len(second_factor.people_with_one(at_work)),
        "decisions": [_row(one) for one in decisions],
        "is_optional": access.is_second_factor_optional(),
    }


def _row(one: SignInDecision) -> dict[str, Any]:
    about = directory().person_name(one.about_id) or _("En person, der ikke er her længere")
    said = {
        RELAXED: _("Læringsaktivister vælger selv"),
        REQUIRED: _("Læringsaktivister skal logge ind i to trin"),
        TAKEN_AWAY: _("Fjernet fra %(name)s", name=about),
    }
    by = directory().person_name(one.by_id) if one.by_id else _("Den, der driver Transfer")
    return {"at": one.at, "what": said[one.what], "by": by, "reason": one.reason}
