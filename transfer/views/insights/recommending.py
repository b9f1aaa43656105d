"""Recommendations: the list, the page of one, and what leaders do with it."""

from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from wtforms.fields import SelectChoice

from transfer.access import allow, me, member, now, seen, today
from transfer.db import db
from transfer.domain.insights import Addressee, InsightState
from transfer.domain.lifecycle import WrongState
from transfer.domain.recommendations import (
    OPEN,
    RecommendationMove,
    RecommendationState,
    possible_moves,
)
from transfer.models import Insight, Recommendation
from transfer.models.recommendations import WordNeeded
from transfer.policies import Deed, visible_insights, visible_recommendations
from transfer.speaking import gettext as _
from transfer.topic_forms.insights import CommentForm, RecommendationForm, WordForm
from transfer.views.feedback.showing import speaker
from transfer.views.insights.blueprint import bp
from transfer.views.insights.reading import outsiders
from transfer.views.paging import pages_of

PER_PAGE: Final = 25
MOST_OFFERED: Final = 100

MOVES: Final = {
    "beslut": RecommendationMove.ACCEPT,
    "begynd": RecommendationMove.BEGIN,
    "gennemfoert": RecommendationMove.FINISH,
    "afvis": RecommendationMove.REJECT,
    "tag-op-igen": RecommendationMove.TAKE_UP_AGAIN,
}
"""What stands in the address of each move."""
SLUGS: Final = {move: slug for slug, move in MOVES.items()}
_ANY_MOVE: Final = ", ".join(f'"{slug}"' for slug in MOVES)


@bp.get("/anbefalinger")
@allow(Deed.LIST_RECOMMENDATIONS)
def recommendations() -> ResponseReturnValue:
    found, chips = visible_recommendations(member()), []
    state = _one_of(RecommendationState, request.args.get("tilstand", ""))
    addressee = _one_of(Addressee, request.args.get("til_hvem", ""))
    if state is not None:
        found = found.where(Recommendation.state == state)
        chips.append(_chip("tilstand", _(state.label)))
    if addressee is not None:
        found = found.where(Recommendation.addressee == addressee)
        chips.append(_chip("til_hvem", _(addressee.label)))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(found.subquery())) or 0
    pages = pages_of(total, per_page=PER_PAGE)
    rows = db.session.scalars(
        found.order_by(
            sa.case((Recommendation.state.in_(OPEN), 0), else_=1),
            Recommendation.due_on.is_(None),
            Recommendation.due_on,
            Recommendation.id,
        )
        .limit(pages.per_page)
        .offset(pages.first)
    )
    return render_template(
        "insights/recommendations.html",
        recommendations=list(rows),
        pages=pages,
        chips=chips,
        choices={
            "tilstand": [(one.value, _(one.label)) for one in RecommendationState],
            "til_hvem": [(one.value, _(one.label)) for one in Addressee],
        },
        on=today(),
    )


def _one_of(words: Any, typed: str) -> Any:
    plain = typed.strip().casefold()
    return next((one for one in words if plain in (one.value, one.label.casefold())), None)


def _chip(name: str, label: str) -> dict[str, str]:
    kept = [key for key in ("tilstand", "til_hvem") if key in request.args and key != name]
    others: dict[str, Any] = {key: request.args[key] for key in kept}
    return {"label": label, "remove_url": url_for(".recommendations", **others)}


@bp.get("/anbefalinger/<uuid:id>")
@allow(Deed.READ_RECOMMENDATION, Recommendation)
def recommendation(recommendation: Recommendation) -> ResponseReturnValue:
    return _page(recommendation)


def _page(
    recommendation: Recommendation,
    *,
    word: WordForm | None = None,
    failed: RecommendationMove | None = None,
    comment: CommentForm | None = None,
) -> str:
    insights = db.session.scalars(
        visible_insights(member())
        .where(Insight.id.in_(recommendation.insight_ids))
        .order_by(Insight.id)
    )
    return render_template(
        "insights/recommendation.html",
        recommendation=recommendation,
        insights=list(insights),
        moves=[(move, SLUGS[move]) for move in possible_moves(recommendation.state)],
        labels={move.value: _(move.done_label) for move in RecommendationMove},
        word=word or WordForm(formdata=None),
        failed=failed,
        comment=comment or CommentForm(formdata=None),
        speaker=speaker,
        outside=outsiders(),
        on=today(),
    )


@bp.route("/anbefalinger/ny", methods=["GET", "POST"])
@allow(Deed.WRITE_RECOMMENDATION)
def recommendation_new() -> ResponseReturnValue:
    asked = request.args.get("indsigt", type=UUID)
    insight = seen(Insight, asked) if asked else None
    form = _form(_from(insight) if insight else {"sent_as": str(uuid4())})
    if form.validate_on_submit():
        sent_as = form.sent_as_id()
        made = _made_before(sent_as) or _make(form, sent_as)
        return redirect(url_for(".recommendation", id=made.id))
    page = render_template("insights/recommendation_edit.html", form=form, recommendation=None)
    return page, 422 if form.is_submitted() else 200


def _from(insight: Insight) -> dict[str, Any]:
    return {
        "text": insight.recommendation,
        "addressee": insight.addressee.value if insight.addressee else None,
        "insights": [str(insight.id)],
        "sent_as": str(uuid4()),
    }


def _form(data: dict[str, Any]) -> RecommendationForm:
    """Published insights are on offer, since everybody who reads the recommendation should find them."""
    kept = [UUID(one) for one in data.get("insights", ())]
    rows = db.session.execute(
        visible_insights(member())
        .with_only_columns(Insight.id, Insight.headline)
        .where(sa.or_(Insight.state == InsightState.PUBLISHED, Insight.id.in_(kept)))
        .order_by(Insight.updated_at.desc())
        .limit(MOST_OFFERED)
    )
    return RecommendationForm([SelectChoice(str(one), headline) for one, headline in rows], data)


def _made_before(sent_as: UUID | None) -> Recommendation | None:
    if sent_as is None:
        return None
    return db.session.scalar(
        sa.select(Recommendation).where(
            Recommendation.sent_as == sent_as, Recommendation.author_id == me()
        )
    )


def _make(form: RecommendationForm, sent_as: UUID | None) -> Recommendation:
    at = now()
    made = Recommendation(
        organisation_id=member().organisation_id,
        state=RecommendationState.PROPOSED,
        proposed_on=today(),
        author_id=me(),
        sent_as=sent_as,
        created_at=at,
    )
    _fill(made, form)
    db.session.add(made)
    try:
        db.session.commit()
    except IntegrityError:  # the same form, sent twice at once
        db.session.rollback()
        return _made_before(sent_as) or abort(409)
    flash(_("Anbefalingen er gemt. Lederne kan se den på deres forside."), "success")
    return made


def _fill(recommendation: Recommendation, form: RecommendationForm) -> None:
    recommendation.save(form.text.data, Addressee(form.addressee.data), form.due, at=now())
    recommendation.build_on(UUID(one) for one in form.insights.data or ())


@bp.route("/anbefalinger/<uuid:id>/rediger", methods=["GET", "POST"])
@allow(Deed.WRITE_RECOMMENDATION, Recommendation)
def recommendation_edit(recommendation: Recommendation) -> ResponseReturnValue:
    form = _form(
        {
            "text": recommendation.text,
            "addressee": recommendation.addressee.value,
            "due_on": recommendation.due_on,
            "insights": [str(one) for one in recommendation.insight_ids],
            "revision": str(recommendation.revision),
        }
    )
    status, saved = 200, None
    if form.is_submitted():
        status = 422
        if form.validate():
            if form.revision.data == str(recommendation.revision):
                _fill(recommendation, form)
                db.session.commit()
                flash(_("Gemt."), "success")
                return redirect(url_for(".recommendation", id=recommendation.id))
            form.revision.data = str(recommendation.revision)
            status, saved = 409, recommendation
    page = render_template(
        "insights/recommendation_edit.html", form=form, recommendation=recommendation, saved=saved
    )
    return page, status


@bp.post(f"/anbefalinger/<uuid:id>/flyt/<any({_ANY_MOVE}):move>")
@allow(Deed.MOVE_RECOMMENDATION, Recommendation)
def moving(recommendation: Recommendation, move: str) -> ResponseReturnValue:
    wanted = MOVES[move]
    form = WordForm()
    if not form.validate_on_submit():
        return _page(recommendation, word=form, failed=wanted), 422
    try:
        recommendation.move(wanted, form.word.data or "", by=me(), on=today(), at=now())
    except WrongState:
        flash(
            _(
                "Det kan ikke gøres nu. Anbefalingens tilstand er: %(state)s.",
                state=_(recommendation.state.label),
            ),
            "info",
        )
        return redirect(url_for(".recommendation", id=recommendation.id))
    except WordNeeded:
        form.word.errors = [_("Skriv, hvorfor I afviser den.")]
        return _page(recommendation, word=form, failed=wanted), 422
    db.session.commit()
    flash(
        _("Anbefalingens tilstand er nu: %(state)s.", state=_(recommendation.state.label)),
        "success",
    )
    return redirect(url_for(".recommendation", id=recommendation.id))


@bp.post("/anbefalinger/<uuid:id>/kommentar")
@allow(Deed.COMMENT_RECOMMENDATION, Recommendation)
def recommendation_comment(recommendation: Recommendation) -> ResponseReturnValue:
    form = CommentForm()
    if not form.validate_on_submit():
        return _page(recommendation, comment=form), 422
    recommendation.comment(form.text.data, by=me(), at=now())
    db.session.commit()
    flash(_("Kommentaren er gemt."), "success")
    return redirect(url_for(".recommendation", id=recommendation.id))
