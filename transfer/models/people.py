"""People, and what each of them is in which organisation."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.db import Base
from transfer.domain.vocabulary import Reminders, Role
from transfer.models.organisations import Organisation, Unit


class Person(Base):
    """Someone who signs in. One person may be several things in several organisations."""

    __tablename__ = "person"

    name: Mapped[str] = mapped_column(sa.String(120))
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    """Always lower case."""
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    password_changed_at: Mapped[datetime | None]
    reminders: Mapped[Reminders] = mapped_column(
        sa.Enum(Reminders, native_enum=False, length=16, values_callable=lambda ones: list(ones)),
        default=Reminders.WEEKLY,
        server_default=Reminders.WEEKLY.value,
    )
    """How often a mail says what waits for them."""

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="person", order_by="Membership.starts_on"
    )


class Membership(Base):
    """A role of a person in an organisation, in a unit and below it, from one day to another.

    Not hidden behind the organisation at work, since it is what opens the organisation.
    """

    __tablename__ = "membership"

    organisation_id: Mapped[UUID] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    unit_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    """The unit it holds in, with all below; none: the whole organisation."""
    role: Mapped[Role] = mapped_column(
        sa.Enum(Role, native_enum=False, length=16, values_callable=lambda roles: list(roles))
    )
    known_as: Mapped[str] = mapped_column(sa.String(120), default="")
    """The name this organisation wrote for somebody another one knew already; none: their own name.

    Without it, an administrator who tries an address would read the name it has elsewhere.
    """
    title: Mapped[str] = mapped_column(sa.String(80), default="")
    """Profession or position, such as "sygeplejerske"."""
    is_external: Mapped[bool] = mapped_column(default=False)
    """Employed elsewhere. Text shared with an external consultant may lose its status as internal."""
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """The last day it holds."""

    person: Mapped[Person] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship()
    unit: Mapped[Unit | None] = relationship()

    def holds(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)

    def end(self, *, on: date) -> None:
        """Make this the last day."""
        self.ends_on = on
