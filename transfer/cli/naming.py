"""What commands are told about: organisations, units, people and periods by the names one types."""

from datetime import date
from typing import Any
from uuid import UUID

import click
import sqlalchemy as sa

from transfer.cli.running import Trouble, Unknown
from transfer.domain.periods import BadPeriod, Period
from transfer.domain.typing_in import NotUnderstood, danish_date


class DanishDate(click.ParamType[date]):
    """2025-01-31, 31-01-2025, 31.1.2025 or "31. januar 2025"."""

    name = "dato"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return danish_date(value)
        except NotUnderstood as puzzled:
            self.fail(f"{value}: {puzzled}", param, ctx)


def period_between(first: date, last: date) -> Period:
    try:
        return Period(first, last)
    except BadPeriod as bad:
        raise Trouble("Perioden slutter, før den begynder.") from bad


def organisation_named(slug: str) -> Any:
    """The organisation, which is the one at work from here on."""
    from transfer.db import db, work_in
    from transfer.models import Organisation

    found = db.session.scalar(sa.select(Organisation).where(Organisation.slug == slug))
    if found is None:
        raise Trouble(f"Der er ingen organisation, der hedder {slug}.")
    work_in(found.id)
    return found


def member_named(slug: str, email: str) -> Any:
    """The person as a member of the organisation, which is the one at work from here on."""
    from transfer.access import as_member, places_of
    from transfer.db import db
    from transfer.models import Person

    try:
        organisation_named(slug)
    except Trouble as trouble:
        raise Unknown(trouble.message) from trouble
    person = db.session.scalar(
        sa.select(Person).where(Person.email == email.strip().lower(), Person.is_active)
    )
    place = places_of(person.id).get(slug) if person else None
    if person is None or place is None:
        raise Unknown(f"Der er ingen med e-mailen {email} i {slug}.")
    return as_member(person.id, place, today())


def unit_named(organisation_id: UUID, name: str) -> UUID:
    from transfer.db import db
    from transfer.models import Unit

    units = db.session.scalars(sa.select(Unit).where(Unit.organisation_id == organisation_id)).all()
    found = [unit for unit in units if unit.name.casefold() == name.casefold()]
    if not found:
        raise Trouble(f"Der er ingen enhed, der hedder {name}.")
    if len(found) > 1:
        raise Trouble(f"Flere enheder hedder {name}.")
    return found[0].id


def today() -> date:
    from transfer.access import today

    return today()
