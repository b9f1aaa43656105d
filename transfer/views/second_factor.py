"""Signing in in two steps, as each person manages it for themselves."""

from collections.abc import Callable
from typing import Any, cast

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from transfer import access
from transfer.access import me, now, personal
from transfer.credentials import passwords, second_factor, throttling
from transfer.credentials.second_factor import AlreadySetUp, Kind, WrongCode
from transfer.credentials.sessions import PROVED, DatabaseSession, end_sessions_of
from transfer.credentials.throttling import TooManyTries
from transfer.db import db
from transfer.models.people import Person
from transfer.speaking import gettext as _
from transfer.topic_forms.second_factor import ChangePhoneForm, ProofForm, SetUpForm
from transfer.views import demo_people
from transfer.views.enrolling import (
    PENDING,
    count_code,
    offer,
    soon,
    tell,
    tell_of_recovery_code,
    wrong_new_code,
)
from transfer.views.own_password import is_ones_password
from transfer.views.second_step import tell_of_set_up

bp = Blueprint("second_factor", __name__, url_prefix="/min-konto/to-trin")


@bp.get("")
@personal
def show() -> ResponseReturnValue:
    """How it stands, and what can be done about it."""
    return _page(_myself())


@bp.route("/opsaetning", methods=["GET", "POST"])
@personal
def set_up() -> ResponseReturnValue:
    """From a password alone to two steps. The password is asked for, since a session can be borrowed."""
    person = _myself()
    if second_factor.standing_of(person.id).is_on:
        return redirect(url_for(".show"), 303)
    form = SetUpForm()

    def do() -> ResponseReturnValue:
        if not is_ones_password(person, form.password.data):
            form.password.errors = [_("Det er ikke den adgangskode, du bruger nu.")]
            return draw(422)
        count_code(person)
        secret, typed = offer(person).secret, form.new_one_time_code.data
        codes = second_factor.set_up(person.id, secret, typed, at=now())
        tell_of_set_up(person)
        return _in_use(person, codes)

    def draw(status: int) -> ResponseReturnValue:
        return render_template(
            "second_factor/set_up.html",
            form=form,
            offer=offer(person),
            demo_password=demo_people.password(),
        ), status

    return _tried(form, form.new_one_time_code, do, draw)


@bp.route("/ny-telefon", methods=["GET", "POST"])
@personal
def change_phone() -> ResponseReturnValue:
    """Another secret in the place of the one there is, on the word of the old one."""
    person = _myself()
    if not second_factor.standing_of(person.id).is_on:
        return redirect(url_for(".show"), 303)
    form = ChangePhoneForm()

    def do() -> ResponseReturnValue:
        if not _proves(person, form):
            return draw(422)
        secret, typed = offer(person).secret, form.new_one_time_code.data
        codes = second_factor.replace(person.id, secret, typed, at=now())
        tell(
            person,
            _("Du logger nu ind i Transfer med en anden telefon"),
            _("Login i to trin på din konto er lige flyttet til en anden telefon."),
        )
        return _in_use(person, codes)

    def draw(status: int) -> ResponseReturnValue:
        return render_template(
            "second_factor/change_phone.html",
            form=form,
            offer=offer(person),
            demo_password=demo_people.password(),
        ), status

    return _tried(form, form.new_one_time_code, do, draw)


@bp.post("/gendannelseskoder")
@personal
def new_codes() -> ResponseReturnValue:
    """Ten fresh recovery codes; those on the old paper open nothing any more."""
    person = _myself()
    form = ProofForm(prefix="koder-")

    def do() -> ResponseReturnValue:
        if not _proves(person, form):
            return draw(422)
        codes = second_factor.new_recovery_codes(person.id)
        tell(
            person,
            _("Du har fået nye gendannelseskoder til Transfer"),
            _(
                "Der er lige lavet ti nye gendannelseskoder til din konto. De gamle virker ikke mere."
            ),
        )
        db.session.commit()
        return _codes_page(codes)

    def draw(status: int) -> ResponseReturnValue:
        return _page(person, codes=form), status

    return _tried(form, form.one_time_code, do, draw)


@bp.post("/fjernelse")
@personal
def turn_off() -> ResponseReturnValue:
    """Back to a password alone, where nobody asks for more."""
    person = _myself()
    form = ProofForm(prefix="fjern-")

    def do() -> ResponseReturnValue:
        if access.must_have_second_factor(person.id):
            form.form_errors.append(_("Din rolle kræver login i to trin, så det kan ikke fjernes."))
            return draw(422)
        if passwords.length_of(form.password.data or "") < passwords.LEAST:
            form.password.errors = [
                _("Vælg først en adgangskode på mindst 15 tegn, for nu skal den klare sig alene.")
            ]
            return draw(422)
        if not _proves(person, form):
            return draw(422)
        second_factor.turn_off(person.id)
        tell(
            person,
            _("Du logger ikke længere ind i to trin i Transfer"),
            _("Login i to trin er lige fjernet fra din konto. Nu er adgangskoden nok."),
        )
        _end_elsewhere(person)
        session.pop(PROVED, None)
        flash(_("Login i to trin er fjernet. Du er logget ud alle andre steder."), "success")
        return redirect(url_for(".show"), 303)

    def draw(status: int) -> ResponseReturnValue:
        return _page(person, off=form), status

    return _tried(form, form.one_time_code, do, draw)


# Proof


def _tried(
    form: Any,
    last: Any,
    do: Callable[[], ResponseReturnValue],
    draw: Callable[[int], ResponseReturnValue],
) -> ResponseReturnValue:
    """Do what a sound form asks for, and draw the page of one that is not.

    Args:
        last: the field where a code that does not fit, or comes too soon, is told of.
    """
    if not form.validate_on_submit():
        return draw(422 if form.is_submitted() else 200)
    try:
        return do()
    except TooManyTries as many:
        db.session.rollback()
        last.errors = [soon(many.seconds)]
        response = make_response(draw(429))
        response.headers["Retry-After"] = str(many.seconds)
        return response
    except WrongCode:
        db.session.rollback()
        last.errors = [wrong_new_code()]
        return draw(422)
    except AlreadySetUp:
        db.session.rollback()
        return redirect(url_for(".show"), 303)


def _proves(person: Person, form: ProofForm) -> bool:
    """Whether password and code are the person's. Says the same whichever of them is not."""
    kind = None
    if is_ones_password(person, form.password.data):
        caller = count_code(person)
        kind = second_factor.accepts(person.id, form.one_time_code.data, at=now())
        if kind is not None:
            throttling.forget_tries(caller)
    if kind is Kind.RECOVERY_CODE:
        tell_of_recovery_code(person)
    if kind is None:
        form.form_errors.append(
            _("Adgangskoden eller koden er ikke rigtig. Prøv igen med en ny kode.")
        )
    return kind is not None


def _in_use(person: Person, codes: list[str]) -> ResponseReturnValue:
    session.pop(PENDING, None)
    _end_elsewhere(person)
    session[PROVED] = True
    return _codes_page(codes)


def _end_elsewhere(person: Person) -> None:
    """Sign the person out everywhere else and give this session a new name. Commits."""
    own = cast(DatabaseSession, session)
    end_sessions_of(person.id, but=own.id)
    db.session.commit()
    own.rename()


# Pages


def _myself() -> Person:
    return db.session.get_one(Person, me())


def _codes_page(codes: list[str]) -> str:
    return render_template(
        "second_factor/codes.html", codes=codes, onward=url_for(".show"), parcel=None
    )


def _page(person: Person, codes: ProofForm | None = None, off: ProofForm | None = None) -> str:
    return render_template(
        "second_factor/show.html",
        standing=second_factor.standing_of(person.id),
        demo_password=demo_people.password(),
        is_asked=access.must_have_second_factor(person.id),
        codes=codes or ProofForm(formdata=None, prefix="koder-"),
        off=off or ProofForm(formdata=None, prefix="fjern-"),
    )
