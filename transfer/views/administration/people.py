"""The people of the organisation, and each of them."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from flask import abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from transfer import memberships
from transfer.access import allow, directory, me, now, place, today
from transfer.config import Settings
from transfer.credentials.one_time_links import invite
from transfer.credentials.second_factor import standing_of
from transfer.credentials.sessions import DatabaseSession, end_sessions_of
from transfer.db import db
from transfer.domain.typing_in import uuid_in
from transfer.domain.vocabulary import Role
from transfer.language import day_in_words
from transfer.memberships import Newcomer
from transfer.models.directory import PersonEntry, RoleEntry, sorting_key
from transfer.models.people import Membership, Person
from transfer.policies import Deed
from transfer.speaking import gettext as _
from transfer.tasks import send_later
from transfer.topic_forms.administration import path_label, person_form
from transfer.topic_forms.second_factor import TakingAwayForm
from transfer.views.administration.blueprint import bp
from transfer.views.paging import part_of

ACTIVE, LATER, ENDED = "aktiv", "kommende", "deaktiveret"


@bp.get("/brugere")
@allow(Deed.ADMINISTER)
def people() -> ResponseReturnValue:
    asked = {key: request.args.get(key, "").strip() for key in ("q", "rolle", "enhed", "status")}
    found = [one for one in directory().people.values() if _fits(one, asked)]
    part = part_of(found)
    return render_template(
        "administration/people.html",
        rows=[_row(one) for one in part.items],
        pages=part.pages,
        asked=asked,
        chips=_chips(asked),
        roles=[(role.value, _(role.label)) for role in Role],
        units=[(str(one), path_label(directory(), one)) for one in directory().units],
    )


@bp.route("/brugere/ny", methods=["GET", "POST"])
@allow(Deed.ADMINISTER)
def person_new() -> ResponseReturnValue:
    form = person_form(directory(), on=today())
    if form.validate_on_submit():
        try:
            newcomer = Newcomer(form.name.data, form.email.data, (form.terms,))
            (person,) = memberships.join(place().id, [newcomer], at=now())
            db.session.commit()
        except memberships.AlreadyHere as here:
            form.email.errors = [_already_here(here.person)]
            db.session.rollback()
        else:
            flash(_("Brugeren er oprettet. Send nu en invitation."), "success")
            return redirect(url_for(".person", id=person.id))
    return render_template("administration/person_new.html", form=form), 422 if form.errors else 200


@bp.get("/brugere/<uuid:id>")
@allow(Deed.ADMINISTER)
def person(id: UUID) -> ResponseReturnValue:
    return person_page(person_here(id))


@bp.post("/brugere/<uuid:id>/invitation")
@allow(Deed.ADMINISTER)
def invitation(id: UUID) -> ResponseReturnValue:
    """Mail the person a way in, and show it once to whoever would rather hand it over."""
    person = person_here(id)
    if not _is_open(person):
        flash(_("Brugeren er deaktiveret. Aktivér først, og invitér så."), "error")
        return person_page(person), 422
    mailed, shown = _ways_in(person)
    send_later(
        kind="invitation",
        to=person.email,
        subject=_("Velkommen til Transfer"),
        body=_(
            "Hej %(name)s\n\nDu har fået adgang til %(organisation)s i Transfer. Begynd her:\n\n%(link)s\n",
            name=_name_here(person),
            organisation=place().name,
            link=mailed,
        ),
    )
    db.session.commit()
    return person_page(person, link=shown)


def _ways_in(person: Person) -> tuple[str, str]:
    """The address to mail to the person, and the one that the administrator may see.

    A link that sets a password opens everything the person has. So it is shown only while that is
    nothing beyond this organisation; else the mail alone has it, and the front page is shown.
    """
    settings = cast(Settings, current_app.config["SETTINGS"])
    front_page = settings.base_url + url_for("start.show")
    if person.password_hash:
        return front_page, front_page
    link = invite(person, by=me(), at=now())
    return link, front_page if memberships.belongs_elsewhere(person.id, place().id) else link


@bp.post("/brugere/<uuid:id>/deaktivering")
@allow(Deed.ADMINISTER)
def deactivation(id: UUID) -> ResponseReturnValue:
    """End every role of the person here, and every session of theirs."""
    person = person_here(id)
    try:
        memberships.deactivate(person, place().id, on=today())
    except memberships.LastAdministrator as last:
        db.session.rollback()
        flash(no_administrator_left(last), "error")
        return person_page(person_here(id)), 422
    end_sessions_but_mine(person.id)
    db.session.commit()
    flash(
        _(
            "%(name)s er deaktiveret og logget ud. Det, personen har skrevet, bliver stående.",
            name=_name_here(person),
        ),
        "success",
    )
    return redirect("/" if id == me() else url_for(".person", id=id))


@bp.post("/brugere/<uuid:id>/aktivering")
@allow(Deed.ADMINISTER)
def reactivation(id: UUID) -> ResponseReturnValue:
    """Give back the roles that ended last."""
    person = person_here(id)
    memberships.reactivate(person, place().id, on=today())
    db.session.commit()
    flash(
        _(
            "%(name)s er aktiv igen. Se rollerne efter, og sæt en slutdato, hvis der skal være en.",
            name=_name_here(person),
        ),
        "success",
    )
    return redirect(url_for(".person", id=id))


def person_here(person_id: UUID) -> Person:
    """The person, if they have or have had a role in this organisation; else 404."""
    if not memberships.memberships_of(person_id, place().id):
        abort(404)
    return db.session.get_one(Person, person_id)


def person_page(person: Person, **more: Any) -> str:
    held = memberships.memberships_of(person.id, place().id)
    on = today()
    now_or_later = [one for one in held if _is_open_role(one)]
    return render_template(
        "administration/person.html",
        **{
            "person": person,
            "name": memberships.known_as(person, held),
            "open_roles": now_or_later,
            "ended_roles": [one for one in reversed(held) if one not in now_or_later],
            "unit_label": lambda unit_id: (
                path_label(directory(), unit_id) if unit_id in directory().units else ""
            ),
            "status": _status([_entry(one) for one in held]),
            "on": on,
            "is_me": person.id == me(),
            "link": None,
            "second_factor": standing_of(person.id),
            "taking_away": TakingAwayForm(formdata=None),
            **more,
        },
    )


def _name_here(person: Person) -> str:
    return memberships.known_as(person, memberships.memberships_of(person.id, place().id))


def end_sessions_but_mine(person_id: UUID) -> None:
    """Sign the person out everywhere; whoever does it to themselves stays on this page."""
    mine = cast(DatabaseSession, session).id if person_id == me() else None
    end_sessions_of(person_id, but=mine)


def no_administrator_left(last: memberships.LastAdministrator) -> str:
    if last.until < today():
        return str(
            _("Så er der ingen administrator tilbage. Gør en anden til administrator først.")
        )
    return str(
        _(
            "Så er der ingen administrator efter %(day)s. Gør en anden til administrator først.",
            day=day_in_words(last.until),
        )
    )


def _already_here(person: Person) -> str:
    return str(
        _(
            "%(name)s har den adresse og er her allerede. Find personen under Brugere, og giv en rolle der.",
            name=_name_here(person),
        )
    )


def _is_open_role(membership: Membership) -> bool:
    ends_on = membership.ends_on
    return ends_on is None or ends_on >= max(today(), membership.starts_on)


def _is_open(person: Person) -> bool:
    return any(_is_open_role(one) for one in memberships.memberships_of(person.id, place().id))


def _entry(one: Membership) -> RoleEntry:
    return RoleEntry(one.role, one.unit_id, one.title, one.is_external, one.starts_on, one.ends_on)


def _status(roles: Sequence[RoleEntry]) -> str:
    on = today()
    if any(role.holds(on) for role in roles):
        return ACTIVE
    if any(
        role.starts_on > on and (role.ends_on or role.starts_on) >= role.starts_on for role in roles
    ):
        return LATER
    return ENDED


def _fits(one: PersonEntry, asked: dict[str, str]) -> bool:
    """Whether the person is among those that the address asks for."""
    if asked["status"] and _status(one.roles) != asked["status"]:
        return False
    words = sorting_key(one.name)
    if not all(sorting_key(word) in words for word in asked["q"].split()):
        return False
    if not asked["rolle"] and not asked["enhed"]:
        return True
    below = _below(asked["enhed"])
    on = today()
    return any(
        (not asked["rolle"] or role.role == asked["rolle"])
        and (not asked["enhed"] or role.unit_id in below)
        and (role.holds(on) or asked["status"] in (LATER, ENDED))
        for role in one.roles
    )


def _below(typed: str) -> frozenset[UUID]:
    unit_id = uuid_in(typed)
    if unit_id is None or unit_id not in directory().units:
        return frozenset()
    return directory().below(unit_id)


def _row(one: PersonEntry) -> dict[str, Any]:
    on = today()
    status = _status(one.roles)
    shown = [
        role for role in one.roles if role.holds(on) or (status == LATER and role.starts_on > on)
    ]
    return {
        "id": one.id,
        "name": one.name,
        "roles": list(dict.fromkeys(_(role.role.label) for role in shown)),
        "units": list(
            dict.fromkeys(
                directory().unit_name(role.unit_id) or _("Hele organisationen") for role in shown
            )
        ),
        "title": next((role.title for role in shown if role.title), ""),
        "is_external": any(role.is_external for role in shown),
        "status": status,
        "starts_on": min((role.starts_on for role in shown), default=None),
    }


def _chips(asked: dict[str, str]) -> list[dict[str, str]]:
    """The filters in force, each with the address without it."""
    roles = {role.value: _(role.label) for role in Role}
    unit_ids = {str(one): one for one in directory().units}
    statuses = {ACTIVE: _("Aktive"), LATER: _("Kommende"), ENDED: _("Deaktiverede")}
    labels = {
        "q": f"»{asked['q']}«" if asked["q"] else "",
        "rolle": roles.get(asked["rolle"], ""),
        "enhed": directory().unit_name(unit_ids.get(asked["enhed"])),
        "status": statuses.get(asked["status"], ""),
    }
    return [
        {"label": label, "remove_url": _without(key, asked)}
        for key, label in labels.items()
        if label
    ]


def _without(key: str, asked: dict[str, str]) -> str:
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value and name != key}
    return url_for(".people", **kept)
