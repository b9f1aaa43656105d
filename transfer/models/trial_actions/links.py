"""What a prøvehandling is tied to: goals, and people who take part."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from transfer.db import Base, OrganisationOwned


class TrialGoal(OrganisationOwned, Base):
    __tablename__ = "trial_goal"
    __table_args__ = (sa.UniqueConstraint("trial_id", "goal_id"),)

    trial_id: Mapped[UUID] = mapped_column(sa.ForeignKey("trial_action.id", ondelete="CASCADE"))
    goal_id: Mapped[UUID] = mapped_column(sa.ForeignKey("competence_goal.id"), index=True)


class TrialParticipant(OrganisationOwned, Base):
    __tablename__ = "trial_participant"
    __table_args__ = (sa.UniqueConstraint("trial_id", "person_id"),)

    trial_id: Mapped[UUID] = mapped_column(sa.ForeignKey("trial_action.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
