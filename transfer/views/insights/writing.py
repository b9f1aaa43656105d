"""Writing an insight: from a theme, from nothing, or once more."""

from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict
from wtforms.fields import SelectChoice

from transfer.access import allow, directory, in_sight, me, member, now, seen, today
from transfer.db import db
from transfer.domain.insights import InsightState, suggested_strength
from transfer.domain.lifecycle import State
from transfer.domain.session_lifecycle import WERE_HELD
from transfer.domain.vocabulary import Visibility
from transfer.models import (
    Insight,
    InsightSource,
    SparringSession,
    Stance,
    Theme,
    ThemedPassage,
    TrialAction,
)
from transfer.models.insights import NotCarried, Unfinished, review_day
from transfer.policies import Deed, in_the_room
from transfer.speaking import gettext as _
from transfer.topic_forms.insights import (
    NOT_USED,
    SOURCE,
    InsightForm,
    insight_form,
    saved_values,
)
from transfer.topic_forms.versions import as_chosen, is_choosing, versions
from transfer.views.insights.blueprint import bp
from transfer.views.insights.sources import (
    claims_several_units_of_one,
    several_units_of_one,
    support_of,
)
from transfer.views.insights.texts import (
    PLACES,
    sessions_in_sight,
    texts_of,
    texts_of_sessions,
    trials_in_sight,
    words_today,
)
from transfer.views.insights.theming import passages_of

MOST_TRIALS: Final = 200
"""So many of the newest trials are offered as sources."""
NAMED_BY: Final = 120
"""Characters of a passage that it is known by where it is chosen."""


@bp.route("/ny", methods=["GET", "POST"])
@allow(Deed.WRITE_INSIGHT)
def new() -> ResponseReturnValue:
    asked = request.args.get("tema", type=UUID)
    theme = seen(Theme, asked) if asked else None
    passages = _readable(theme) if theme else []
    form = _form(
        [(one.id, words, Stance.SUPPORTS.value) for one, words in passages],
        data=_first_values(theme, [one for one, _words in passages]),
        asked_session=_asked(),
    )
    if form.validate_on_submit():
        sent_as = form.sent_as_id()
        insight = _made_before(sent_as) or _make(form, [one for one, _words in passages], sent_as)
        return redirect(url_for(".show", id=insight.id))
    page = render_template("insights/edit.html", form=form, insight=None, theme=theme)
    return page, 422 if form.is_submitted() else 200


def _first_values(theme: Theme | None, passages: list[ThemedPassage]) -> dict[str, Any]:
    """What a new insight begins with: the goals of its trials, and the strength they give."""
    trials = trials_in_sight({one.trial_id for one in passages if one.trial_id is not None})
    goals = dict.fromkeys(str(goal) for trial in trials for goal in trial.goal_ids)
    asked = request.args.get("session")
    session = next((one for one in _sessions(None, _asked()) if one.value == asked), None)
    return {
        "body": theme.description if theme else "",
        "goals": list(goals),
        "strength": suggested_strength(map(support_of, trials)).value if trials else None,
        "review_on": review_day(today()),
        "session": session.value if session else None,
        "sent_as": str(uuid4()),
    }


def _readable(theme: Theme) -> list[tuple[ThemedPassage, str]]:
    """The passages of a theme that the visitor may read today, each with the words to know it by."""
    by_id = {one.id: one for one in theme.passages}
    return [
        (by_id[one.id], f"{one.title}: »{_short(one.words)}«")
        for one in passages_of([theme])
        if one.words
    ]


def _short(words: str) -> str:
    return words if len(words) <= NAMED_BY else f"{words[:NAMED_BY].rstrip()} …"


def _made_before(sent_as: UUID | None) -> Insight | None:
    """The insight that this very form already made, when it was sent twice."""
    if sent_as is None:
        return None
    return db.session.scalar(
        sa.select(Insight).where(Insight.sent_as == sent_as, Insight.author_id == me())
    )


def _make(form: InsightForm, passages: list[ThemedPassage], sent_as: UUID | None) -> Insight:
    at = now()
    insight = Insight(
        organisation_id=member().organisation_id,
        state=InsightState.DRAFT,
        author_id=me(),
        sent_as=sent_as,
        created_at=at,
    )
    insight.save(form.written(), at=at)
    for passage in passages:
        stance = form.stance_of(passage.id)
        if stance is not None and passage.passage is not None:
            source = InsightSource(
                organisation_id=insight.organisation_id,
                stance=stance,
                **{key: getattr(passage, key) for key in PLACES},
            )
            source.passage = passage.passage
            insight.sources.append(source)
    _add(insight, form)
    db.session.add(insight)
    try:
        db.session.commit()
    except IntegrityError:  # the same form, sent twice at once
        db.session.rollback()
        return _made_before(sent_as) or abort(409)
    flash(_("Kladden er gemt. Kun konsulenter kan se den endnu."), "success")
    return insight


def _add(insight: Insight, form: InsightForm) -> None:
    """Take in the trial that was added, unless it says so already."""
    if form.added is None:
        return
    trial_id, stance = form.added
    if trial_id not in insight.trial_ids(stance):
        insight.sources.append(
            InsightSource(organisation_id=insight.organisation_id, trial_id=trial_id, stance=stance)
        )


@bp.route("/<uuid:id>/rediger", methods=["GET", "POST"])
@allow(Deed.WRITE_INSIGHT, Insight)
def edit(insight: Insight) -> ResponseReturnValue:
    if insight.state is InsightState.SUPERSEDED:
        flash(_("Indsigten er forældet. Ret den, der gælder nu."), "info")
        return redirect(url_for(".show", id=insight.id))
    named = _named_sources(insight)
    theirs = _form_of(insight, named, None)
    if request.method == "GET":
        if request.args.get("mangler"):
            theirs.complain(insight.missing)
        return _edit_page(insight, theirs)
    form = _form_of(insight, named, _typed(theirs))
    if not form.validate():
        return _edit_page(insight, form), 422
    if form.revision.data != str(insight.revision):
        rows = versions(form, theirs)
        return render_template("insights/conflict.html", insight=insight, rows=rows), 409
    try:
        _save(insight, form, [source for source, _words in named])
    except Unfinished as lacking:
        db.session.rollback()
        form.complain(lacking.keys)
        return _edit_page(seen(Insight, insight.id), form), 422
    except NotCarried:
        db.session.rollback()
        form.strength.errors = [
            *form.strength.errors,
            _("Med kun én prøvehandling, der støtter, er styrken »Enkelt iagttagelse«."),
        ]
        return _edit_page(seen(Insight, insight.id), form), 422
    if insight.state is InsightState.PUBLISHED and claims_several_units_of_one(insight):
        db.session.rollback()
        form.strength.errors = [*form.strength.errors, several_units_of_one()]
        return _edit_page(seen(Insight, insight.id), form), 422
    db.session.commit()
    flash(_("Gemt."), "success")
    if "tilfoej" in request.form:
        return redirect(url_for(".edit", id=insight.id, _anchor="kilder"))
    return redirect(url_for(".show", id=insight.id))


def _form_of(
    insight: Insight,
    named: list[tuple[InsightSource, str]],
    typed: MultiDict[str, str] | None,
) -> InsightForm:
    """The form as it was typed, or as the insight stands when nothing was."""
    return _form(
        [(source.id, words, source.stance.value) for source, words in named],
        data=saved_values(insight),
        kept_session=insight.session_id,
        formdata=typed,
    )


def _typed(theirs: InsightForm) -> MultiDict[str, str]:
    """What was sent. A source that somebody else took in meanwhile was not asked about: it stays."""
    if is_choosing(request.form):
        return as_chosen(request.form, theirs)
    typed = MultiDict(request.form)
    for key in theirs.drawn:
        if key.startswith(SOURCE) and theirs[key].data:
            typed.setdefault(key, theirs[key].data)
    return typed


def _save(insight: Insight, form: InsightForm, named: list[InsightSource]) -> None:
    for source in named:
        stance = form.stance_of(source.id)
        if stance is None:
            insight.sources.remove(source)
        else:
            source.stance = stance
    _add(insight, form)
    insight.save(form.written(), at=now())


def _named_sources(insight: Insight) -> list[tuple[InsightSource, str]]:
    """The sources that the visitor may see, each with the words to know it by.

    The others stay as they are: nobody removes what they cannot see.
    """
    trials = trials_in_sight({one.trial_id for one in insight.sources if one.trial_id})
    sessions = sessions_in_sight({one.session_id for one in insight.sources if one.session_id})
    titles = {one.id: one.title for one in trials} | {one.id: one.title for one in sessions}
    texts = {**texts_of(trials), **texts_of_sessions(sessions)}
    named = []
    for source in insight.sources:
        home = source.trial_id or source.session_id
        if home is None or home not in titles:
            continue
        text = next((one for one in texts[home] if one.holds(source)), None)
        if text is None and source.trial_id is None:
            continue  # what a participant took along is not for everybody in the room
        quote = words_today(source.passage, text.words) if text and source.passage else None
        named.append((source, titles[home] + (f": »{_short(quote)}«" if quote else "")))
    return named


def _edit_page(insight: Insight, form: InsightForm) -> str:
    trials = trials_in_sight(insight.supporting_ids)
    return render_template(
        "insights/edit.html",
        form=form,
        insight=insight,
        theme=None,
        suggested=suggested_strength(map(support_of, trials)) if trials else None,
    )


def _form(
    sources: list[tuple[UUID, str, str]],
    *,
    data: dict[str, Any],
    kept_session: UUID | None = None,
    asked_session: UUID | None = None,
    **more: Any,
) -> InsightForm:
    kept_goals = set(data.get("goals") or ())
    return insight_form(
        sources=[(one, words, chosen or NOT_USED) for one, words, chosen in sources],
        goals=[
            SelectChoice(str(goal.id), goal.label)
            for goal in directory().goals.values()
            if goal.is_active or str(goal.id) in kept_goals
        ],
        sessions=_sessions(kept_session, asked_session),
        trials=_trials(),
        data=data,
        **more,
    )


def _asked() -> UUID | None:
    """The session whose page led here."""
    return request.args.get("session", type=UUID)


def _sessions(kept: UUID | None, asked: UUID | None) -> list[SelectChoice]:
    """Sessions to name as the source: those whose day has come or that were held, and the two given.

    One may be held before the day it was set for. Only `kept` needs not be read by the visitor.
    """
    chosen = sa.or_(
        SparringSession.held_on <= today(),
        SparringSession.state.in_(WERE_HELD),
        SparringSession.id == asked,
    )
    rows = db.session.execute(
        sa.select(SparringSession.id, SparringSession.title, SparringSession.held_on)
        .where(
            sa.or_(
                sa.and_(in_the_room(member()), chosen),
                SparringSession.id == kept,
            )
        )
        .order_by(SparringSession.held_on.desc())
        .limit(50)
    )
    return [SelectChoice(str(row.id), f"{row.title} ({row.held_on:%d-%m-%Y})") for row in rows]


def _trials() -> list[SelectChoice]:
    """Shared trials that have begun, the newest first."""
    rows = db.session.execute(
        sa.select(TrialAction.id, TrialAction.title)
        .where(
            in_sight(),
            TrialAction.is_archived.is_(False),
            TrialAction.visibility != Visibility.PRIVATE,
            TrialAction.state.not_in([State.IDEA, State.PLANNED, State.CANCELLED]),
        )
        .order_by(TrialAction.updated_at.desc())
        .limit(MOST_TRIALS)
    )
    return [SelectChoice(str(row.id), row.title) for row in rows]
