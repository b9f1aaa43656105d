"""Templates of questions, in numbered versions that never change once published."""

from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.db import Base, OrganisationOwned
from transfer.domain.fields import Question

_READ: dict[UUID, "Questions"] = {}


class Questions(tuple[Question, ...]):
    """The questions of one version, in the order they are asked."""

    @cached_property
    def by_key(self) -> dict[str, Question]:
        return {question.key: question for question in self}


class FormTemplate(OrganisationOwned, Base):
    __tablename__ = "form_template"

    name: Mapped[str] = mapped_column(sa.String(120))
    versions: Mapped[list["FormVersion"]] = relationship(
        back_populates="template", order_by="FormVersion.number"
    )


class FormVersion(OrganisationOwned, Base):
    """One edition of a template. Records point to the edition they were answered in."""

    __tablename__ = "form_version"
    __table_args__ = (sa.UniqueConstraint("template_id", "number"),)

    template_id: Mapped[UUID] = mapped_column(sa.ForeignKey("form_template.id"), index=True)
    number: Mapped[int]
    kept_questions: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    published_at: Mapped[datetime | None]

    template: Mapped[FormTemplate] = relationship(back_populates="versions")

    @property
    def questions(self) -> Questions:
        """What this version asks. Read once per process, since a published version never changes."""
        return questions_of(self.id) or _remember(self.id, self.kept_questions)


def questions_of(version_id: UUID) -> Questions | None:
    """The questions of a version already read by this process."""
    return _READ.get(version_id)


def _remember(version_id: UUID, kept: list[dict[str, Any]]) -> Questions:
    questions = Questions(Question.from_json(one) for one in kept)
    if version_id is not None:
        _READ[version_id] = questions
    return questions
