"""One's own account: roles, password, language, and where one is signed in."""

from dataclasses import dataclass
from typing import cast

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from transfer import access
from transfer.access import me, now, personal
from transfer.credentials import passwords, second_factor
from transfer.credentials.sessions import DatabaseSession, end_sessions_of, sessions_of
from transfer.credentials.throttling import TooManyTries
from transfer.db import across_organisations, db
from transfer.models.directory import directory_of
from transfer.models.people import Person
from transfer.speaking import gettext as _
from transfer.topic_forms.sign_in import ChangePasswordForm, LanguageForm
from transfer.views.frame import language
from transfer.views.links import fit_password
from transfer.views.own_password import is_ones_password

bp = Blueprint("account", __name__, url_prefix="/min-konto")

A_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Belonging:
    """One organisation that one belongs to, and as what."""

    slug: str
    name: str
    roles: tuple[str, ...]


@bp.get("")
@personal
def show() -> ResponseReturnValue:
    return _page(_password_form())


@bp.get("/bliv")
@personal
def stay() -> ResponseReturnValue:
    """Nothing but the use of the session, for whoever was asked whether they are still there."""
    cast(DatabaseSession, session).seen_at = None
    return "", 204


@bp.post("/adgangskode")
@personal
def change_password() -> ResponseReturnValue:
    """A new password for oneself. It ends one's sessions everywhere else."""
    person = db.session.get_one(Person, me())
    form = ChangePasswordForm()
    fit_password(form, person)
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        is_right = is_ones_password(person, form.current_password.data)
    except TooManyTries as soon:
        form.current_password.errors = [
            _("Der er prøvet mange gange. Vent %(seconds)d sekunder.", seconds=soon.seconds)
        ]
        return _page(form), 429, {"Retry-After": str(soon.seconds)}
    if not is_right:
        form.current_password.errors = [_("Det er ikke den adgangskode, du bruger nu.")]
        return _page(form), 422
    kept = passwords.hashed(form.new_password.data)
    person.password_hash, person.password_changed_at = kept, now()
    end_sessions_of(person.id, but=_session().id)
    db.session.commit()
    _session().rename()
    flash(_("Din nye adgangskode er gemt. Du er logget ud alle andre steder."), "success")
    return redirect(url_for(".show"), 303)


@bp.post("/andre-enheder")
@personal
def end_others() -> ResponseReturnValue:
    end_sessions_of(me(), but=_session().id)
    db.session.commit()
    flash(_("Du er logget ud alle andre steder."), "success")
    return redirect(url_for(".show"), 303)


@bp.post("/sprog")
@personal
def choose_language() -> ResponseReturnValue:
    form = LanguageForm()
    if not form.validate_on_submit():
        return _page(_password_form(), languages=form), 422
    response = redirect(url_for(".show"), 303)
    response.set_cookie(
        "sprog",
        form.language.data,
        max_age=A_YEAR,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )
    return response


def _password_form() -> ChangePasswordForm:
    form = ChangePasswordForm(formdata=None)
    fit_password(form, db.session.get_one(Person, me()))
    return form


def _page(form: ChangePasswordForm, languages: LanguageForm | None = None) -> str:
    return render_template(
        "account/show.html",
        form=form,
        languages=languages or LanguageForm(formdata=None, data={"language": language()}),
        person=current_user,
        second_factor=second_factor.standing_of(me()),
        belongings=_belongings(),
        sessions=sessions_of(me()),
        this_session=_session().id,
    )


def _belongings() -> list[Belonging]:
    return [
        Belonging(place.slug, place.name, _roles(place))
        for place in access.places_of(me()).values()
    ]


def _roles(place: access.Place) -> tuple[str, ...]:
    with across_organisations():
        names = directory_of(place.id, place.directory_revision)
    said = []
    for role, unit_id, is_external in place.roles:
        where = names.unit_name(unit_id) or _("hele organisationen")
        words = _("%(role)s (ekstern)", role=_(role.label)) if is_external else _(role.label)
        said.append(_("%(role)s i %(unit)s", role=words, unit=where))
    return tuple(said)


def _session() -> DatabaseSession:
    return cast(DatabaseSession, session)
