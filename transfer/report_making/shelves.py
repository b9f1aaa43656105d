"""Where the drawn parts of an organisation's reports are kept, and when they and finished files are forgotten.

Each organisation has its own folder, and in it one for each `parts_revision`. Whoever draws asks for the
revision that holds now; a new one leaves all that was drawn before behind, on every machine, from the
moment the transaction that changed it is committed (decision 0024).
"""

from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import InstrumentedAttribute, Session

from reports.kept import MEGABYTE, KeptParts, Shelf
from transfer.config import Settings
from transfer.db import db
from transfer.domain.vocabulary import ReportConsent, Visibility
from transfer.models.insights import Insight
from transfer.models.learning_cycles import LearningCycle
from transfer.models.measures import Measure
from transfer.models.observations import Observation
from transfer.models.organisations import Organisation
from transfer.models.recommendations import Recommendation
from transfer.models.report_files import FileState, ReportFile, Trouble
from transfer.models.reports import Report
from transfer.models.trial_actions import TrialAction

FOLDER: Final = "parts"
"""In the data folder."""

_TOLD_OF: Final = (
    TrialAction, Observation, LearningCycle, Insight, Recommendation, Measure, Report,
)  # fmt: skip
"""What a report or a paper prints words of. When one is deleted, so are they."""


def kept_parts() -> KeptParts:
    """All that this machine keeps."""
    if "parts" not in current_app.extensions:
        settings: Settings = current_app.config["SETTINGS"]
        room = settings.parts_megabytes * MEGABYTE
        current_app.extensions["parts"] = KeptParts(settings.instance / FOLDER, room)
    parts: KeptParts = current_app.extensions["parts"]
    return parts


def shelf_of(organisation_id: UUID) -> Shelf:
    """The organisation's parts, as drawn since something of it was last taken back."""
    return kept_parts().shelf(organisation_id.hex, revision_of(organisation_id))


def revision_of(organisation_id: UUID, *, held: bool = False) -> int:
    """How often something was taken back. `held`: and nothing more is, until this transaction ends."""
    asked = sa.select(Organisation.parts_revision).where(Organisation.id == organisation_id)
    return db.session.scalars(asked.with_for_update() if held else asked).one()


def tidy() -> None:
    """Take down what was drawn before something was taken back, and what is too old or too much.

    A machine that draws something finds the first by itself; this is for one that has drawn nothing since.
    """
    asked = sa.select(Organisation.id, Organisation.parts_revision)
    for organisation_id, revision in db.session.execute(asked).all():
        kept_parts().forget(organisation_id.hex, before=revision)
    db.session.rollback()
    kept_parts().tidy()


@event.listens_for(Session, "before_flush")
def _forget_what_is_taken_back(session: Session, *_: object) -> None:
    """In the same transaction, so that there is no moment in which one has happened without the other."""
    touched: set[UUID] = set()
    for record in session.deleted:
        if isinstance(record, _TOLD_OF):
            touched.add(record.organisation_id)
    for record in session.dirty:
        if isinstance(record, TrialAction) and _shares_less(record):
            touched.add(record.organisation_id)
        if isinstance(record, Observation) and _has_become_private(record):
            touched.add(record.organisation_id)
    for organisation_id in touched:
        _forget(session, organisation_id)


def _forget(session: Session, organisation_id: UUID) -> None:
    """The parts, and the files that somebody asked for: what lies ready says what may not be said any more."""
    for statement in (
        sa.update(Organisation)
        .where(Organisation.id == organisation_id)
        .values(parts_revision=Organisation.parts_revision + 1),
        sa.update(ReportFile)
        .where(ReportFile.organisation_id == organisation_id, ReportFile.state == FileState.READY)
        .values(
            state=FileState.FAILED, trouble=Trouble.TAKEN_BACK, content=None, size=0, checksum=""
        ),
    ):
        session.execute(statement, execution_options={"synchronize_session": False})


def _has_become_private(observation: Observation) -> bool:
    history = sa.inspect(observation).attrs.is_private.history
    return True in (history.added or ()) and True not in (history.deleted or ())


def _shares_less(trial: TrialAction) -> bool:
    """Whether fewer words of it may be printed than before, or fewer people may read them."""
    said_no = _lessened(trial, TrialAction.report_consent, ReportConsent.FIGURES_ONLY)
    hides_unit = trial.report_consent != ReportConsent.WITH_UNIT and _lessened(
        trial, TrialAction.report_consent, ReportConsent.WITHOUT_UNIT
    )
    return said_no or hides_unit or _lessened(trial, TrialAction.visibility, Visibility.PRIVATE)


def _lessened(record: Any, attribute: InstrumentedAttribute[Any], least: str) -> bool:
    """Whether it has become the `least`, from something that was more or is not known."""
    history = sa.inspect(record).attrs[attribute.key].history
    if not history.added or history.added[0] != least:
        return False
    return ReportConsent.FIGURES_ONLY not in history.deleted
