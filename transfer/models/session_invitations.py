"""What each person's calendar has been told of a sparringssession, so that nothing is told twice."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from transfer.db import Base, OrganisationOwned


class SessionInvitation(OrganisationOwned, Base):
    """One a session and person, from the first invitation on."""

    __tablename__ = "session_invitation"
    __table_args__ = (sa.UniqueConstraint("session_id", "person_id"),)

    session_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("sparring_session.id", ondelete="CASCADE")
    )
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    sequence: Mapped[int] = mapped_column(default=0)
    """The number of the latest letter; a calendar believes the highest."""
    told: Mapped[str] = mapped_column(sa.String(64), default="")
    """What the latest letter said, as a hash; empty once it was taken back."""
    sent_at: Mapped[datetime]

    @property
    def holds(self) -> bool:
        """Whether the session stands in the person's calendar."""
        return bool(self.told)

    def tell(self, what: str, *, at_least: int, at: datetime) -> None:
        """Note a letter that is about to be sent; empty takes the invitation back."""
        self.sequence = max(self.sequence + 1, at_least)
        self.told, self.sent_at = what, at
