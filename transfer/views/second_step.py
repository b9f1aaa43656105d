"""The second step of signing in: a code, or setting the second factor up where it is asked for."""

from typing import Final
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from transfer import access, signing_in
from transfer.access import me, now, public
from transfer.credentials import second_factor, throttling
from transfer.credentials.second_factor import AlreadySetUp, Kind, WrongCode
from transfer.credentials.throttling import TooManyTries
from transfer.db import db
from transfer.models.people import Person
from transfer.speaking import gettext as _
from transfer.topic_forms.second_factor import CodeForm, FirstSetUpForm, RecoveryForm
from transfer.topic_forms.sign_in import CarryingForm
from transfer.views.enrolling import count_code, offer, soon, tell, tell_of_recovery_code
from transfer.views.enrolling import wrong_new_code as wrong_new
from transfer.views.onward import Carried, address_of, lead_on

bp = Blueprint("second_step", __name__)

RECOVERY: Final = "gendannelseskode"


def let_in(person: Person, carried: Carried, said: str = "") -> ResponseReturnValue:
    """What follows the right password, or a link that stands for it: in, or to the second step.

    Args:
        said: what to tell whoever is in at once.
    """
    standing = second_factor.standing_of(person.id)
    is_asked = standing.was_taken_away or access.must_have_second_factor(person.id)
    if not standing.is_on and not is_asked:
        signing_in.begin_session(person)
        if said:
            flash(said, "success")
        return lead_on(person.id, carried)
    signing_in.begin_awaiting(person.id)
    if carried.is_parcel:
        return _page_of_step(person, carried)
    step = ".give_code" if standing.is_on else ".set_up"
    return redirect(url_for(f"second_step{step}", next=carried.next or None), 303)


@bp.route("/log-ind/kode", methods=["GET", "POST"])
@public
def give_code() -> ResponseReturnValue:
    """A code from the app, or a recovery code."""
    person = _person_at(is_set_up=True)
    if not isinstance(person, Person):
        return person
    form = _code_form()
    if not form.validate_on_submit():
        return _code_page(form, 422 if form.is_submitted() else 200)
    try:
        caller = count_code(person)
    except TooManyTries as many:
        return _wait(form, many.seconds)
    kind = second_factor.accepts(person.id, form.one_time_code.data, at=now())
    if kind is None:
        db.session.rollback()
        form.one_time_code.errors = [
            _("Koden passer ikke, eller den er brugt. Vent på en ny kode, og prøv igen.")
        ]
        return _code_page(form, 422)
    throttling.forget_tries(caller)
    if kind is Kind.RECOVERY_CODE:
        tell_of_recovery_code(person)
    db.session.commit()
    signing_in.begin_session(person, proved=True)
    if kind is Kind.RECOVERY_CODE:
        _warn_of_few(person.id)
    return lead_on(person.id, Carried.by(form))


@bp.route("/log-ind/opsaetning", methods=["GET", "POST"])
@public
def set_up() -> ResponseReturnValue:
    """Setting the second factor up before anything else opens."""
    person = _person_at(is_set_up=False)
    if not isinstance(person, Person):
        return person
    form = FirstSetUpForm(data={"next": request.args.get("next", "")})
    if not form.validate_on_submit():
        return _set_up_page(person, form, 422 if form.is_submitted() else 200)
    try:
        caller = count_code(person)
        codes = second_factor.set_up(
            person.id, offer(person).secret, form.new_one_time_code.data, at=now()
        )
    except TooManyTries as many:
        form.new_one_time_code.errors = [soon(many.seconds)]
        return _too_soon(_set_up_page(person, form, 429), many.seconds)
    except WrongCode:
        form.new_one_time_code.errors = [wrong_new()]
        return _set_up_page(person, form, 422)
    except AlreadySetUp:
        db.session.rollback()
        return redirect(url_for(".give_code", next=form.next.data or None), 303)
    throttling.forget_tries(caller)
    tell_of_set_up(person)
    db.session.commit()
    signing_in.begin_session(person, proved=True)
    carried = Carried.by(form)
    return render_template(
        "second_factor/codes.html",
        codes=codes,
        onward=address_of(person.id, carried.next),
        parcel=carried if carried.is_parcel else None,
    )


def tell_of_set_up(person: Person) -> None:
    tell(
        person,
        _("Du logger nu ind i to trin i Transfer"),
        _("Der er lige sat login i to trin op på din konto. Du skal nu bruge en kode fra din app."),
    )


@bp.errorhandler(CSRFError)
def _ran_out(_error: CSRFError) -> ResponseReturnValue:
    """The ten minutes between password and code are over."""
    flash(_("Der gik for lang tid. Log ind igen, så er du i gang."), "info")
    return redirect(url_for("sign_in.sign_in", next=request.form.get("next") or None), 303)


def _person_at(*, is_set_up: bool) -> Person | ResponseReturnValue:
    """Who stands at this step; or the way to where they belong."""
    wanted = request.values.get("next", "")
    awaited = signing_in.awaited()
    if awaited is None:
        if current_user.is_authenticated:
            return redirect(address_of(me(), wanted), 303)
        return redirect(url_for("sign_in.sign_in", next=wanted or None), 303)
    if second_factor.standing_of(awaited).is_on is not is_set_up:
        step = "set_up" if is_set_up else "give_code"
        return redirect(url_for(f".{step}", next=wanted or None), 303)
    return db.session.get_one(Person, awaited)


def _page_of_step(person: Person, carried: Carried) -> ResponseReturnValue:
    """The next step at once, since words come along that fit in no address."""
    kept = {"next": carried.next, "typed": carried.typed, "resend_to": carried.resend_to}
    if second_factor.standing_of(person.id).is_on:
        return _code_page(CodeForm(formdata=None, data=kept), 200)
    return _set_up_page(person, FirstSetUpForm(formdata=None, data=kept), 200)


def _code_form() -> CodeForm | RecoveryForm:
    kind = RecoveryForm if request.args.get("med") == RECOVERY else CodeForm
    return kind(data={"next": request.args.get("next", "")})


def _code_page(form: CodeForm | RecoveryForm, status: int) -> ResponseReturnValue:
    is_recovery = isinstance(form, RecoveryForm)
    other = url_for(
        "second_step.give_code",
        next=form.next.data or None,
        med=None if is_recovery else RECOVERY,
    )
    own = url_for("second_step.give_code", med=RECOVERY if is_recovery else None)
    page = render_template(
        "second_factor/code.html", form=form, is_recovery=is_recovery, other=other, own=own
    )
    return page, status


def _set_up_page(person: Person, form: CarryingForm, status: int) -> ResponseReturnValue:
    return render_template("second_factor/first.html", form=form, offer=offer(person)), status


def _warn_of_few(person_id: UUID) -> None:
    standing = second_factor.standing_of(person_id)
    if standing.has_few_codes:
        flash(
            ngettext(
                "Du har %(num)s gendannelseskode tilbage. Lav nye under Min konto.",
                "Du har %(num)s gendannelseskoder tilbage. Lav nye under Min konto.",
                standing.codes_left,
            ),
            "warning",
        )


def _wait(form: CodeForm | RecoveryForm, seconds: int) -> ResponseReturnValue:
    form.one_time_code.errors = [soon(seconds)]
    return _too_soon(_code_page(form, 429), seconds)


def _too_soon(page: ResponseReturnValue, seconds: int) -> ResponseReturnValue:
    response = make_response(page)
    response.headers["Retry-After"] = str(seconds)
    return response
