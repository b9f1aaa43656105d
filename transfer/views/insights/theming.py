"""Themes: what stands under each, and how they are renamed, merged and split."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload
from wtforms.fields import SelectChoice

from transfer.access import allow, directory, me, member, now, seen
from transfer.db import db
from transfer.models import SparringSession, Theme, TrialAction
from transfer.policies import Deed, visible_themes
from transfer.speaking import gettext as _
from transfer.topic_forms.insights import MergeForm, SplitForm, ThemeForm
from transfer.views.insights.blueprint import bp
from transfer.views.insights.harvesting import themes_with_counts
from transfer.views.insights.texts import (
    sessions_in_sight,
    texts_of,
    texts_of_sessions,
    trials_in_sight,
    words_today,
)


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage that the visitor may read, and where it stands."""

    id: UUID
    theme_id: UUID
    trial_id: UUID | None
    title: str
    """Of the prøvehandling, or of the session when it was about none."""
    unit: str
    unit_id: UUID | None
    session_id: UUID | None
    label: str
    words: str
    """Empty when they were taken out of the text."""
    note: str
    marked_by: str


def passages_of(themes: list[Theme]) -> list[Marked]:
    """The passages of the themes, as far as the visitor may read the texts they stand in."""
    passages = [one for theme in themes for one in theme.passages]
    trials = trials_in_sight({one.trial_id for one in passages if one.trial_id is not None})
    sessions = sessions_in_sight({one.session_id for one in passages if one.session_id is not None})
    homes: dict[UUID, TrialAction | SparringSession] = {one.id: one for one in trials}
    homes |= {one.id: one for one in sessions}
    texts = {**texts_of(trials), **texts_of_sessions(sessions)}
    found = []
    for passage in passages:
        home = homes.get(passage.trial_id or passage.session_id or passage.id)
        if home is None:
            continue
        text = next((one for one in texts[home.id] if one.holds(passage)), None)
        marked = passage.passage
        if text is None or marked is None:
            continue
        found.append(
            Marked(
                id=passage.id,
                theme_id=passage.theme_id,
                trial_id=passage.trial_id,
                title=home.title,
                unit=directory().unit_name(home.unit_id) if isinstance(home, TrialAction) else "",
                unit_id=home.unit_id if isinstance(home, TrialAction) else None,
                session_id=passage.session_id,
                label=text.label,
                words=words_today(marked, text.words) or "",
                note=passage.note,
                marked_by=directory().person_name(passage.marked_by_id),
            )
        )
    return found


@bp.get("/temaer")
@allow(Deed.HARVEST)
def themes() -> ResponseReturnValue:
    return render_template("insights/themes.html", themes=themes_with_counts())


@bp.route("/temaer/nyt", methods=["GET", "POST"])
@allow(Deed.HARVEST)
def theme_new() -> ResponseReturnValue:
    form = ThemeForm()
    if form.validate_on_submit():
        at = now()
        theme = Theme(
            organisation_id=member().organisation_id, owner_id=me(), created_at=at, updated_at=at
        )
        theme.save(
            form.name.data, form.description.data or "", is_common=form.is_common.data, at=at
        )
        db.session.add(theme)
        db.session.commit()
        flash(_("Temaet er oprettet."), "success")
        return redirect(url_for(".theme", id=theme.id))
    page = render_template("insights/theme_edit.html", form=form, theme=None, saved=None)
    return page, 422 if form.is_submitted() else 200


@bp.get("/temaer/<uuid:id>")
@allow(Deed.CHANGE_THEME, Theme)
def theme(theme: Theme) -> ResponseReturnValue:
    return _page(theme)


def _page(theme: Theme, merge: MergeForm | None = None, split: SplitForm | None = None) -> str:
    passages = passages_of([theme])
    return render_template(
        "insights/theme.html",
        theme=theme,
        names=directory(),
        passages=passages,
        trials=len({one.trial_id for one in passages} - {None}),
        units=len({one.unit_id for one in passages} - {None}),
        merge=merge or MergeForm(_others(theme)),
        split=split or SplitForm(_as_choices(passages)),
    )


def _others(theme: Theme) -> list[SelectChoice]:
    return [
        SelectChoice(str(one["id"]), one["name"])
        for one in themes_with_counts()
        if one["id"] != theme.id
    ]


def _as_choices(passages: list[Marked]) -> list[SelectChoice]:
    return [
        SelectChoice(str(one.id), f"{one.title}: »{one.words[:120]}«")
        for one in passages
        if one.words
    ]


@bp.route("/temaer/<uuid:id>/rediger", methods=["GET", "POST"])
@allow(Deed.CHANGE_THEME, Theme)
def theme_edit(theme: Theme) -> ResponseReturnValue:
    form = ThemeForm(
        data={
            "name": theme.name,
            "description": theme.description,
            "is_common": theme.is_common,
            "revision": str(theme.revision),
        }
    )
    status, saved = 200, None
    if form.is_submitted():
        status = 422
        if form.validate():
            if form.revision.data == str(theme.revision):
                return _saved(theme, form)
            form.revision.data = str(theme.revision)
            status, saved = 409, theme
    return render_template("insights/theme_edit.html", form=form, theme=theme, saved=saved), status


def _saved(theme: Theme, form: ThemeForm) -> ResponseReturnValue:
    theme.save(form.name.data, form.description.data or "", is_common=form.is_common.data, at=now())
    db.session.commit()
    flash(_("Gemt."), "success")
    return redirect(url_for(".theme", id=theme.id))


@bp.post("/temaer/<uuid:id>/samling")
@allow(Deed.CHANGE_THEME, Theme)
def merging(theme: Theme) -> ResponseReturnValue:
    form = MergeForm(_others(theme))
    if not form.validate_on_submit():
        return _page(theme, merge=form), 422
    other = seen(Theme, UUID(form.other.data))
    name = other.name
    theme.take_over(other, at=now())
    db.session.flush()
    db.session.delete(other)
    db.session.commit()
    flash(_("»%(other)s« er lagt ind i »%(theme)s«.", other=name, theme=theme.name), "success")
    return redirect(url_for(".theme", id=theme.id))


@bp.post("/temaer/<uuid:id>/deling")
@allow(Deed.CHANGE_THEME, Theme)
def splitting(theme: Theme) -> ResponseReturnValue:
    form = SplitForm(_as_choices(passages_of([theme])))
    if not form.validate_on_submit():
        return _page(theme, split=form), 422
    new = theme.split(form.name.data, [UUID(one) for one in form.passages.data], by=me(), at=now())
    db.session.add(new)
    db.session.commit()
    flash(_("»%(theme)s« er nu et tema for sig.", theme=new.name), "success")
    return redirect(url_for(".theme", id=new.id))


@bp.post("/temaer/<uuid:id>/passager/<uuid:passage_id>/fjernelse")
@allow(Deed.CHANGE_THEME, Theme)
def unmarking(theme: Theme, passage_id: UUID) -> ResponseReturnValue:
    """Take a passage out of the theme; the text it stands in stays as it is."""
    passage = next((one for one in theme.passages if one.id == passage_id), None) or abort(404)
    theme.passages.remove(passage)
    theme.updated_at = now()
    db.session.commit()
    flash(_("Passagen er taget ud af temaet."), "success")
    return redirect(url_for(".theme", id=theme.id))


@bp.post("/temaer/<uuid:id>/sletning")
@allow(Deed.CHANGE_THEME, Theme)
def theme_deletion(theme: Theme) -> ResponseReturnValue:
    name = theme.name
    db.session.delete(theme)
    db.session.commit()
    flash(_("Temaet »%(theme)s« er slettet. Teksterne er der stadig.", theme=name), "success")
    return redirect(url_for(".themes"))


def all_themes() -> list[Theme]:
    """Every theme that the visitor sees, with its passages, by name."""
    return list(
        db.session.scalars(
            visible_themes(member())
            .options(selectinload(Theme.passages))
            .order_by(sa.func.lower(Theme.name), Theme.id)
        )
    )
