"""The page of one sparringssession, as each reader may know it."""

from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import abort, render_template
from flask.typing import ResponseReturnValue

from transfer.access import allow, may, me, member, today
from transfer.calendars.invitations import are_sent
from transfer.db import db
from transfer.models.sparring_sessions import SparringSession
from transfer.policies import (
    Deed,
    about_ones_units,
    is_in_the_room,
    lacks_facilitator,
)
from transfer.tasks import calendars_are_to_be_told
from transfer.topic_forms.sparring_sessions.room import ContributionForm, TakeawayForm
from transfer.views.sparring_sessions.blueprint import bp, item_of
from transfer.views.sparring_sessions.gathering import (
    agenda_of,
    agreements_made_at,
    benefit_of,
    contributions_to,
    documented,
    earlier_agreements,
    insights_from,
    insights_in_sight,
    minutes_of,
    outsiders,
    story_of,
    titles_of,
    topics_of,
)


@bp.get("/<uuid:id>")
@allow(Deed.SEE_SESSION, SparringSession)
def show(session: SparringSession) -> ResponseReturnValue:
    if not is_in_the_room(member(), session):
        return _from_outside(session)
    return page_of(session)


@bp.get("/<uuid:id>/dagsorden/<uuid:item_id>/tekst")
@allow(Deed.READ_SESSION, SparringSession)
def item_text(session: SparringSession, item_id: UUID) -> ResponseReturnValue:
    """What one prøvehandling on the agenda tells, to read before the meeting."""
    item = item_of(session, item_id)
    line = next(one for one in agenda_of(session, member()) if one.item is item)
    if line.trial is None:
        abort(404)
    return render_template(
        "sparring_sessions/item_text.html",
        session=session,
        line=line,
        story=story_of(line.trial),
        names=member().directory,
    )


def page_of(session: SparringSession, **forms: Any) -> str:
    """The whole page, for those in the room; `forms` may hold what was typed and refused."""
    who = member()
    earlier, made = earlier_agreements(session, who), agreements_made_at(session, who)
    benefit = benefit_of(session, who)
    lines = agenda_of(session, who)
    leads, are_invited = may(Deed.LEAD_SESSION, session), are_sent(session)
    may_be_invited = leads and session.state.is_ahead and not are_invited
    given: dict[str, Any] = {
        "contribution": ContributionForm(formdata=None, data={"sent_as": str(uuid4())}),
        "takeaway": _takeaway(benefit.mine),
        **forms,
    }
    return render_template(
        "sparring_sessions/show.html",
        session=session,
        names=who.directory,
        lines=lines,
        minutes=minutes_of(session),
        earlier=earlier,
        made=made,
        titles=titles_of([*earlier, *made], who),
        contributions=contributions_to(session, who),
        benefit=benefit,
        documented=documented(session, lines, who),
        outsiders=outsiders(session, who),
        insights=insights_from(session),
        are_invited=are_invited,
        invitation_is_on_its_way=may_be_invited and calendars_are_to_be_told(session),
        insights_in_sight=insights_in_sight(session, who),
        lacks_facilitator=lacks_facilitator(who, session),
        leads=leads,
        me=me(),
        on=today(),
        **given,
    )


def _takeaway(mine: Any) -> TakeawayForm:
    kept = {"line": mine.line, "benefit": str(mine.benefit or "")} if mine else {}
    return TakeawayForm(formdata=None, data=kept)


def _from_outside(session: SparringSession) -> str:
    """Leaders are told day and topics, administrators that it exists (DOMAIN D)."""
    who = member()
    led = who.is_leader and db.session.scalar(
        sa.select(SparringSession.id).where(SparringSession.id == session.id, about_ones_units(who))
    )
    return render_template(
        "sparring_sessions/outside.html",
        session=session,
        names=who.directory,
        tells_topics=bool(led),
        topics=topics_of(session, who) if led else [],
        may_appoint=may(Deed.APPOINT_FACILITATOR, session),
    )
