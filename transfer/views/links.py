"""Pages behind one-time links: welcome, a new password, and the first set-up."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer import access
from transfer.access import now, public, today
from transfer.credentials import one_time_links, passwords, second_factor, throttling
from transfer.credentials.one_time_links import Purpose
from transfer.credentials.sessions import end_sessions_of
from transfer.credentials.throttling import Caller, TooManyTries
from transfer.db import db
from transfer.domain.vocabulary import Role
from transfer.models.founding import new_organisation
from transfer.models.organisations import Organisation
from transfer.models.people import Membership, Person
from transfer.models.sign_in import OneTimeLink
from transfer.speaking import gettext as _
from transfer.topic_forms.sign_in import AskForResetForm, NewPasswordForm, SetupForm
from transfer.views import second_step
from transfer.views.onward import Carried

bp = Blueprint("links", __name__)

BETWEEN_MAILS: Final = timedelta(minutes=2)
"""One who presses again gets one mail, and nobody's inbox is filled by somebody else."""


@bp.route("/velkommen/<token>", methods=["GET", "POST"])
@public
def welcome(token: str) -> ResponseReturnValue:
    """Where an invited person chooses a password and is in."""
    return _choose_password(token, Purpose.INVITATION, "sign_in/welcome.html")


@bp.route("/nulstil/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> ResponseReturnValue:
    """Where a person who forgot the password chooses another."""
    return _choose_password(token, Purpose.RESET, "sign_in/reset.html")


@bp.route("/nulstil", methods=["GET", "POST"])
@public
def ask_for_reset() -> ResponseReturnValue:
    """Ask for a new password. The answer never tells whether there is such an account."""
    form = AskForResetForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("sign_in/ask_for_reset.html", form=form), status
    try:
        _count_try(form.email.data)
    except TooManyTries as soon:
        return _wait(form, soon.seconds)
    _mail_reset(form.email.data)
    db.session.commit()
    return render_template("sign_in/reset_asked.html", email=form.email.data)


@bp.route("/opsaetning/<token>", methods=["GET", "POST"])
@public
def set_up(token: str) -> ResponseReturnValue:
    """Make the first organisation and its first administrator."""
    link = one_time_links.find(token, Purpose.SETUP, at=now())
    if link is None or one_time_links.is_founded():
        abort(404)
    form = SetupForm()
    if form.is_submitted():
        form.keep_away_from(
            [form.name.data or "", form.email.data or "", form.organisation.data or ""]
        )
    if not access.is_second_factor_optional():
        form.new_password.stand_with_a_code()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("sign_in/set_up.html", form=form), status
    administrator = _found(link, form)
    db.session.commit()
    one_time_links.forget_setup_file()
    said = _("Velkommen. Organisationen er oprettet, og du er dens administrator.")
    start = url_for("start.show", organisation=form.slug.data)
    return second_step.let_in(administrator, Carried(next=start), said)


def _found(link: OneTimeLink, form: SetupForm) -> Person:
    at, kept = now(), passwords.hashed(form.new_password.data)
    if not one_time_links.claim(link, at=at) or one_time_links.is_founded():
        abort(404)
    organisation = new_organisation(
        form.slug.data, form.organisation.data, form.programme.data or "", "", at
    )
    person = Person(
        name=form.name.data,
        email=form.email.data,
        password_hash=kept,
        password_changed_at=at,
        created_at=at,
        is_active=True,
    )
    membership = Membership(
        organisation_id=organisation.id, role=Role.LOCAL_ADMIN, starts_on=today()
    )
    person.memberships.append(membership)
    db.session.add(person)
    db.session.flush()
    return person


# A password by link


def _choose_password(token: str, purpose: Purpose, page: str) -> ResponseReturnValue:
    link = one_time_links.find(token, purpose, at=now())
    person = db.session.get(Person, link.person_id) if link is not None else None
    if link is None or person is None:
        return render_template("sign_in/dead_link.html", is_reset=purpose is Purpose.RESET), 404
    form = NewPasswordForm()
    fit_password(form, person)
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template(page, form=form, person=person), status
    kept = _hashed_meanwhile(form.new_password.data)
    if not one_time_links.claim(link, at=now()):
        return render_template("sign_in/dead_link.html", is_reset=purpose is Purpose.RESET), 404
    person.password_hash, person.password_changed_at = kept, now()
    one_time_links.void_links_of(person)
    end_sessions_of(person.id)
    db.session.commit()
    return _in_with(person)


def _hashed_meanwhile(password: str) -> str:
    """The hash, made while nobody waits for the database."""
    db.session.commit()
    return passwords.hashed(password)


def _in_with(person: Person) -> ResponseReturnValue:
    if not access.places_of(person.id):
        flash(_("Adgangskoden er gemt. Du kan logge ind, når din rolle begynder."), "success")
        return redirect(url_for("sign_in.sign_in"), 303)
    return second_step.let_in(person, Carried(), _("Adgangskoden er gemt, og du er logget ind."))


def fit_password(form: NewPasswordForm, person: Person) -> None:
    """Let the form know what the person's password must not be made of, and how long it must be."""
    form.keep_away_from(_names_near(person))
    standing = second_factor.standing_of(person.id)
    if standing.is_on or standing.was_taken_away or access.must_have_second_factor(person.id):
        form.new_password.stand_with_a_code()


def _names_near(person: Person) -> Iterable[str]:
    """What others would try first: the person's own names and those of the organisations."""
    organisations = db.session.execute(
        sa.select(Organisation.name, Organisation.slug, Organisation.programme)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.person_id == person.id)
    )
    return [person.name, person.email, *(name for row in organisations for name in row)]


# Asking for a mail


def _count_try(email: str) -> None:
    caller = Caller.of(f"reset {email}", request.remote_addr, key=current_app.config["SECRET_KEY"])
    throttling.count_try(caller, now())
    db.session.commit()


def _mail_reset(email: str) -> None:
    person = db.session.scalar(sa.select(Person).where(Person.email == email, Person.is_active))
    if person is None or not access.places_of(person.id) or _mailed_just_now(person):
        return
    from transfer.tasks import send_later

    link = one_time_links.offer_reset(person, at=now())
    send_later(
        kind="reset",
        to=person.email,
        subject=_("Vælg en ny adgangskode til Transfer"),
        body=_(
            "Hej %(name)s\n\n"
            "Du – eller en anden, der kender din e-mail – har bedt om en ny adgangskode.\n"
            "Åbn linket inden en time, og vælg den:\n\n%(link)s\n\n"
            "Har du ikke bedt om det, skal du ikke gøre noget. Din adgangskode er den samme.\n",
            name=person.name,
            link=link,
        ),
    )


def _mailed_just_now(person: Person) -> bool:
    latest = db.session.scalar(
        sa.select(sa.func.max(OneTimeLink.made_at)).where(
            OneTimeLink.person_id == person.id, OneTimeLink.purpose == Purpose.RESET
        )
    )
    return latest is not None and now() - latest < BETWEEN_MAILS


def _wait(form: AskForResetForm, seconds: int) -> ResponseReturnValue:
    form.form_errors.append(
        _(
            "Der er bedt om det mange gange. Vent %(seconds)d sekunder, og prøv igen.",
            seconds=seconds,
        )
    )
    page = render_template("sign_in/ask_for_reset.html", form=form)
    return page, 429, {"Retry-After": str(seconds)}
