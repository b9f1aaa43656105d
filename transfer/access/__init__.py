"""How a view states its permission. The only reader of the current user, the clock and the organisation in the address."""

from transfer.access.addresses import keep_organisation_in_addresses, own_page, refuse_other_sites
from transfer.access.clock import now, today
from transfer.access.guards import GUARD, allow, ask_to_sign_in, insist_on_guards, personal, public
from transfer.access.places import (
    Place,
    as_member,
    is_second_factor_optional,
    must_have_second_factor,
    places_of,
)
from transfer.access.sight import in_sight, seen, within_sight
from transfer.access.visitor import (
    Visitor,
    acting_as,
    directory,
    load_visitor,
    may,
    me,
    member,
    place,
    template_context,
)

__all__ = [
    "GUARD",
    "Place",
    "Visitor",
    "acting_as",
    "allow",
    "as_member",
    "ask_to_sign_in",
    "directory",
    "in_sight",
    "insist_on_guards",
    "is_second_factor_optional",
    "keep_organisation_in_addresses",
    "load_visitor",
    "may",
    "me",
    "member",
    "must_have_second_factor",
    "now",
    "own_page",
    "personal",
    "place",
    "places_of",
    "public",
    "refuse_other_sites",
    "seen",
    "template_context",
    "today",
    "within_sight",
]
