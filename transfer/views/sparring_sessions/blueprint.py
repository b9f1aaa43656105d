"""Where every page about a sparringssession hangs."""

from typing import Final
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from transfer.models.sparring_sessions import AgendaItem, SparringSession
from transfer.speaking import gettext as _

bp: Final = Blueprint("sparring_sessions", __name__, url_prefix="/<organisation>/sparring")


def address(session: SparringSession, anchor: str | None = None) -> str:
    return url_for("sparring_sessions.show", id=session.id, _anchor=anchor)


def too_late(session: SparringSession) -> ResponseReturnValue:
    """The page was old: somebody has moved the session on, or a button was pressed twice."""
    flash(
        _(
            "Det kan ikke gøres nu. Sessionens tilstand er: %(state)s.",
            state=_(session.state.label),
        ),
        "info",
    )
    return redirect(address(session))


def item_of(session: SparringSession, item_id: UUID) -> AgendaItem:
    """The item of this session's agenda; 404 when it is none of its."""
    found = next((item for item in session.agenda if item.id == item_id), None)
    return found or abort(404)
