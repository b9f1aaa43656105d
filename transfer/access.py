"""How a view states its permission. The only reader of the current user, the clock and the organisation."""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache, wraps
from typing import Any, Final, ParamSpec, TypeVar, cast
from urllib.parse import unquote, urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import UserMixin, current_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RoutingException

from transfer.asking import Columns, Prepared, PreparedRecord, Unwalled
from transfer.db import work_in
from transfer.domain.anchoring import CHECK_MONTHS, months_in
from transfer.domain.vocabulary import Role
from transfer.models.directory import Directory, directory_of
from transfer.models.organisations import Organisation
from transfer.models.people import Membership
from transfer.policies import SIGHT, Deed, Member, may_be_seen_by
from transfer.policies import may as policy_may
from transfer.second_factor import ALWAYS_ASKED
from transfer.sessions import PROVED, DatabaseSession

COPENHAGEN: Final = ZoneInfo("Europe/Copenhagen")

P = ParamSpec("P")
R = TypeVar("R")
View = Callable[..., ResponseReturnValue]


class Visitor(UserMixin):
    """Who is signed in, as Flask-Login and the templates know them."""

    def __init__(self, person_id: UUID, name: str, email: str) -> None:
        self.id = str(person_id)
        self.person_id = person_id
        self.name = name
        self.email = email

    @property
    def organisation(self) -> "Place | None":
        """The organisation in the address, as templates ask for it."""
        return cast("Place | None", g.get("place"))

    @property
    def organisations(self) -> "list[Place]":
        return list(g.get("places", {}).values())


@dataclass(frozen=True, slots=True)
class Place:
    """One organisation that the visitor belongs to."""

    id: UUID
    slug: str
    name: str
    programme: str
    brand: str
    directory_revision: int
    roles: tuple[tuple[Role, UUID | None, bool], ...]
    """Role, unit (none: everywhere), external."""
    activists_need_code: bool = True
    check_months: tuple[int, ...] = CHECK_MONTHS
    """When after an adoption somebody is asked whether it still lives."""

    @property
    def asks_for_second_factor(self) -> bool:
        """Whether the organisation lets the visitor in only with a code as well."""
        return any(role in ALWAYS_ASKED or self.activists_need_code for role, _, _ in self.roles)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The calendar day in Denmark."""
    return datetime.now(COPENHAGEN).date()


def me() -> UUID:
    """The id of who is signed in."""
    return cast(UUID, current_user.person_id)


def member() -> Member:
    """Who is signed in, as a member of the organisation in the address."""
    return cast(Member, g.member)


def place() -> Place:
    """The organisation in the address."""
    return cast(Place, g.place)


def directory() -> Directory:
    """The names of the organisation in the address."""
    return member().directory


def may(deed: Deed | str, record: Any = None) -> bool:
    """Whether the visitor may do it. Templates pass the deed's name: `may("SAVE_TRIAL", trial)`."""
    if "member" not in g:
        return False
    return policy_may(member(), deed if isinstance(deed, Deed) else Deed[deed], record)


# Guards

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


def seen(kind: type[R], record_id: UUID) -> R:
    """The record, if the visitor sees it; else 404, as for one that never was."""
    asked: Any = kind
    record = _one_seen(asked, _sight()).record(record_id=record_id)
    if record is None:
        abort(404)
    return cast(R, record)


def in_sight() -> sa.ColumnElement[bool]:
    """The condition on a trial action that the visitor sees it."""
    return _in_sight(_sight())


def within_sight(write: Callable[..., Columns]) -> Callable[..., Prepared]:
    """A statement that depends on who asks, written once for all that decides what a member sees.

    `write` gets the member, and what else the statement depends on; so does the one who asks for it.
    """

    @lru_cache(maxsize=256)
    def written(sight: _Sight, *depends_on: Hashable) -> Prepared:
        return Prepared(write(sight.member, *depends_on))

    @wraps(write)
    def of_member(who: Member, *depends_on: Hashable) -> Prepared:
        return written(_Sight.of(who), *depends_on)

    return of_member


@dataclass(frozen=True, slots=True)
class _Sight:
    """All that decides what a member sees. A condition for it is made once; making it costs more than asking it."""

    what_decides: tuple[Any, ...]
    member: Member = field(compare=False)

    @classmethod
    def of(cls, who: Member) -> "_Sight":
        return cls(
            (
                who.organisation_id,
                who.person_id,
                frozenset(who.roles.items()),
                who.directory.revision,
                who.today,
                who.is_external,
            ),
            who,
        )


@contextmanager
def acting_as(who: Member) -> Iterator[None]:
    """Ask as this member for the length of the block, where nobody is signed in: mails and calendars."""
    before = {name: g.pop(name) for name in ("member", "sight") if name in g}
    g.member = who
    try:
        yield
    finally:
        g.pop("member", None)
        g.pop("sight", None)
        for name, kept in before.items():
            setattr(g, name, kept)


def _sight() -> _Sight:
    if "sight" not in g:
        g.sight = _Sight.of(member())
    return cast(_Sight, g.sight)


@lru_cache(maxsize=256)
def _in_sight(sight: _Sight) -> sa.ColumnElement[bool]:
    return may_be_seen_by(sight.member)


@lru_cache(maxsize=256)
def _one_seen(kind: type[Any], sight: _Sight) -> PreparedRecord[Any]:
    """Asks for the record with the id `record_id`."""
    one = sa.bindparam("record_id", type_=sa.Uuid())
    return PreparedRecord(kind, SIGHT[kind](sight.member).where(kind.id == one))


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


# Organisation in the address


def keep_organisation_in_addresses(app: Flask) -> None:
    """Take the organisation's slug out of every address, and put it into every address made."""

    @app.url_value_preprocessor
    def _take(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.slug = values.pop("organisation", None) if values else None

    @app.url_defaults
    def _put(endpoint: str, values: dict[str, Any]) -> None:
        if "organisation" in values or not g.get("slug"):
            return
        if app.url_map.is_endpoint_expecting(endpoint, "organisation"):
            values["organisation"] = g.slug


def places_of(person_id: UUID) -> dict[str, Place]:
    """The organisations where the person has a role today, by slug."""
    return _places(person_id, today())


def _enter() -> ResponseReturnValue | None:
    """Go into the organisation of the address as the member one is there."""
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    on = today()
    g.places = _places(me(), on)
    g.place = g.places.get(g.slug)
    if g.place is None:
        abort(404)
    work_in(g.place.id)
    g.member = as_member(me(), g.place, on)
    g.pop("sight", None)
    return None


def as_member(person_id: UUID, place: Place, on: date) -> Member:
    names = directory_of(place.id, place.directory_revision)
    roles: dict[Role, frozenset[UUID] | None] = {}
    for role, unit_id, _ in place.roles:
        held = None if unit_id is None else names.below(unit_id)
        if role in roles:
            earlier = roles[role]
            held = None if held is None or earlier is None else held | earlier
        roles[role] = held
    return Member(
        person_id=person_id,
        organisation_id=place.id,
        roles=roles,
        directory=names,
        today=on,
        is_external=any(external for _, _, external in place.roles),
    )


_ORGANISATIONS: Final = cast(sa.Table, Organisation.__table__)
_MEMBERSHIPS: Final = cast(sa.Table, Membership.__table__)

_PLACES: Final = Unwalled(
    sa.select(
        _ORGANISATIONS.c.id,
        _ORGANISATIONS.c.slug,
        _ORGANISATIONS.c.name,
        _ORGANISATIONS.c.programme,
        _ORGANISATIONS.c.brand,
        _ORGANISATIONS.c.directory_revision,
        _MEMBERSHIPS.c.role,
        _MEMBERSHIPS.c.unit_id,
        _MEMBERSHIPS.c.is_external,
        _ORGANISATIONS.c.activists_need_code,
        _ORGANISATIONS.c.check_months,
    )
    .join(_MEMBERSHIPS, _MEMBERSHIPS.c.organisation_id == _ORGANISATIONS.c.id)
    .where(
        _MEMBERSHIPS.c.person_id == sa.bindparam("person_id"),
        _MEMBERSHIPS.c.starts_on <= sa.bindparam("on"),
        sa.or_(_MEMBERSHIPS.c.ends_on.is_(None), _MEMBERSHIPS.c.ends_on >= sa.bindparam("on")),
    )
    .order_by(_ORGANISATIONS.c.name)
)
"""Of tables and not of records: every request asks this, and records cost many times as much."""


def _places(person_id: UUID, on: date) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for row in _PLACES.rows(person_id=person_id, on=on):
        earlier = found[row.slug].roles if row.slug in found else ()
        roles = (*earlier, (row.role, row.unit_id, row.is_external))
        found[row.slug] = Place(
            row.id,
            row.slug,
            row.name,
            row.programme,
            row.brand,
            row.directory_revision,
            roles,
            row.activists_need_code,
            months_in(row.check_months),
        )
    return found


# Who is there


def load_visitor(person_id: str) -> Visitor | None:
    """What Flask-Login asks for; read together with the session, so no query of its own."""
    holder = cast(DatabaseSession, session).holder
    if holder is None or str(holder.id) != person_id:
        return None
    if not session.get(PROVED) and must_have_second_factor(holder.id):
        return None  # asked for since they came in, so they come in once more
    return Visitor(holder.id, holder.name, holder.email)


def must_have_second_factor(person_id: UUID) -> bool:
    """Whether any organisation of the person's asks for one. Of several the strictest counts."""
    if is_second_factor_optional():
        return False
    return any(place.asks_for_second_factor for place in places_of(person_id).values())


def is_second_factor_optional() -> bool:
    """Whether this installation asks nobody for one: a demo, or a place for measurements."""
    return bool(current_app.config["SETTINGS"].second_factor == "optional")


def own_page(target: str, method: str = "GET") -> Mapping[str, Any] | None:
    """The parts of an address of ours that one may be sent on to; None for any other text.

    What browsers would mend into another site's address is no address of ours.
    """
    if not _PLAIN_TARGET.fullmatch(target):
        return None
    path = unquote(urlsplit(target).path)
    if not _PLAIN_PATH.fullmatch(path):
        return None
    try:
        _, values = current_app.url_map.bind("localhost").match(path, method=method)
    except (HTTPException, RoutingException):
        return None
    return values


_PLAIN_TARGET: Final = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""Printable ASCII without blanks and backslashes, which browsers mend into something else."""
_PLAIN_PATH: Final = re.compile(r"(/[\w.~-]*)+", re.ASCII)


def refuse_other_sites() -> None:
    """Refuse what another site sends in a visitor's name, whatever tokens it has. For every request."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403)
    origin = request.headers.get("Origin")
    if origin is None:
        return
    own = {request.host, urlsplit(current_app.config["SETTINGS"].base_url).netloc}
    if urlsplit(origin).netloc not in own:
        abort(403)


def template_context() -> dict[str, Any]:
    """What every page knows about its visitor."""
    if not current_user or not current_user.is_authenticated:
        return {"visitor": None, "may": may}
    return {
        "visitor": current_user._get_current_object(),  # noqa: SLF001  (asked forty times a page)
        "places": list(g.get("places", {}).values()),
        "place": g.get("place"),
        "member": g.get("member"),
        "may": may,
    }
