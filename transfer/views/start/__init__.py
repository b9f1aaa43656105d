"""The start page: what is mine to do next, then what is new. One part for each role one holds."""

from typing import Final

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from transfer.access import allow, member, now, place
from transfer.next_steps import editions, files, waiting
from transfer.next_steps import mirror as duties
from transfer.policies import Deed
from transfer.views.report_files import about
from transfer.views.start import advising, beginning, leading, numbers, own_work, sparring
from transfer.views.workshop.listing import drafts

MOST_WAITING: Final = 8
MOST_DRAFTS: Final = 3

bp = Blueprint("start", __name__, url_prefix="/<organisation>")


@bp.get("/")
@allow(Deed.VISIT)
def show() -> ResponseReturnValue:
    who, organisation = member(), place()
    counted = None
    if who.is_leader or who.is_local_admin:
        counted = numbers.of(organisation, who, now())
    mirror = duties.of(who) if who.is_leader else None
    return render_template(
        "start/show.html",
        names=who.directory,
        files=[(one, about(one)) for one in files.of(who)],
        editions=editions.of(who),
        waiting=waiting.of(who, now())[:MOST_WAITING],
        sparring=sparring.of(who, mirror.waiting.promised if mirror else None),
        mine=own_work.of(who) if who.is_activist else None,
        news=own_work.news_for(who) if who.is_activist and not who.is_consultant else (),
        advising=advising.of(who) if who.is_consultant else None,
        reports=drafts(MOST_DRAFTS) if who.is_consultant else (),
        leading=leading.of(who, counted) if mirror and counted else None,
        mirror=mirror,
        counted=counted if who.is_local_admin else None,
        first_steps=beginning.first_steps(who) if who.is_local_admin else [],
    )


@bp.get("/ledelsesspejl")
@allow(Deed.SEE_OWN_MIRROR)
def mirror() -> ResponseReturnValue:
    """A leader's own duties; nobody else sees this page of hers."""
    who = member()
    return render_template("start/mirror.html", mirror=duties.of(who), names=who.directory)
