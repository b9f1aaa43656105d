"""Reports that are made while nobody waits: asking for one, how far it is, and taking it along."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from transfer.access import allow, directory, me, member, now, place, today
from transfer.db import db, writing_down
from transfer.domain.file_names import file_name
from transfer.domain.periods import Period
from transfer.domain.typing_in import uuid_in
from transfer.language import period_in_words
from transfer.models.report_files import OPEN_FILES, FileState, ReportFile
from transfer.models.reports import Report
from transfer.policies import Deed, visible_report_files
from transfer.report_making import DRAWN_APART
from transfer.reporting import scope_of
from transfer.speaking import gettext as _
from transfer.tasks import make_later
from transfer.topic_forms.reports import report_form
from transfer.views.taking_along import taken_along

bp: Final = Blueprint("report_files", __name__, url_prefix="/<organisation>/rapporter/filer")

MOST_AT_A_TIME: Final = 2
"""Files that one person may have on their way."""
MOST_LISTED: Final = 50


@bp.get("")
@allow(Deed.MAKE_REPORT)
def index() -> ResponseReturnValue:
    found = visible_report_files(member()).order_by(ReportFile.asked_at.desc()).limit(MOST_LISTED)
    return render_template(
        "report_files/index.html",
        files=[(file, about(file)) for file in db.session.scalars(found)],
    )


@bp.route("/ny", methods=["GET", "POST"])
@allow(Deed.MAKE_REPORT)
def new() -> ResponseReturnValue:
    form = report_form(member(), today(), sent=True)
    kind = request.args.get("som", "")
    if kind not in DRAWN_APART or not form.validate():
        return redirect(url_for("reports.index"))
    if request.method == "POST":
        file = _ordered(_Order(kind, form.period, form.unit_id))
        if file is not None:
            return redirect(url_for("report_files.show", id=file.id))
    scope = scope_of(directory(), form.unit_id).words
    return _offered(kind, f"{period_in_words(form.period)} · {scope}", url_for("reports.index"))


@bp.route("/kladde/<uuid:id>", methods=["GET", "POST"])
@allow(Deed.WRITE_REPORT, Report)
def of_draft(report: Report) -> ResponseReturnValue:
    """A report that somebody writes, as PDF, when drawing it takes a while."""
    if request.method == "POST":
        file = _ordered(_Order("pdf", report.period, None, report.id))
        if file is not None:
            return redirect(url_for("report_files.show", id=file.id))
    about_it = f"{period_in_words(report.period)} · {report.title}"
    return _offered("pdf", about_it, url_for("workshop.write", id=report.id))


def _offered(kind: str, about_it: str, back_url: str) -> ResponseReturnValue:
    is_full = len(_on_their_way()) >= MOST_AT_A_TIME
    page = render_template(
        "report_files/new.html",
        kind=kind,
        about=about_it,
        back_url=back_url,
        sent_as=uuid4(),
        is_full=is_full,
    )
    return page, 409 if is_full and request.method == "POST" else 200


@bp.get("/<uuid:id>")
@allow(Deed.FETCH_REPORT_FILE, ReportFile)
def show(file: ReportFile) -> ResponseReturnValue:
    page = render_template("report_files/show.html", file=file, about=about(file), on=today())
    if file.state is FileState.FAILED:
        _was_seen(file)
    return page


@bp.get("/<uuid:id>/hent")
@allow(Deed.FETCH_REPORT_FILE, ReportFile)
def fetch(file: ReportFile) -> ResponseReturnValue:
    if file.state is not FileState.READY or file.content is None:
        abort(404)
    response = taken_along(file.content, _name(file))
    _was_seen(file)
    return response


@bp.post("/<uuid:id>/afbryd")
@allow(Deed.FETCH_REPORT_FILE, ReportFile)
def cancel(file: ReportFile) -> ResponseReturnValue:
    """The worker that draws it notices within a second, and lets go."""
    stopped = db.session.execute(
        sa.update(ReportFile)
        .where(ReportFile.id == file.id, ReportFile.state.in_(OPEN_FILES))
        .values(state=FileState.CANCELLED, ended_at=now())
    )
    db.session.commit()
    if cast(Any, stopped).rowcount:
        flash(_("Rapporten bliver ikke lavet."))
    return redirect(url_for("report_files.show", id=file.id))


def about(file: Any) -> str:
    """What the file is about, in a line: "2025 · Hele organisationen"."""
    period = period_in_words(Period(file.period_first, file.period_last))
    if file.report_title is not None:
        return f"{period} · {file.report_title}"
    return f"{period} · {scope_of(directory(), file.unit_id).name}"


def _name(file: ReportFile) -> str:
    if file.report is not None:
        return draft_name(file.report)
    whose = place().name if file.unit_id is None else directory().unit_name(file.unit_id)
    period = Period(file.period_first, file.period_last).name
    return file_name("Ledelsesrapport", whose, period, kind=file.kind)


def _was_seen(file: ReportFile) -> None:
    """The front page need not tell of it any longer."""
    if file.seen_at is None:
        with writing_down():
            db.session.execute(
                sa.update(ReportFile)
                .where(ReportFile.id == file.id, ReportFile.seen_at.is_(None))
                .values(seen_at=now())
            )


def draft_name(report: Report) -> str:
    """What a report that somebody writes is called as a file."""
    return file_name("Udkast", report.title, report.period.name, kind="pdf")


# Asking for one


@dataclass(frozen=True, slots=True)
class _Order:
    """What somebody asks for."""

    kind: str
    period: Period
    unit_id: UUID | None
    report_id: UUID | None = None


def _ordered(order: _Order) -> ReportFile | None:
    """None when the visitor has enough on their way."""
    return _made_before() or _on_its_way(order) or _asked_for(order)


def _made_before() -> ReportFile | None:
    """What this very form has already asked for."""
    return db.session.scalar(visible_report_files(member()).where(ReportFile.sent_as == _sent_as()))


def _on_its_way(order: _Order) -> ReportFile | None:
    """The same report, that one has asked for and not got yet."""
    return next((file for file in _on_their_way() if _order_of(file) == order), None)


def _order_of(file: ReportFile) -> _Order:
    period = Period(file.period_first, file.period_last)
    return _Order(file.kind, period, file.unit_id, file.report_id)


def _asked_for(order: _Order) -> ReportFile | None:
    if len(_on_their_way()) >= MOST_AT_A_TIME:
        return None
    file = ReportFile(
        organisation_id=place().id,
        asked_by_id=me(),
        kind=order.kind,
        period_first=order.period.first,
        period_last=order.period.last,
        unit_id=order.unit_id,
        report_id=order.report_id,
        sent_as=_sent_as(),
        asked_at=now(),
    )
    db.session.add(file)
    try:
        make_later(file)
        db.session.commit()
    except IntegrityError:  # the form came twice at once, and the other one was first
        db.session.rollback()
        return _made_before() or abort(409)
    return file


def _sent_as() -> UUID:
    return uuid_in(request.form.get("sent_as")) or abort(400)


def _on_their_way() -> Sequence[ReportFile]:
    found = visible_report_files(member()).where(ReportFile.state.in_(OPEN_FILES))
    return db.session.scalars(found).all()
