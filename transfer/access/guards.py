"""What stands above a view: the deed it lets in for, or that it lets in anyone."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from flask import Flask, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from transfer.access.clock import today
from transfer.access.places import as_member, places_of, places_on
from transfer.access.sight import seen
from transfer.access.visitor import may, me
from transfer.db import work_in
from transfer.policies import Deed

View = Callable[..., ResponseReturnValue]

GUARD: Final = "_guard"


def allow(deed: Deed, kind: type[Any] | None = None) -> Callable[[View], View]:
    """Let in members of the organisation who may do the deed.

    With a `kind`, the view's `id` becomes the record, if the visitor sees it (else 404) and may do the
    deed to it (else 403).
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> ResponseReturnValue:
            turned_away = _enter()
            if turned_away is not None:
                return turned_away
            if kind is None:
                if not may(deed):
                    abort(403)
                return view(**arguments)
            record = seen(kind, arguments.pop("id"))
            if not may(deed, record):
                abort(403)
            return view(record, **arguments)

        setattr(guarded, GUARD, deed)
        return guarded

    return guard


def personal(view: View) -> View:
    """Let in whoever is signed in, to what is their own."""

    @wraps(view)
    def guarded(**arguments: Any) -> ResponseReturnValue:
        if not current_user.is_authenticated:
            return ask_to_sign_in()
        g.places = places_of(me())
        return view(**arguments)

    setattr(guarded, GUARD, "personal")
    return guarded


def public(view: View) -> View:
    """Let in anyone at all."""
    setattr(view, GUARD, "public")
    return view


def insist_on_guards(app: Flask) -> None:
    """Refuse to start with a route that forgot to state its permission."""
    bare = [
        name
        for name, view in app.view_functions.items()
        if not hasattr(view, GUARD) and name != "static"
    ]
    if bare:
        raise RuntimeError(f"no permission stated for: {', '.join(sorted(bare))}")


def ask_to_sign_in() -> ResponseReturnValue:
    """To the sign-in page and then back here; what was typed meanwhile comes along on the 401 page."""
    if request.method not in ("GET", "HEAD"):
        abort(401)
    return redirect(url_for("sign_in.sign_in", next=request.full_path.rstrip("?")))


def _enter() -> ResponseReturnValue | None:
    """Go into the organisation of the address as the member one is there."""
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    on = today()
    g.places = places_on(me(), on)
    g.place = g.places.get(g.slug)
    if g.place is None:
        abort(404)
    work_in(g.place.id)
    g.member = as_member(me(), g.place, on)
    g.pop("sight", None)
    return None
