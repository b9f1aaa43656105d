"""An issued report: frozen by a worker, all of it or nothing, and then told to its readers."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, cast
from uuid import UUID

import sqlalchemy as sa

from reports import (
    ManagementReport,
    management_body,
    management_paper,
    management_style,
    one_page_paper,
    printed,
)
from reports.apart import Stopped, drawn_apart
from reports.kept import Shelf
from transfer.access import now, today
from transfer.addresses import address_of
from transfer.db import across_organisations, db, inside, only_reading
from transfer.domain.reports import ReportState
from transfer.models.directory import directory_of
from transfer.models.organisations import Organisation
from transfer.models.people import Person
from transfer.models.report_editions import (
    EditionEntry,
    EditionFile,
    EditionReader,
    EditionState,
    ReportEdition,
)
from transfer.models.reports import Report
from transfer.report_making.following import seldom
from transfer.report_making.shelves import shelf_of
from transfer.reporting import Sources, drafted, scope_of_draft, sources_of, written
from transfer.speaking import gettext as _

FILES: Final = ("pdf", "one_page", "docx", "xlsx", "csv", "trials_csv", "json", "body", "style")
"""What an edition is kept as; `body` and `style` are the page's own."""

PAPERS: Final = {"pdf": management_paper, "one_page": one_page_paper}


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that says that there is a report, and where; nothing of what it says."""

    key: str
    to: str
    subject: str
    body: str


def make(
    edition_id: UUID, *, still_at_it: Callable[[], bool], is_last_try: bool = False
) -> list[Letter]:
    """Freeze the edition, in one transaction that the caller commits together with the letters it gives.

    Does nothing if it is made already. Nothing is told unless everything is there. It stays as it is for
    years, so only the last try lets a page say that it could not be drawn.

    Raises:
        NotDrawn: the drawing failed.
    """
    organisation_id = _organisation_of(edition_id)
    if organisation_id is None:
        return []
    with inside(organisation_id):
        with only_reading():
            shelf = shelf_of(organisation_id)  # before anything is gathered
            frozen = _frozen(edition_id)
        if frozen is None:
            return []
        try:
            files = _drawn(frozen.report, shelf, seldom(still_at_it), not is_last_try)
        except Stopped:  # another worker has taken over
            return []
        if not _is_issued_now(edition_id, frozen):
            db.session.rollback()
            return []
        _keep(edition_id, organisation_id, frozen, files)
        return list(_letters(edition_id, organisation_id))


def give_up(edition_id: UUID) -> None:
    """It cannot be made: the report is a draft again, and may be issued anew."""
    organisation_id = _organisation_of(edition_id)
    if organisation_id is None:
        return
    with inside(organisation_id):
        edition = db.session.get(ReportEdition, edition_id, with_for_update=True)
        if edition is not None and edition.state is EditionState.MAKING:
            edition.state = EditionState.FAILED
            report = db.session.get_one(Report, edition.report_id)
            report.state = ReportState.DRAFT
        db.session.commit()


def _organisation_of(edition_id: UUID) -> UUID | None:
    with across_organisations():
        found = db.session.scalar(
            sa.select(ReportEdition.organisation_id).where(ReportEdition.id == edition_id)
        )
    db.session.rollback()
    return found


@dataclass(frozen=True, slots=True)
class _Frozen:
    """What an edition will say, and what it is made of, read in one look at the database."""

    report: ManagementReport
    sources: Sources
    templates: dict[str, Any]


def _frozen(edition_id: UUID) -> _Frozen | None:
    edition = db.session.get_one(ReportEdition, edition_id)
    if edition.state is not EditionState.MAKING:
        return None
    organisation = db.session.get_one(Organisation, edition.organisation_id)
    directory = directory_of(organisation.id, organisation.directory_revision)
    draft = db.session.get_one(Report, edition.report_id)
    made = drafted(
        draft,
        organisation,
        made_at=edition.asked_at,
        made_by=directory.person_name(edition.asked_by_id),
        today=today(),
    ).report
    report = replace(made, is_draft=False, version=str(edition.number), report_id=str(edition.id))
    scope = scope_of_draft(draft, directory)
    sources = sources_of(report, organisation.id, draft.period, scope)
    return _Frozen(report, sources, dict(sources.templates))


def _drawn(
    report: ManagementReport, shelf: Shelf, going_on: Callable[[], bool], whole: bool
) -> Mapping[str, bytes]:
    return {kind: _one_drawn(kind, report, shelf, going_on, whole) for kind in FILES}


def _one_drawn(
    kind: str, report: ManagementReport, shelf: Shelf, going_on: Callable[[], bool], whole: bool
) -> bytes:
    if kind in PAPERS:
        return b"".join(printed(PAPERS[kind](report), shelf, going_on=going_on, whole=whole))
    if kind == "docx":
        return drawn_apart(kind, report, going_on=going_on)
    if kind == "style":
        return management_style(report.brand).encode()
    return management_body(report).encode() if kind == "body" else written(report, kind)


def _is_issued_now(edition_id: UUID, frozen: _Frozen) -> bool:
    """False if another worker was first."""
    statement = (
        sa.update(ReportEdition)
        .where(ReportEdition.id == edition_id, ReportEdition.state == EditionState.MAKING)
        .values(
            state=EditionState.ISSUED,
            issued_at=now(),
            scope=frozen.report.scope[:400],
            templates=frozen.templates,
        )
    )
    done = db.session.execute(statement, execution_options={"synchronize_session": False})
    return bool(cast(Any, done).rowcount)


def _keep(
    edition_id: UUID, organisation_id: UUID, frozen: _Frozen, files: Mapping[str, bytes]
) -> None:
    owned = {"organisation_id": organisation_id, "edition_id": edition_id}
    for kind, content in files.items():
        checksum = hashlib.sha256(content).hexdigest()
        db.session.add(
            EditionFile(**owned, kind=kind, content=content, size=len(content), checksum=checksum)
        )
    for one in frozen.sources.entries:
        db.session.add(
            EditionEntry(
                **owned,
                kind=one.kind,
                record_id=one.record_id,
                revision=one.revision,
                is_quoted=one.is_quoted,
                consent=one.consent,
            )
        )
    report_id = sa.select(ReportEdition.report_id).where(ReportEdition.id == edition_id)
    db.session.execute(
        sa.update(ReportEdition)
        .where(
            ReportEdition.report_id == report_id.scalar_subquery(),
            ReportEdition.state == EditionState.ISSUED,
            ReportEdition.id != edition_id,
        )
        .values(state=EditionState.SUPERSEDED, superseded_by_id=edition_id),
        execution_options={"synchronize_session": False},
    )
    db.session.flush()


def _letters(edition_id: UUID, organisation_id: UUID) -> Iterator[Letter]:
    """One to each reader."""
    organisation = db.session.get_one(Organisation, organisation_id)
    link = address_of("report_editions.show", organisation=organisation.slug, id=edition_id)
    readers = db.session.execute(
        sa.select(Person.id, Person.name, Person.email)
        .join(EditionReader, EditionReader.person_id == Person.id)
        .where(EditionReader.edition_id == edition_id, Person.is_active)
        .order_by(Person.id)
    )
    for person in readers:
        yield Letter(
            key=f"report:{edition_id}:{person.id}",
            to=person.email,
            subject=str(_("Ny ledelsesrapport i %(organisation)s", organisation=organisation.name)),
            body=str(
                _(
                    "Hej %(name)s\n\nDer er en ny ledelsesrapport til dig i %(organisation)s. "
                    "Læs den i Transfer:\n%(link)s\n\nKonsulenten kan se, hvor mange der har åbnet rapporten.",
                    name=person.name,
                    organisation=organisation.name,
                    link=link,
                )
            ),
        )
