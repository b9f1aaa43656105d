"""A passage that somebody marked in what was written about a prøvehandling, as columns."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from transfer.domain.passages import NEIGHBOURS_KEPT, Passage

OBSERVATION: str = "saw"
"""The field of a passage that stands in an observation: what somebody saw or heard."""
MINUTES: str = "notes"
"""The field of a passage that stands in the minutes of a sparring session, at the trial it was about."""
HEADLINE: str = "headline"
"""What a session as a whole took along, in one line."""
SUMMARY: str = "summary"
"""The minutes of a session as a whole."""
TAKEAWAY: str = "line"
"""What one participant took along."""


class MarkedPassage:
    """Where the words stand: in an answer of a trial, one of its observations, the minutes about it, or a session.

    The words are kept to find them again, not to show them: what an owner takes out of a text is
    shown nowhere else either.
    """

    field: Mapped[str] = mapped_column(sa.String(40), default="")
    start: Mapped[int] = mapped_column(default=0)
    end: Mapped[int] = mapped_column(default=0)
    quote: Mapped[str] = mapped_column(sa.Text, default="")
    before: Mapped[str] = mapped_column(sa.String(NEIGHBOURS_KEPT), default="")
    after: Mapped[str] = mapped_column(sa.String(NEIGHBOURS_KEPT), default="")

    @declared_attr
    def observation_id(cls) -> Mapped[UUID | None]:  # noqa: N805  (SQLAlchemy hands over the class)
        return mapped_column(sa.ForeignKey("observation.id", ondelete="CASCADE"), index=True)

    @declared_attr
    def agenda_item_id(cls) -> Mapped[UUID | None]:  # noqa: N805
        return mapped_column(sa.ForeignKey("agenda_item.id", ondelete="CASCADE"), index=True)

    @declared_attr
    def session_id(cls) -> Mapped[UUID | None]:  # noqa: N805
        return mapped_column(sa.ForeignKey("sparring_session.id", ondelete="CASCADE"), index=True)

    @declared_attr
    def takeaway_id(cls) -> Mapped[UUID | None]:  # noqa: N805
        return mapped_column(sa.ForeignKey("session_takeaway.id", ondelete="CASCADE"), index=True)

    @property
    def passage(self) -> Passage | None:
        """The passage as it was marked; none when only the trial is pointed at."""
        if not self.quote:
            return None
        return Passage(
            field=self.field,
            start=self.start,
            end=self.end,
            quote=self.quote,
            before=self.before,
            after=self.after,
        )

    @passage.setter
    def passage(self, marked: Passage) -> None:
        self.field, self.quote = marked.field, marked.quote
        self.start, self.end = marked.start, marked.end
        self.before, self.after = marked.before, marked.after
