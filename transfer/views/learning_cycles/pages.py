"""Læringsforløb: list, page, sections to edit, and the steps from draft to follow-up."""

from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from transfer.access import allow, directory, may, me, member, now, today
from transfer.db import db
from transfer.domain.lifecycle import CycleState, WrongState
from transfer.domain.typing_in import uuid_in
from transfer.domain.vocabulary import CycleMethod
from transfer.models.learning_cycles import Incomplete, LearningCycle
from transfer.policies import Deed
from transfer.speaking import gettext as _
from transfer.topic_forms.learning_cycles.choices import filters_form, offer_choices
from transfer.topic_forms.learning_cycles.fields import (
    CycleForm,
    FollowUpForm,
    LearningForm,
    NewCycleForm,
    missing_sentences,
)
from transfer.topic_forms.learning_cycles.sections import (
    SECTION_OF,
    SECTIONS,
    Section,
    section_form,
)
from transfer.topic_forms.learning_cycles.sessions import SessionsForm
from transfer.topic_forms.versions import as_chosen, is_choosing, versions
from transfer.views.learning_cycles.gathering import (
    PER_PAGE,
    CycleFilter,
    counts_by_state,
    listed,
    story_of,
    use_of,
)

bp = Blueprint("learning_cycles", __name__, url_prefix="/<organisation>/laeringsforloeb")


@bp.get("")
@allow(Deed.LIST_CYCLES)
def index() -> ResponseReturnValue:
    form = filters_form(directory())
    sound = form.validate()
    wanted = CycleFilter(
        state=_one_of(request.args.get("tilstand")),
        unit_id=UUID(form.enhed.data) if sound and form.enhed.data else None,
        goal_id=UUID(form.maal.data) if sound and form.maal.data else None,
    )
    counts = counts_by_state(member(), wanted)
    total = sum(counts.values()) if wanted.state is None else counts.get(wanted.state, 0)
    page = min(max(request.args.get("side", 1, int), 1), max(-(-total // PER_PAGE), 1))
    return render_template(
        "learning_cycles/index.html",
        form=form,
        wanted=wanted,
        counts=counts,
        total=total,
        page=_Page(page, total),
        states=tuple(CycleState),
        rows=listed(member(), wanted, page),
    )


@bp.get("/ny")
@allow(Deed.CREATE_CYCLE)
def new() -> ResponseReturnValue:
    form = NewCycleForm(data={"sent_as": str(uuid4())})
    offer_choices(form, member())
    return render_template("learning_cycles/new.html", form=form)


@bp.post("/ny")
@allow(Deed.CREATE_CYCLE)
def create() -> ResponseReturnValue:
    form = NewCycleForm()
    offer_choices(form, member())
    sent_as = uuid_in(form.sent_as.data) or uuid4()
    made = db.session.scalar(sa.select(LearningCycle).where(LearningCycle.sent_as == sent_as))
    if made is not None:
        return redirect(_address(made))
    if not form.validate_on_submit():
        return render_template("learning_cycles/new.html", form=form), 422
    at, who = now(), member()
    cycle = LearningCycle(
        state=CycleState.DRAFT,
        owner_id=me() if who.is_activist else None,
        consultant_id=None if who.is_activist else me(),
        methods=[],
        sent_as=sent_as,
        created_at=at,
        updated_at=at,
    )
    cycle.save(form.written(), at=at)
    db.session.add(cycle)
    db.session.commit()
    flash(_("Kladden er gemt. Skriv videre, når det passer dig."), "success")
    return redirect(_address(cycle))


@bp.get("/<uuid:id>")
@allow(Deed.READ_CYCLE, LearningCycle)
def show(cycle: LearningCycle) -> ResponseReturnValue:
    return _page_of(cycle)


@bp.get("/<uuid:id>/rediger/<section>")
@allow(Deed.SAVE_CYCLE, LearningCycle)
def edit(cycle: LearningCycle, section: str) -> ResponseReturnValue:
    part = _section(cycle, section)
    if cycle.state is CycleState.CANCELLED:
        return _too_late(cycle)
    return _edit_page(cycle, part, section_form(part, cycle, member(), None))


@bp.post("/<uuid:id>/rediger/<section>")
@allow(Deed.SAVE_CYCLE, LearningCycle)
def save(cycle: LearningCycle, section: str) -> ResponseReturnValue:
    part = _section(cycle, section)
    if cycle.state is CycleState.CANCELLED:
        return _too_late(cycle)
    theirs = section_form(part, cycle, member(), None)
    typed: MultiDict[str, str] = request.form
    if is_choosing(typed):
        typed = as_chosen(typed, theirs)
    form = section_form(part, cycle, member(), typed)
    if "tilfoej" in typed:
        return _edit_page(cycle, part, form)
    if not form.validate_on_submit():
        return _edit_page(cycle, part, form), 422
    if typed.get("revision") != str(cycle.revision):
        return _both_versions(cycle, part, form, theirs), 409
    try:
        cycle.save(form.written(), at=now())
    except Incomplete as lacking:
        form.complain_about(lacking.keys)
        return _edit_page(cycle, part, form), 422
    db.session.commit()
    flash(_("Gemt."), "success")
    return redirect(url_for(".show", id=cycle.id, _anchor=part.key))


@bp.post("/<uuid:id>/igangsaettelse")
@allow(Deed.SAVE_CYCLE, LearningCycle)
def begin(cycle: LearningCycle) -> ResponseReturnValue:
    try:
        cycle.begin(at=now())
    except WrongState:
        return _too_late(cycle)
    except Incomplete as lacking:
        return _page_of(cycle, missing=lacking.keys), 422
    db.session.commit()
    flash(_("Forløbet er i gang. Det kan nu ses af de andre, der arbejder med læring."), "success")
    return redirect(_address(cycle))


@bp.get("/<uuid:id>/afslutning")
@allow(Deed.SAVE_CYCLE, LearningCycle)
def completion(cycle: LearningCycle) -> ResponseReturnValue:
    if cycle.state is not CycleState.ACTIVE:
        return _too_late(cycle)
    form = LearningForm(formdata=None, data={"revision": str(cycle.revision)})
    offer_choices(form, member(), cycle)
    return render_template("learning_cycles/complete.html", cycle=cycle, form=form)


@bp.post("/<uuid:id>/afslutning")
@allow(Deed.SAVE_CYCLE, LearningCycle)
def complete(cycle: LearningCycle) -> ResponseReturnValue:
    form = LearningForm()
    offer_choices(form, member(), cycle)
    if not form.validate_on_submit():
        return render_template("learning_cycles/complete.html", cycle=cycle, form=form), 422
    written = form.written()
    try:
        cycle.complete(written["learning"], written["decision"], at=now())
    except WrongState:
        return _too_late(cycle)
    db.session.commit()
    flash(_("Forløbet er afsluttet. Husk at spørge om nogle måneder, hvor mange der bruger det."))
    return redirect(_address(cycle))


@bp.get("/<uuid:id>/opfoelgning")
@allow(Deed.FOLLOW_UP_CYCLE, LearningCycle)
def following_up(cycle: LearningCycle) -> ResponseReturnValue:
    if not cycle.has_ended:
        return _too_late(cycle)
    saved = {
        "followup_date": cycle.followup_date or today(),
        "using_count": cycle.using_count,
        "asked_count": cycle.asked_count,
    }
    form = FollowUpForm(formdata=None, data=saved)
    return render_template("learning_cycles/follow_up.html", cycle=cycle, form=form)


@bp.post("/<uuid:id>/opfoelgning")
@allow(Deed.FOLLOW_UP_CYCLE, LearningCycle)
def follow_up(cycle: LearningCycle) -> ResponseReturnValue:
    form = FollowUpForm()
    if not form.validate_on_submit():
        return render_template("learning_cycles/follow_up.html", cycle=cycle, form=form), 422
    try:
        cycle.follow_up(*form.counted(), at=now())
    except WrongState:
        return _too_late(cycle)
    db.session.commit()
    flash(_("Opfølgningen er gemt. Tallet indgår nu i rapporten."), "success")
    return redirect(url_for(".show", id=cycle.id, _anchor="opfoelgning"))


@bp.post("/<uuid:id>/aflysning")
@allow(Deed.SAVE_CYCLE, LearningCycle)
def cancel(cycle: LearningCycle) -> ResponseReturnValue:
    try:
        cycle.cancel(at=now())
    except WrongState:
        return _too_late(cycle)
    db.session.commit()
    flash(_("Forløbet er aflyst. Det, I skrev, er der stadig."), "success")
    return redirect(_address(cycle))


# Pages

ANCHORS = {
    "units": "units-0",
    "goals": "goals-0",
    "methods": "methods-0",
    "sessions": "gang-0-dato",
}
"""A group of choices is reached through its first one, and the meetings through the first row."""


def _page_of(cycle: LearningCycle, missing: tuple[str, ...] = ()) -> str:
    sentences = missing_sentences()
    problems = [
        (
            url_for(".edit", id=cycle.id, section=SECTION_OF[key], _anchor=ANCHORS.get(key, key)),
            sentences[key],
        )
        for key in missing
    ]
    return render_template(
        "learning_cycles/show.html",
        cycle=cycle,
        names=directory(),
        methods=tuple(CycleMethod),
        problems=problems,
        moments=story_of(cycle, member()),
        followup=use_of(cycle),
        may_save=may(Deed.SAVE_CYCLE, cycle) and cycle.state is not CycleState.CANCELLED,
        may_follow_up=may(Deed.FOLLOW_UP_CYCLE, cycle),
    )


def _edit_page(cycle: LearningCycle, part: Section, form: CycleForm) -> str:
    return render_template(
        "learning_cycles/edit.html",
        cycle=cycle,
        part=part,
        form=form,
        rows=form.rows if isinstance(form, SessionsForm) else (),
        as_rows=isinstance(form, SessionsForm),
    )


def _both_versions(cycle: LearningCycle, part: Section, mine: CycleForm, theirs: CycleForm) -> str:
    """Both versions. Meetings are rows, so there mine stand in the form beside a table of theirs."""
    if isinstance(mine, SessionsForm):
        mine.revision.data = str(cycle.revision)
        return render_template(
            "learning_cycles/conflict_sessions.html",
            cycle=cycle,
            part=part,
            form=mine,
            rows=mine.rows,
        )
    return render_template(
        "learning_cycles/conflict.html", cycle=cycle, part=part, rows=versions(mine, theirs)
    )


def _section(cycle: LearningCycle, key: str) -> Section:
    """The section of the address, if there is such a one by now."""
    if key not in SECTIONS or (key == "laering" and not cycle.has_ended):
        abort(404)
    return SECTIONS[key]


def _too_late(cycle: LearningCycle) -> ResponseReturnValue:
    """The page was old: somebody has moved the cycle on, or a button was pressed twice."""
    flash(
        _("Det kan ikke gøres nu. Forløbets tilstand er: %(state)s.", state=_(cycle.state.label)),
        "info",
    )
    return redirect(_address(cycle))


def _address(cycle: LearningCycle) -> str:
    return url_for(".show", id=cycle.id)


class _Page:
    """Which page of the list this is, as `components/pager.html` wants it."""

    per_page = PER_PAGE

    def __init__(self, page: int, total: int) -> None:
        self.page, self.total = page, total
        self.pages = -(-total // PER_PAGE)


def _one_of(text: str | None) -> CycleState | None:
    return CycleState(text) if text in tuple(CycleState) else None
