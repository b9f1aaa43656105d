"""Ledelsesrapporten: choose a period and a part of the organisation; read it, or take it along."""

from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

import reports as printer
from transfer.access import allow, directory, may, me, member, now, place, today
from transfer.db import db
from transfer.domain.file_names import file_name
from transfer.language import period_in_words
from transfer.models.trial_actions import TrialAction
from transfer.policies import Deed, visible_measures
from transfer.report_making import DRAWN_APART, is_large, pdf_of, takes_a_while
from transfer.reporting import management_report, scope_of, written
from transfer.speaking import gettext as _
from transfer.topic_forms.reports import ReportForm, report_form
from transfer.views.report_editions import editions
from transfer.views.report_style import as_style
from transfer.views.taking_along import sent_in_pieces, taken_along
from transfer.views.workshop.listing import Draft, drafts

bp: Final = Blueprint("reports", __name__, url_prefix="/<organisation>/rapporter")


@bp.get("")
@allow(Deed.READ_REPORTS)
def index() -> ResponseReturnValue:
    if not may(Deed.MAKE_REPORT):
        return _page(None)
    return _page(report_form(member(), _latest(), sent=False))


@bp.get("/ledelsesrapport")
@allow(Deed.MAKE_REPORT)
def show() -> ResponseReturnValue:
    form = _asked_for()
    if not form.validate():
        return _ask_again(form)
    if form.named.data:
        return redirect(url_for("reports.show", **_address(form)))
    report = _gathered(form)
    return render_template(
        "reports/show.html",
        body=printer.management_body(report),
        contents=printer.management_contents(report),
        period=period_in_words(form.period),
        scope=scope_of(directory(), form.unit_id),
        pdf_url=url_for("reports.pdf", **_address(form)),
        others=_other_formats(_address(form)),
    )


@bp.get("/ledelsesrapport.pdf")
@allow(Deed.MAKE_REPORT)
def pdf() -> ResponseReturnValue:
    form = _asked_for()
    if not form.validate():
        return _ask_again(form)
    paper = printer.management_paper(_gathered(form))
    if takes_a_while(paper, place().id):
        return redirect(url_for("report_files.new", som="pdf", **_address(form)))
    return sent_in_pieces(pdf_of(paper, place().id), _name(form, "pdf", "Ledelsesrapport"))


@bp.get("/moedeark.pdf")
@allow(Deed.MAKE_REPORT)
def one_page() -> ResponseReturnValue:
    """One side of A4 for a meeting."""
    form = _asked_for()
    if not form.validate():
        return _ask_again(form)
    paper = printer.one_page_paper(_gathered(form))
    return sent_in_pieces(pdf_of(paper, place().id), _name(form, "pdf", "Mødeark"))


@bp.get("/ledelsesrapport.docx", defaults={"kind": "docx"})
@bp.get("/ledelsesrapport.xlsx", defaults={"kind": "xlsx"})
@bp.get("/ledelsesrapport.json", defaults={"kind": "json"})
@allow(Deed.MAKE_REPORT)
def as_file(kind: str) -> ResponseReturnValue:
    """The same report for Word, as data for Excel, or as JSON for programs."""
    form = _asked_for()
    if not form.validate():
        return _ask_again(form)
    return _later(form, kind) or _sent(form, kind, "Ledelsesrapport")


@bp.get("/noegletal.csv")
@allow(Deed.MAKE_REPORT)
def figures() -> ResponseReturnValue:
    form = _asked_for()
    if not form.validate():
        return _ask_again(form)
    return _sent(form, "csv", "Nøgletal")


@bp.get("/proevehandlinger.csv")
@allow(Deed.MAKE_REPORT)
def trials() -> ResponseReturnValue:
    """The trials that may be quoted, one a row."""
    form = _asked_for()
    if not form.validate():
        return _ask_again(form)
    return _sent(form, "trials_csv", "Prøvehandlinger i ledelsesrapport")


@bp.get("/rapport.css")
@allow(Deed.READ_REPORTS)
def style() -> ResponseReturnValue:
    """The printer's own style for a report on a screen, in the organisation's colour."""
    return as_style(printer.management_style(place().brand))


def _asked_for() -> ReportForm:
    return report_form(member(), today(), sent=True)


def _ask_again(form: ReportForm) -> ResponseReturnValue:
    return _page(form), 422


def _page(form: ReportForm | None) -> str:
    issued = [(one, period_in_words(one.period)) for one in editions()]
    return render_template("reports/index.html", form=form, drafts=_drafts(), issued=issued)


def _drafts() -> list[Draft]:
    return drafts() if may(Deed.DRAFT_REPORTS) else []


def _gathered(form: ReportForm) -> printer.ManagementReport:
    return management_report(
        place(),
        form.period,
        unit_id=form.unit_id,
        measures=visible_measures(member()),
        made_at=now(),
        made_by=directory().person_name(me()),
        today=today(),
    )


def _address(form: ReportForm) -> dict[str, Any]:
    """The report's own address: two dates, whatever the period was called when it was asked for."""
    dates = {"fra": form.period.first.isoformat(), "til": form.period.last.isoformat()}
    return {**dates, "enhed": form.unit_id} if form.unit_id else dates


def _other_formats(address: dict[str, Any]) -> list[tuple[str, str]]:
    """What else the report can be taken along as: the words of a link, and where it leads."""
    return [
        (_("Mødeark på én side (PDF)"), url_for("reports.one_page", **address)),
        (_("Word"), url_for("reports.as_file", kind="docx", **address)),
        (_("Excel"), url_for("reports.as_file", kind="xlsx", **address)),
        (_("Nøgletal (CSV)"), url_for("reports.figures", **address)),
        (_("Prøvehandlinger (CSV)"), url_for("reports.trials", **address)),
        (_("JSON"), url_for("reports.as_file", kind="json", **address)),
    ]


def _later(form: ReportForm, kind: str) -> ResponseReturnValue | None:
    """To where a large report is asked for; None when it is small, and there at once."""
    names, period = directory(), form.period
    if kind not in DRAWN_APART or not is_large(place().id, names, period, form.unit_id, on=today()):
        return None
    return redirect(url_for("report_files.new", som=kind, **_address(form)))


def _sent(form: ReportForm, kind: str, title: str) -> Response:
    ending = _ENDINGS.get(kind, kind)
    return taken_along(written(_gathered(form), kind), _name(form, ending, title))


def _name(form: ReportForm, ending: str, title: str) -> str:
    """Of a file: Danish in plain letters, which keeps what it is about."""
    about = place().name if form.unit_id is None else directory().unit_name(form.unit_id)
    return file_name(title, about, form.period.name, kind=ending)


_ENDINGS: Final = {"trials_csv": "csv"}


def _latest() -> date:
    """The latest day that anything was begun or decided; today when nothing was."""
    newest = db.session.execute(
        sa.select(sa.func.max(TrialAction.actual_start), sa.func.max(TrialAction.decided_on)).where(
            TrialAction.organisation_id == place().id
        )
    ).one()
    return min(max((day for day in newest if day is not None), default=today()), today())
