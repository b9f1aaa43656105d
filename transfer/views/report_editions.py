"""Issued ledelsesrapporter: issuing one, reading it as it was, and issuing it anew."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from reports import management_style
from transfer.access import allow, directory, may, me, member, now, place, today
from transfer.db import db, writing_down
from transfer.domain.file_names import file_name
from transfer.language import period_in_words
from transfer.models import EditionFile, EditionReader, Report, ReportEdition
from transfer.models.directory import PersonEntry
from transfer.models.report_editions import EditionState
from transfer.models.reports import NotADraft
from transfer.policies import Deed, holds_what_must_not_be_read, visible_editions
from transfer.report_making.issuing import issue as issue_it
from transfer.report_making.issuing import last_issued, leaders_of
from transfer.reporting import drafted
from transfer.speaking import gettext as _
from transfer.tasks import freeze_later
from transfer.topic_forms.report_editions import issue_form
from transfer.views.report_style import as_style
from transfer.views.taking_along import taken_along
from transfer.views.workshop.checklist import Point, Standing, checklist

bp: Final = Blueprint("report_editions", __name__, url_prefix="/<organisation>/rapporter")

FILES: Final = {
    "pdf": ("Ledelsesrapport", "pdf"),
    "moedeark": ("Mødeark", "pdf"),
    "word": ("Ledelsesrapport", "docx"),
    "excel": ("Ledelsesrapport", "xlsx"),
    "noegletal": ("Nøgletal", "csv"),
    "proevehandlinger": ("Prøvehandlinger i ledelsesrapport", "csv"),
    "json": ("Ledelsesrapport", "json"),
}
"""What stands in the address of each file, what it is called, and how its name ends."""
KINDS: Final = {
    "pdf": "pdf",
    "moedeark": "one_page",
    "word": "docx",
    "excel": "xlsx",
    "noegletal": "csv",
    "proevehandlinger": "trials_csv",
    "json": "json",
}
_ANY_FILE: Final = ", ".join(f'"{name}"' for name in KINDS)


# Issuing


@bp.route("/kladder/<uuid:id>/udsend", methods=["GET", "POST"])
@allow(Deed.ISSUE_REPORT, Report)
def issue(report: Report) -> ResponseReturnValue:
    if not report.is_draft:
        return _already(report)
    leaders, others = _people(report)
    form = issue_form(others, mark=report.mark, reason=_reason_for_another(report))
    status, has_changed = 200, False
    if request.method == "POST":
        has_changed = bool(form.seen.data != report.mark)
        if form.validate() and not has_changed:
            readers = {one.id for one in leaders} | form.other_ids
            return _issued(report, readers, form.reason.data or "")
        status = 409 if has_changed else 422
        form.seen.data = form.seen.raw_data = None
    made = drafted(
        report, place(), made_at=now(), made_by=directory().person_name(me()), today=today()
    ).report
    page = render_template(
        "report_editions/issue.html",
        report=report,
        form=form,
        mark=report.mark,
        has_changed=has_changed,
        period=period_in_words(report.period),
        scope=made.scope,
        leaders=leaders,
        points=[_at_the_workshop(one, report) for one in checklist(report, made)],
        missing=sum(one.standing is Standing.MISSING for one in checklist(report, made)),
        quoted=len(made.quoted),
        only_counted=made.only_counted,
        insights=len(made.insights),
        recommendations=len(made.recommendations),
    )
    return page, status


@bp.post("/kladder/<uuid:id>/ret-igen")
@allow(Deed.ISSUE_REPORT, Report)
def correct(report: Report) -> ResponseReturnValue:
    """What was issued stands as it is until the report is issued again."""
    if not report.is_draft:
        if _edition_in_the_making(report.id) is not None:
            return _already(report)
        report.reopen()
        db.session.commit()
        flash(_("Rapporten er en kladde igen. Den udsendte udgave gælder, til du udsender en ny."))
    edition = last_issued(report.id)
    must_go = edition is not None and is_closed(edition)
    return redirect(url_for(".issue" if must_go else "workshop.write", id=report.id))


def _already(report: Report) -> ResponseReturnValue:
    edition = _edition_in_the_making(report.id) or last_issued(report.id) or abort(404)
    if edition.asked_by_id != me():
        who = directory().person_name(edition.asked_by_id)
        flash(_("%(name)s har allerede udsendt rapporten.", name=who), "warning")
    return redirect(url_for(".show", id=edition.id))


def _issued(report: Report, readers: set[UUID], reason: str) -> ResponseReturnValue:
    report_id = report.id
    try:
        edition = issue_it(report, directory(), readers=readers, reason=reason, by=me(), at=now())
        freeze_later(edition)
        db.session.commit()
    except (NotADraft, StaleDataError, IntegrityError):  # somebody pressed at the same moment
        db.session.rollback()
        return _already(db.session.get_one(Report, report_id))
    return redirect(url_for(".show", id=edition.id))


def _edition_in_the_making(report_id: UUID) -> ReportEdition | None:
    return db.session.scalar(
        sa.select(ReportEdition).where(
            ReportEdition.report_id == report_id, ReportEdition.state == EditionState.MAKING
        )
    )


def _people(report: Report) -> tuple[list[PersonEntry], list[PersonEntry]]:
    """Who is told in any case, and who may be told too."""
    leaders = leaders_of(report, directory(), today())
    told = {one.id for one in leaders} | {me()}
    others = [
        person
        for person in directory().people.values()
        if person.id not in told and any(role.holds(today()) for role in person.roles)
    ]
    return leaders, others


def _reason_for_another(report: Report) -> str | None:
    """What there is to say of why; None when it is the first edition."""
    edition = last_issued(report.id)
    if edition is None:
        return None
    return _("En prøvehandling er taget ud af rapporten.") if is_closed(edition) else ""


def _at_the_workshop(point: Point, report: Report) -> Point:
    """The point with an address that leads there from here."""
    if not point.url.startswith("#"):
        return point
    there = url_for("workshop.write", id=report.id) + point.url
    return Point(point.key, point.standing, point.words, there)


# Reading


@bp.get("/udsendte/<uuid:id>")
@allow(Deed.READ_EDITION, ReportEdition)
def show(edition: ReportEdition) -> ResponseReturnValue:
    closed = edition.state.is_out and is_closed(edition)
    body = _content(edition, "body") if edition.state.is_out and not closed else None
    report = db.session.get_one(Report, edition.report_id)
    issues = may(Deed.ISSUE_REPORT, report)
    page = render_template(
        "report_editions/show.html",
        edition=edition,
        report=report,
        closed=closed,
        body=None if body is None else Markup(body.decode()),  # noqa: S704  frozen; the printer's templates escape
        period=period_in_words(edition.period),
        names=directory(),
        history=_history(edition),
        files=_files(edition) if may(Deed.FETCH_EDITION, edition) and not closed else [],
        opened=sum(one.opened_at is not None for one in edition.readers) if issues else 0,
        issues=issues,
        is_reader=me() in edition.reader_ids,
    )
    if body is not None:
        _was_opened(edition)
    return page


@bp.get("/udsendte/<uuid:id>/side.css")
@allow(Deed.READ_EDITION, ReportEdition)
def style(edition: ReportEdition) -> ResponseReturnValue:
    """As it was when the edition was issued; of those issued before styles were kept, today's."""
    kept = None if is_closed(edition) else _kept(edition, "style")
    return as_style(management_style(place().brand) if kept is None else kept.decode())


@bp.get(f"/udsendte/<uuid:id>/<any({_ANY_FILE}):kind>")
@allow(Deed.FETCH_EDITION, ReportEdition)
def fetch(edition: ReportEdition, kind: str) -> ResponseReturnValue:
    if is_closed(edition):
        return redirect(url_for(".show", id=edition.id))
    title, ending = FILES[kind]
    content = _content(edition, KINDS[kind])
    name = file_name(title, edition.title, f"version {edition.number}", kind=ending)
    response = taken_along(content, name)
    _was_opened(edition)
    return response


def is_closed(edition: ReportEdition) -> bool:
    """Whether something in it was erased, or is no longer agreed to."""
    there = sa.select(ReportEdition.id).where(
        ReportEdition.id == edition.id, holds_what_must_not_be_read()
    )
    return db.session.scalar(there) is not None


def editions() -> Sequence[ReportEdition]:
    """Those that hold now, and for who issues them those that are on their way; the newest first."""
    shown = (EditionState.ISSUED, EditionState.MAKING)
    found = visible_editions(member()).where(ReportEdition.state.in_(shown))
    return db.session.scalars(found.order_by(ReportEdition.asked_at.desc()).limit(50)).all()


def _content(edition: ReportEdition, kind: str) -> bytes:
    content = _kept(edition, kind)
    return content if content is not None else abort(404)


def _kept(edition: ReportEdition, kind: str) -> bytes | None:
    return db.session.scalar(
        sa.select(EditionFile.content).where(
            EditionFile.edition_id == edition.id, EditionFile.kind == kind
        )
    )


def _files(edition: ReportEdition) -> list[tuple[str, str, Any]]:
    """The words of each link, where it leads, and the file without its content."""
    words = {
        "pdf": _("PDF"),
        "moedeark": _("Mødeark på én side (PDF)"),
        "word": _("Word"),
        "excel": _("Excel"),
        "noegletal": _("Nøgletal (CSV)"),
        "proevehandlinger": _("Prøvehandlinger (CSV)"),
        "json": _("JSON"),
    }
    rows = db.session.execute(
        sa.select(EditionFile.kind, EditionFile.size, EditionFile.checksum).where(
            EditionFile.edition_id == edition.id
        )
    )
    kept = {row.kind: row for row in rows}
    return [
        (words[name], url_for(".fetch", id=edition.id, kind=name), kept[kind])
        for name, kind in KINDS.items()
        if kind in kept
    ]


def _history(edition: ReportEdition) -> Sequence[ReportEdition]:
    """Every edition of the report that was issued, the newest first."""
    states = (EditionState.ISSUED, EditionState.SUPERSEDED)
    return db.session.scalars(
        visible_editions(member())
        .where(ReportEdition.report_id == edition.report_id, ReportEdition.state.in_(states))
        .order_by(ReportEdition.number.desc())
    ).all()


def _was_opened(edition: ReportEdition) -> None:
    """The reader's receipt: once, at the first time."""
    receipt = next((one for one in edition.readers if one.person_id == me()), None)
    if receipt is not None and receipt.opened_at is None:
        with writing_down():
            db.session.execute(
                sa.update(EditionReader)
                .where(EditionReader.id == receipt.id, EditionReader.opened_at.is_(None))
                .values(opened_at=now()),
                execution_options={"synchronize_session": False},
            )
