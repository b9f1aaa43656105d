"""Signing in and out, and the page in front of the organisations."""

import json
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import SecurityError, Unauthorized

from transfer import access, signing_in
from transfer.access import me, now, public
from transfer.credentials import passwords, throttling
from transfer.credentials.throttling import Caller, TooManyTries
from transfer.db import db
from transfer.models.people import Person
from transfer.speaking import gettext as _
from transfer.topic_forms.sign_in import SignInForm
from transfer.views import demo_people, links, second_step
from transfer.views.onward import Carried, address_of

bp = Blueprint("sign_in", __name__)
bp.before_app_request(access.refuse_other_sites)

NEVER_KEPT: Final = ("csrf_token", "password", "one_time_code")
"""Parts of the names of fields that do not come along to another try."""


@bp.get("/")
@public
def front() -> ResponseReturnValue:
    """To one's organisation; with several, a page to choose; without any, a page that says so."""
    if not current_user.is_authenticated:
        return redirect(url_for(".sign_in"))
    places = access.places_of(me())
    if len(places) == 1:
        return redirect(url_for("start.show", organisation=next(iter(places))))
    return render_template("sign_in/choose.html", choices=list(places.values()))


@bp.route("/log-ind", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(address_of(me(), request.args.get("next", "")))
    form = SignInForm(data={"next": request.args.get("next", "")})
    if not form.validate_on_submit():
        return _page(form, 422 if form.is_submitted() else 200)
    try:
        person = _who(form.email.data, form.password.data)
    except TooManyTries as soon:
        return _wait(form, soon.seconds)
    if person is None:
        form.form_errors.append(
            _("E-mail og adgangskode passer ikke sammen. Se efter, om de er skrevet rigtigt.")
        )
        return _page(form, 422)
    return second_step.let_in(person, Carried.by(form))


@bp.post("/log-ud")
@public
def sign_out() -> ResponseReturnValue:
    signing_in.end_session()
    flash(_("Du er logget ud. Tak for i dag."), "success")
    response = redirect(url_for(".sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@bp.record
def _add_steps(state: BlueprintSetupState) -> None:
    state.app.register_blueprint(links.bp)
    state.app.register_blueprint(second_step.bp)


@bp.record
def _open_demo(state: BlueprintSetupState) -> None:
    """The demo's way in without a password, which no other installation has."""
    if state.app.config["SETTINGS"].is_demo:
        state.add_url_rule("/log-ind/demo", "demo", sign_in_to_demo, methods=["POST"])


@public
def sign_in_to_demo() -> ResponseReturnValue:
    person = demo_people.named(request.form.get("person", ""), on=access.today())
    if person is None:
        abort(404)
    signing_in.begin_session(person)
    slug = request.form.get("organisation", "")
    if slug in access.places_of(person.id):
        return redirect(url_for("start.show", organisation=slug), 303)
    return redirect(address_of(person.id, ""), 303)


@bp.app_errorhandler(401)
def _session_ran_out(_error: Unauthorized) -> ResponseReturnValue:
    """Sign in here, and what was typed is still there afterwards."""
    typed = [
        [name, value]
        for name, value in request.form.items(multi=True)
        if not any(part in name for part in NEVER_KEPT)
    ]
    kept = {"typed": json.dumps(typed, ensure_ascii=False), "resend_to": request.path}
    return _page(SignInForm(formdata=None, data=kept), 401)


@bp.errorhandler(CSRFError)
def _stale_page(_error: CSRFError) -> ResponseReturnValue:
    """The sign-in page stood open for hours; the e-mail is kept, the password is typed again."""
    if request.endpoint != "sign_in.sign_in":
        return redirect(url_for(".front"), 303)
    form = SignInForm()
    form.form_errors.append(
        _("Siden havde stået åben for længe. Skriv din adgangskode igen, så er du i gang.")
    )
    return _page(form, 400)


@bp.app_errorhandler(SecurityError)
def _another_host(_error: SecurityError) -> ResponseReturnValue:
    """Asked for by a name that is not ours: a plain line, since no address can be made for it."""
    return (
        _("Denne adresse hører ikke til her."),
        400,
        {"Content-Type": "text/plain; charset=utf-8"},
    )


# Who it is


def _who(email: str, password: str) -> Person | None:
    """The person behind e-mail and password, if they have a role today.

    The database is not held while the password is checked, since that takes long on purpose.
    """
    caller = Caller.of(email, request.remote_addr, key=current_app.config["SECRET_KEY"])
    throttling.count_try(caller, now())
    person = db.session.scalar(sa.select(Person).where(Person.email == email))
    kept = person.password_hash if person is not None and person.is_active else None
    person_id = person.id if person is not None else None
    db.session.commit()
    if not passwords.is_right(kept, password) or kept is None or person_id is None:
        return None
    if not access.places_of(person_id):
        return None
    renewed = passwords.hashed(password) if passwords.is_outdated(kept) else None
    return _welcome(person_id, caller, renewed)


def _welcome(person_id: UUID, caller: Caller, renewed: str | None) -> Person | None:
    throttling.forget_tries(caller)
    person = db.session.get(Person, person_id)
    if person is not None and renewed is not None:
        person.password_hash = renewed
    db.session.commit()
    return person


# Pages


def _page(form: SignInForm, status: int) -> ResponseReturnValue:
    shown = {"form": form, "is_kept": bool(form.typed.data), "demo": demo_people.offered()}
    shown["demo_password"] = demo_people.password()
    return render_template("sign_in/sign_in.html", **shown), status


def _wait(form: SignInForm, seconds: int) -> ResponseReturnValue:
    form.form_errors.append(
        _(
            "Der er prøvet mange gange på kort tid. Vent %(seconds)d sekunder, og prøv igen. "
            "Har du glemt adgangskoden, kan du vælge en ny.",
            seconds=seconds,
        )
    )
    response = make_response(_page(form, 429))
    response.headers["Retry-After"] = str(seconds)
    return response
