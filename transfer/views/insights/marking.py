"""Marking a passage of a text, and the theme it is given."""

from typing import Final
from uuid import UUID

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.access import allow, me, member, now, own_page
from transfer.db import db
from transfer.domain.passages import Passage, mark
from transfer.models import SparringSession, Theme, ThemedPassage, TrialAction
from transfer.models.marked_passages import (
    HEADLINE,
    MINUTES,
    OBSERVATION,
    SUMMARY,
    TAKEAWAY,
)
from transfer.policies import Deed, visible_themes
from transfer.speaking import gettext as _
from transfer.topic_forms.insights import MarkForm
from transfer.views.insights.blueprint import bp
from transfer.views.insights.harvesting import harvestable, themes_with_counts
from transfer.views.insights.texts import (
    HARVESTED,
    PLACES,
    Text,
    texts_of,
    texts_of_sessions,
)

_ANY_FIELD: Final = ", ".join((*HARVESTED, OBSERVATION, MINUTES))
_ANY_SAID: Final = f"{HEADLINE}, {SUMMARY}, {TAKEAWAY}"


@bp.route(f"/hoest/marker/<uuid:id>/<any({_ANY_FIELD}):field>", methods=["GET", "POST"])
@allow(Deed.HARVEST, TrialAction)
def marking(trial: TrialAction, field: str) -> ResponseReturnValue:
    """Mark a passage of one text. An observation or minutes are named in the address beside it."""
    return _marking_in(_text(trial, field), trial.title, url_for(".desk"))


@bp.route(f"/hoest/sessioner/<uuid:id>/<any({_ANY_SAID}):field>", methods=["GET", "POST"])
@allow(Deed.HARVEST_SESSION, SparringSession)
def session_marking(session: SparringSession, field: str) -> ResponseReturnValue:
    """Mark a passage of what was kept of a session; what a participant took along is named beside it."""
    takeaway_id = request.args.get("svar", type=UUID)
    text = next(
        (
            one
            for one in texts_of_sessions([session])[session.id]
            if (one.field, one.takeaway_id) == (field, takeaway_id)
        ),
        None,
    ) or abort(404)
    return _marking_in(text, session.title, url_for(".session_desk"))


def _marking_in(text: Text, title: str, desk: str) -> ResponseReturnValue:
    form = MarkForm()
    if not form.is_submitted():
        form.quote.data = text.words
    if form.validate_on_submit():
        passage = mark(text.field, text.words, form.quote.data, form.starts_near)
        if passage is not None:
            theme = _theme_called(form.theme.data)
            _put_under(theme, text, passage, form.note.data or "")
            db.session.commit()
            flash(_("Markeret under »%(theme)s«.", theme=theme.name), "success")
            return redirect(_back(text, desk))
        form.quote.errors = [
            *form.quote.errors,
            _("De ord står ikke i teksten. Kopiér dem, præcis som de står."),
        ]
    page = render_template(
        "insights/mark.html",
        title=title,
        text=text,
        form=form,
        themes=[theme["name"] for theme in themes_with_counts()],
        back=_back(text, desk),
    )
    return page, 422 if form.is_submitted() else 200


def _put_under(theme: Theme, text: Text, passage: Passage, note: str) -> None:
    """Mark the passage under the theme, unless it is there already."""
    place = (passage.start, passage.quote)
    if any(text.holds(one) and (one.start, one.quote) == place for one in theme.passages):
        return
    themed = ThemedPassage(
        organisation_id=member().organisation_id,
        **{key: getattr(text, key) for key in PLACES},
        marked_by_id=me(),
        marked_at=now(),
        note=note,
    )
    themed.passage = passage
    theme.passages.append(themed)
    theme.updated_at = now()


def _text(trial: TrialAction, field: str) -> Text:
    """The text of the address, if the visitor may harvest it; else 404."""
    shared = db.session.scalar(
        sa.select(TrialAction.id).where(TrialAction.id == trial.id, *harvestable())
    )
    observation_id = request.args.get("observation", type=UUID)
    agenda_item_id = request.args.get("referat", type=UUID)
    texts = texts_of([trial])[trial.id] if shared else []
    wanted = (field, observation_id, agenda_item_id)
    return next(
        (one for one in texts if (one.field, one.observation_id, one.agenda_item_id) == wanted),
        None,
    ) or abort(404)


def _theme_called(name: str) -> Theme:
    """The theme of that name, one's own before a common one; else a new one of one's own."""
    themes = db.session.scalars(visible_themes(member()).order_by(Theme.is_common, Theme.id))
    plain = name.casefold()
    found = next((theme for theme in themes if theme.name.casefold() == plain), None)
    if found is not None:
        return found
    at = now()
    theme = Theme(
        organisation_id=member().organisation_id,
        name=name,
        description="",
        owner_id=me(),
        is_common=False,
        created_at=at,
        updated_at=at,
    )
    db.session.add(theme)
    return theme


def _back(text: Text, desk: str) -> str:
    """To the desk as it was filtered, at the text."""
    target = request.args.get("tilbage", "")
    if not target or own_page(target) is None:
        target = desk
    return f"{target}#{text.key}"
