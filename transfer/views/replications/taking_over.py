"""Taking a prøvehandling over to a unit of one's own, and saying what is kept and what is changed."""

from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice

from transfer.access import allow, directory, in_sight, me, member, now, today
from transfer.db import db
from transfer.domain.lifecycle import State
from transfer.models import TrialAction
from transfer.models.trial_actions.transferring import TRANSFERRED
from transfer.policies import Deed, units_to_take_it_to
from transfer.speaking import gettext as _
from transfer.topic_forms.replications import COPIED, TakeOverForm, TellForm, revision_of
from transfer.views.replications.blueprint import bp
from transfer.views.trial_actions.editing import newest_version
from transfer.views.trial_actions.origins import conditions_of, differences, origin_of

OVER: Final = (State.CANCELLED, State.STOPPED, State.LAPSED, State.RETIRED)
"""A unit where it ended so may try again."""


@bp.route("/proevehandlinger/<uuid:id>/overfoer", methods=["GET", "POST"])
@allow(Deed.TAKE_OVER_TRIAL, TrialAction)
def take(origin: TrialAction) -> ResponseReturnValue:
    """Make a draft of it in a unit of one's own."""
    form = TakeOverForm(_units(origin), origin.title)
    if request.method == "GET":
        form.sent_as.data = str(uuid4())
    if form.validate_on_submit():
        _one_at_a_time(origin)
        unit_id = UUID(form.unit.data)
        copy = _made_before(form.sent_as_id())
        if copy is None and not _has_it_already(origin, unit_id, form):
            copy = _make(origin, form, unit_id)
        if copy is not None:
            return redirect(url_for(".edit", id=copy.id))
    page = render_template(
        "replications/take.html",
        trial=origin,
        form=form,
        conditions=conditions_of(origin, member()),
    )
    return page, 422 if form.is_submitted() else 200


def _units(origin: TrialAction) -> list[SelectChoice]:
    return [
        SelectChoice(str(one), directory().unit_name(one))
        for one in units_to_take_it_to(member(), origin.unit_id)
    ]


def _one_at_a_time(origin: TrialAction) -> None:
    """Wait for a colleague who takes the same one over just now. SQLite's writers queue anyway."""
    db.session.execute(
        sa.select(TrialAction.id).where(TrialAction.id == origin.id).with_for_update()
    )


def _made_before(sent_as: UUID | None) -> TrialAction | None:
    """The draft that this very form already made, when it was sent twice."""
    if sent_as is None:
        return None
    return db.session.scalar(
        sa.select(TrialAction).where(TrialAction.sent_as == sent_as, TrialAction.owner_id == me())
    )


def _has_it_already(origin: TrialAction, unit_id: UUID, form: TakeOverForm) -> bool:
    """Whether the unit has taken it over; then the form says so."""
    found: Any = db.session.execute(
        sa.select(TrialAction.title, in_sight().label("is_seen"))
        .where(
            TrialAction.parent_id == origin.id,
            TrialAction.unit_id == unit_id,
            TrialAction.relation.in_(TRANSFERRED),
            TrialAction.state.not_in(OVER),
            TrialAction.is_archived.is_(False),
        )
        .limit(1)
    ).first()
    if found is None:
        return False
    sentence = (
        _("Enheden har allerede taget den med: »%(title)s«.", title=found.title)
        if found.is_seen
        else _("En kollega i enheden er allerede ved at tage den med.")
    )
    form.unit.errors = [sentence]
    return True


def _make(origin: TrialAction, form: TakeOverForm, unit_id: UUID) -> TrialAction:
    at, version = now(), newest_version()
    copy = TrialAction(
        organisation_id=member().organisation_id,
        form_id=version.id,
        form=version,
        title=form.title.data,
        unit_id=unit_id,
        owner_id=me(),
        sent_as=form.sent_as_id(),
        created_at=at,
        updated_at=at,
    )
    copy.take_over(origin, by=me(), at=at, on=today(), note=_("Overført fra en anden enhed"))
    db.session.add(copy)
    db.session.commit()
    flash(_("Kladden ligger hos jer. Skriv, hvad I beholder, og hvad I laver om."), "success")
    return copy


@bp.route("/proevehandlinger/<uuid:id>/overfoert", methods=["GET", "POST"])
@allow(Deed.SAVE_TRIAL, TrialAction)
def edit(trial: TrialAction) -> ResponseReturnValue:
    """What is kept, what is changed, and why."""
    if not trial.is_transferred:
        abort(404)
    form = TellForm(trial)
    status, saved = 200, None
    if form.is_submitted():
        status = 422
        if form.validate():
            if form.revision.data == revision_of(trial):
                return _tell(trial, form)
            status, saved = 409, _saved(trial)
            form.revision.data = revision_of(trial)
    origin = origin_of(trial)
    page = render_template(
        "replications/edit.html",
        trial=trial,
        form=form,
        saved=saved,
        origin=origin,
        conditions=conditions_of(origin, member()) if origin else [],
        differences=differences(trial, origin, member()) if origin else None,
    )
    return page, status


def _tell(trial: TrialAction, form: TellForm) -> ResponseReturnValue:
    trial.tell(
        is_copy=form.how.data == COPIED,
        kept=form.kept.data,
        changed=form.changed.data or "",
        why=form.why.data,
        by=me(),
        at=now(),
        on=today(),
        note=_("Skrev, hvad der er beholdt og lavet om"),
    )
    db.session.commit()
    flash(_("Gemt."), "success")
    return redirect(url_for("trial_actions.show", id=trial.id))


def _saved(trial: TrialAction) -> list[tuple[str, str]]:
    """What somebody else saved meanwhile."""
    told = trial.told
    if told is None:
        return []
    return [
        (_("Hvordan tager I den med?"), _("Tilpasset") if told.changed else _("Kopieret")),
        (_("Hvad beholder I?"), told.kept),
        (_("Hvad laver I om?"), told.changed),
        (_("Hvorfor?"), told.why),
    ]
