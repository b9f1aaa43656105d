"""Who is signed in, in which organisation, and what they may do there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast
from uuid import UUID

from flask import g, session
from flask_login import UserMixin, current_user

from transfer.access.places import Place, must_have_second_factor
from transfer.credentials.sessions import PROVED, DatabaseSession
from transfer.models.directory import Directory
from transfer.policies import Deed, Member
from transfer.policies import may as policy_may


class Visitor(UserMixin):
    """Who is signed in, as Flask-Login and the templates know them."""

    def __init__(self, person_id: UUID, name: str, email: str) -> None:
        self.id = str(person_id)
        self.person_id = person_id
        self.name = name
        self.email = email

    @property
    def organisation(self) -> Place | None:
        """The organisation in the address, as templates ask for it."""
        return cast(Place | None, g.get("place"))

    @property
    def organisations(self) -> list[Place]:
        return list(g.get("places", {}).values())


def load_visitor(person_id: str) -> Visitor | None:
    """What Flask-Login asks for; read together with the session, so no query of its own."""
    holder = cast(DatabaseSession, session).holder
    if holder is None or str(holder.id) != person_id:
        return None
    if not session.get(PROVED) and must_have_second_factor(holder.id):
        return None  # asked for since they came in, so they come in once more
    return Visitor(holder.id, holder.name, holder.email)


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
