"""Who belongs to an organisation: verbs that touch a person, their roles and the others' at once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from transfer.db import db
from transfer.domain.spans import covered_until, overlap
from transfer.domain.vocabulary import Role
from transfer.models.organisations import Organisation
from transfer.models.people import Membership, Person
from transfer.models.sign_in import OneTimeLink


class AlreadyHere(Exception):
    """The address belongs to somebody who has, or has had, a role in this organisation."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.name)
        self.person = person


class AlreadyHeld(Exception):
    """The person has that role in that unit for some of these days already."""


class LastAdministrator(Exception):
    """After this, nobody would administer the organisation; `until` is the last day anybody did."""

    def __init__(self, until: date) -> None:
        super().__init__(until.isoformat())
        self.until = until


@dataclass(frozen=True, slots=True)
class Terms:
    """What somebody is, where, and from when to when."""

    role: Role
    unit_id: UUID | None
    starts_on: date
    ends_on: date | None = None
    title: str = ""
    is_external: bool = False


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is not here yet, and all that they are to be."""

    name: str
    email: str
    roles: tuple[Terms, ...]


def join(organisation_id: UUID, newcomers: Sequence[Newcomer], *, at: datetime) -> list[Person]:
    """Let people into the organisation.

    Whoever is known by an address from another organisation is the same person and keeps their own
    name; nothing here says so.

    Raises:
        AlreadyHere: one of them belongs to this organisation already.
    """
    people = _people_with(newcomers, at)
    by_id = {person.id: person for person in people}
    here = sa.select(Membership.person_id).where(
        Membership.organisation_id == organisation_id, Membership.person_id.in_(by_id)
    )
    for person_id in db.session.scalars(here):
        raise AlreadyHere(by_id[person_id])
    # A link that another administrator holds must not open this organisation as well.
    db.session.execute(
        sa.delete(OneTimeLink).where(OneTimeLink.person_id.in_(by_id)),
        execution_options={"synchronize_session": False},
    )
    for person, newcomer in zip(people, newcomers, strict=True):
        for terms in newcomer.roles:
            _add(person, organisation_id, terms, newcomer.name)
    db.session.flush()
    return people


def give_role(person: Person, organisation_id: UUID, terms: Terms) -> None:
    """Give somebody who belongs to the organisation another role.

    Raises:
        AlreadyHeld: it is theirs already in that time.
    """
    held = memberships_of(person.id, organisation_id)
    _insist_on_something_new(held, terms)
    _add(person, organisation_id, terms, known_as(person, held))


def change_role(membership: Membership, terms: Terms, *, on: date) -> None:
    """Let the role be what the terms say.

    Raises:
        AlreadyHeld: another role of the person's is the same in that time.
        LastAdministrator: nobody would administer the organisation.
    """
    others = [
        one
        for one in memberships_of(membership.person_id, membership.organisation_id)
        if one is not membership
    ]
    _insist_on_something_new(others, terms)
    with _keeping_an_administrator(membership.organisation_id, on):
        _set(membership, terms)


def end_role(membership: Membership, *, on: date) -> None:
    """Let yesterday be the last day of the role, so that it opens nothing from now on.

    Raises:
        LastAdministrator: nobody would administer the organisation.
    """
    with _keeping_an_administrator(membership.organisation_id, on):
        membership.end(on=on - timedelta(days=1))


def deactivate(person: Person, organisation_id: UUID, *, on: date) -> None:
    """End every role of the person in this organisation. What they wrote stays, under their name.

    Their account sleeps too, unless another organisation counts on it.

    Raises:
        LastAdministrator: nobody would administer the organisation.
    """
    with _keeping_an_administrator(organisation_id, on):
        for membership in memberships_of(person.id, organisation_id):
            if _is_open(membership, on):
                membership.end(on=on - timedelta(days=1))
    if not any(_is_open(one, on) for one in _all_memberships_of(person.id)):
        person.is_active = False


def reactivate(person: Person, organisation_id: UUID, *, on: date) -> list[Membership]:
    """Give back the roles that ended last, from today; they are new ones, so that the gap shows."""
    held = memberships_of(person.id, organisation_id)
    if any(_is_open(one, on) for one in held):
        return []
    last = max(one.ends_on for one in held if one.ends_on is not None)
    again = []
    for one in held:
        if one.ends_on == last:
            starts_on = max(on, one.starts_on)
            terms = Terms(one.role, one.unit_id, starts_on, None, one.title, one.is_external)
            again.append(_add(person, organisation_id, terms, one.known_as))
    return again


def memberships_of(person_id: UUID, organisation_id: UUID) -> Sequence[Membership]:
    """Every role the person has or has had in the organisation, the earliest first."""
    return [one for one in _all_memberships_of(person_id) if one.organisation_id == organisation_id]


def belongs_elsewhere(person_id: UUID, organisation_id: UUID) -> bool:
    """Whether another organisation knows the person too. For guarding, never for showing."""
    return any(one.organisation_id != organisation_id for one in _all_memberships_of(person_id))


def _all_memberships_of(person_id: UUID) -> Sequence[Membership]:
    db.session.flush()
    return db.session.scalars(
        sa.select(Membership)
        .where(Membership.person_id == person_id)
        .order_by(Membership.starts_on, Membership.id)
    ).all()


def _people_with(newcomers: Sequence[Newcomer], at: datetime) -> list[Person]:
    """The people by these addresses, made where nobody has heard of them."""
    addresses = [newcomer.email for newcomer in newcomers]
    known = {
        person.email: person
        for person in db.session.scalars(sa.select(Person).where(Person.email.in_(addresses)))
    }
    new = {
        one.email: Person(name=one.name, email=one.email, is_active=True, created_at=at)
        for one in newcomers
        if one.email not in known
    }
    try:
        with db.session.begin_nested():
            db.session.add_all(new.values())
    except IntegrityError:  # another organisation wrote one of the addresses in this moment
        return _people_with(newcomers, at)
    return [known.get(address) or new[address] for address in addresses]


def known_as(person: Person, held: Sequence[Membership]) -> str:
    """The name the person goes by where these roles are."""
    return next((one.known_as for one in held if one.known_as), person.name)


def _add(person: Person, organisation_id: UUID, terms: Terms, name: str) -> Membership:
    membership = Membership(
        organisation_id=organisation_id,
        person_id=person.id,
        known_as="" if name == person.name else name,
    )
    _set(membership, terms)
    if not person.is_active:
        person.is_active = True
    db.session.add(membership)
    return membership


def _set(membership: Membership, terms: Terms) -> None:
    membership.role = terms.role
    membership.unit_id = terms.unit_id
    membership.title = terms.title
    membership.is_external = terms.is_external
    membership.starts_on = terms.starts_on
    membership.ends_on = terms.ends_on


def _insist_on_something_new(held: Sequence[Membership], terms: Terms) -> None:
    for one in held:
        same = one.role is terms.role and one.unit_id == terms.unit_id
        if same and overlap((one.starts_on, one.ends_on), (terms.starts_on, terms.ends_on)):
            raise AlreadyHeld


def _is_open(membership: Membership, on: date) -> bool:
    """Whether it holds today or will."""
    return membership.ends_on is None or membership.ends_on >= on


@contextmanager
def _keeping_an_administrator(organisation_id: UUID, on: date) -> Iterator[None]:
    """Refuse what would leave the organisation without an administrator sooner than before."""
    # The row is held until the end, so that two administrators cannot end each other at once.
    db.session.execute(
        sa.select(Organisation.id).where(Organisation.id == organisation_id).with_for_update()
    )
    before = administered_until(organisation_id, on)
    yield
    db.session.flush()
    after = administered_until(organisation_id, on)
    if after < before:
        raise LastAdministrator(after)


def administered_until(organisation_id: UUID, on: date) -> date:
    """The last day that somebody administers the organisation, with no day missing from today."""
    spans = db.session.execute(
        sa.select(Membership.starts_on, Membership.ends_on)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role == Role.LOCAL_ADMIN,
            Person.is_active,
        )
    )
    return covered_until([(row.starts_on, row.ends_on) for row in spans], on)
