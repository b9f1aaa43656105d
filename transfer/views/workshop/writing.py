"""The page where a report is written, the same saved all at once, and the report as it will be printed."""

from dataclasses import replace
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import escape
from werkzeug.datastructures import MultiDict

import reports as printer
from reports.parts import Paper, Part
from transfer.access import allow, directory, me, now, place, today
from transfer.db import db
from transfer.domain.reports import (
    CASE_PICKS,
    CONCLUSIONS,
    DECISIONS,
    HEADINGS,
    LIST_PICKS,
    MESSAGES,
    PLACES,
)
from transfer.language import period_in_words
from transfer.models import Report
from transfer.models.reports import WrittenMeanwhile
from transfer.policies import Deed
from transfer.report_making import pdf_of, takes_a_while
from transfer.reporting import CASE_KINDS, Drafted, Offered, drafted
from transfer.speaking import gettext as _
from transfer.topic_forms.versions import Version, is_choosing
from transfer.topic_forms.workshop import NO_CASE, TextsForm, label_of, revision_in, texts_form
from transfer.views.report_files import draft_name
from transfer.views.taking_along import sent_in_pieces
from transfer.views.workshop.blueprint import bp
from transfer.views.workshop.checklist import checklist
from transfer.views.workshop.picking import as_read, effective_picks, save_picks, whose_holds
from transfer.views.workshop.together import others_writing


@bp.get("/<uuid:id>")
@allow(Deed.WRITE_REPORT, Report)
def write(report: Report) -> ResponseReturnValue:
    made = gathered(report)
    return page_of(report, made, form_of(report, made.offered))


@bp.post("/<uuid:id>")
@allow(Deed.WRITE_REPORT, Report)
def save(report: Report) -> ResponseReturnValue:
    """Save all that stands on the page. What somebody else wrote meanwhile is shown beside one's own."""
    made = gathered(report)
    typed = chosen_between(report) if is_choosing(request.form) else request.form
    form = form_of(report, made.offered, formdata=typed)
    if not form.validate():
        return page_of(report, made, form), 422
    overtaken, theirs = save_texts(report, form), []
    if not is_choosing(request.form):
        theirs = save_picks(report, form, made.offered)
        if theirs:
            flash(whose_holds(report, theirs, form), "warning")
    db.session.commit()
    if overtaken:
        return _both_versions(report, overtaken), 409
    flash(_("Gemt.") if not theirs else _("Resten er gemt."), "success")
    return redirect(url_for(".write", id=report.id))


@bp.get("/<uuid:id>/sider")
@allow(Deed.WRITE_REPORT, Report)
def pages(report: Report) -> ResponseReturnValue:
    """The report as it reads now."""
    made = gathered(report)
    return render_template(
        "workshop/pages.html",
        report=report,
        period=period_in_words(report.period),
        body=printer.management_body(made.report),
        points=checklist(report, made.report),
    )


@bp.get("/<uuid:id>/rapport.pdf")
@allow(Deed.WRITE_REPORT, Report)
def as_pdf(report: Report) -> ResponseReturnValue:
    """The pages as they will be printed, with "Udkast" on the first; the workshop may show them in a frame."""
    paper = printer.management_paper(gathered(report).report)
    is_beside = request.headers.get("Sec-Fetch-Dest") == "iframe"
    if takes_a_while(paper, place().id):
        if not is_beside:
            return redirect(url_for("report_files.of_draft", id=report.id))
        paper = _why_not_yet(paper)
    if is_beside:  # whoever writes soon wants to see the words on their page
        printer.wake_a_drawer()
    answer = sent_in_pieces(pdf_of(paper, place().id), draft_name(report))
    answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'self'"
    return answer


def _why_not_yet(paper: Paper) -> Paper:
    """What the frame beside the texts shows of a report that would keep its writer waiting."""
    words = _(
        "Rapporten har så mange nye sider, at det tager lidt tid at tegne dem. "
        "Tryk på »Se som PDF«, så bliver de tegnet, mens du skriver videre."
    )
    return replace(paper, parts=(Part(f"<h1>{escape(paper.title)}</h1><p>{escape(words)}</p>"),))


def gathered(report: Report) -> Drafted:
    return drafted(
        report,
        place(),
        made_at=now(),
        made_by=directory().person_name(me()),
        today=today(),
    )


def form_of(report: Report, offered: Offered, **given: Any) -> TextsForm:
    """Filled in with what is saved, and with the tool's suggestions where nobody picked."""
    data: dict[str, Any] = {key: report.written(key) for key in PLACES}
    now_picked = effective_picks(report, offered)
    for pick in LIST_PICKS:
        data[pick.value] = [str(one) for one in now_picked[pick] or ()]
    for pick in CASE_PICKS:
        picked = report.picked(pick)
        data[pick.value] = None if picked is None else str(next(iter(picked), NO_CASE))
    form = texts_form(data, **given)
    form.offer(offered, now_picked)
    return form


def save_texts(report: Report, form: TextsForm) -> list[WrittenMeanwhile]:
    """Each place by itself; those that somebody else wrote in meanwhile are given back."""
    overtaken, fields = [], form._fields
    for key in form.drawn:
        text = fields[key].data or ""
        if text == report.written(key):
            continue
        read = revision_in(request.form.get(f"rev-{key}", _chosen_revision(key)))
        try:
            report.write(key, text, read, by=me(), at=now())
        except WrittenMeanwhile as meanwhile:
            overtaken.append(meanwhile)
    return overtaken


def page_of(report: Report, made: Drafted, form: TextsForm) -> str:
    shown = {*report.parts, "i-tal"}
    g.shows_own_frames = True  # the pages as they will be printed
    return render_template(
        "workshop/write.html",
        report=report,
        period=period_in_words(report.period),
        scope=made.report.scope,
        form=form,
        fields=form._fields,
        places={
            "messages": MESSAGES,
            "decisions": DECISIONS,
            "lines": [one for one in CONCLUSIONS if one.part in shown],
        },
        revisions=_revisions(report),
        read={**as_read(report, made.offered), **_sent("rev-", "was-")},
        chapters={anchor: _(words) for anchor, words in HEADINGS.items()},
        case_parts=[pick.value for pick in CASE_PICKS],
        why=_why(made.offered),
        cards=made.report.cards,
        withheld=made.report.outcomes_withheld,
        points=checklist(report, made.report),
        body=printer.management_body(made.report),
        others=others_writing(report),
        names=directory(),
    )


def _revisions(report: Report) -> dict[str, Any]:
    """Of each text that was read; of one that was typed, as its own page read it."""
    sent = {key.removeprefix("rev-"): value for key, value in _sent("rev-").items()}
    return {**{text.place: text.revision for text in report.texts}, **sent}


def _sent(*beginnings: str) -> dict[str, str]:
    return {key: value for key, value in request.form.items() if key.startswith(beginnings)}


def _why(offered: Offered) -> dict[str, str]:
    """Why the tool suggests each of the three cases, by the name of its field."""
    first: dict[str, str] = {}
    for pick, kind in CASE_KINDS.items():
        one = next((one for one in offered.cases if one.kind is kind), None)
        if one is not None:
            first[pick.value] = _(
                "Værktøjet foreslår »%(title)s«: Refleksionen er fyldigst (%(answers)s svar), "
                "og der er lavet %(checks)s forankringstjek.",
                title=one.title,
                answers=one.answers,
                checks=one.checks,
            )
    return first


def _both_versions(report: Report, overtaken: list[WrittenMeanwhile]) -> str:
    fields = request.form
    rows = [
        Version(
            meanwhile.text.place,
            str(label_of(meanwhile.text.place)),
            fields.get(meanwhile.text.place, fields.get(f"mine-{meanwhile.text.place}", "")),
            meanwhile.text.text,
        )
        for meanwhile in overtaken
    ]
    others = [one.text for one in overtaken if one.text.written_by_id != me()]
    last = max(others or (one.text for one in overtaken), key=lambda text: text.written_at)
    return render_template(
        "workshop/conflict.html",
        report=report,
        rows=rows,
        myself=not others,
        by=directory().person_name(last.written_by_id) if others else _("du selv"),
        at=last.written_at,
        version=" ".join(f"{one.text.place}:{one.text.revision}" for one in overtaken),
    )


def chosen_between(report: Report) -> MultiDict[str, str]:
    """The texts as they were chosen on the page with both versions."""
    chosen = MultiDict({"csrf_token": request.form.get("csrf_token", "")})
    for key in PLACES:
        saved, mine = report.written(key), request.form.get(f"mine-{key}")
        kept = request.form.get(f"keep-{key}", "theirs")
        if mine is None or kept == "theirs":
            chosen[key] = saved
        else:
            chosen[key] = mine if kept == "mine" else f"{saved}\n{mine}".strip()
    return chosen


def _chosen_revision(place_key: str) -> str:
    versions = dict(
        one.split(":", 1) for one in request.form.get("version", "").split() if ":" in one
    )
    return versions.get(place_key, "")
