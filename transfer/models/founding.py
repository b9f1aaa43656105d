"""How an organisation begins: with its template in version 1 and the top of its tree of units."""

import re
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from transfer.db import db, inside
from transfer.domain.default_template import QUESTIONS
from transfer.domain.vocabulary import UnitKind
from transfer.models.form_templates import FormTemplate, FormVersion
from transfer.models.organisations import Organisation, Unit

TEMPLATE_NAME: Final = "Prøvehandling"
LONGEST_SLUG: Final = 40
RESERVED: Final = frozenset(
    {
        "administration",
        "api",
        "livez",
        "kalender",
        "log-ind",
        "log-ud",
        "maerke",
        "min-konto",
        "nulstil",
        "opsaetning",
        "paamindelser",
        "readyz",
        "static",
        "transfer",
        "velkommen",
        "was",
    }
)
"""First parts of our own addresses, which an organisation must not stand in the way of."""

_SLUG: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class BadSlug(ValueError):
    """A slug that cannot stand in an address."""


class SlugTaken(Exception):
    """Another organisation already has the slug."""


def new_organisation(
    slug: str, name: str, programme: str, brand: str, at: datetime
) -> Organisation:
    """An organisation ready to work in, in the present transaction. The only place that makes one.

    Args:
        brand: colour of headings and buttons, `#rrggbb`; empty: the tool's own.

    Raises:
        BadSlug: the slug has other than a-z, 0-9 and single hyphens, or is an address of ours.
        SlugTaken: another organisation has it.
    """
    if not is_slug(slug):
        raise BadSlug(slug)
    if db.session.scalar(sa.select(Organisation.id).where(Organisation.slug == slug)) is not None:
        raise SlugTaken(slug)
    chosen = {"brand": brand} if brand else {}
    organisation = Organisation(slug=slug, name=name, programme=programme, created_at=at, **chosen)
    db.session.add(organisation)
    db.session.flush()
    with inside(organisation.id):
        db.session.add(_first_template(at))
        db.session.add(Unit(name=name, kind=UnitKind.DEPARTMENT, is_active=True))
        db.session.flush()
    return organisation


def is_slug(slug: str) -> bool:
    """Whether an organisation may be known by it in addresses."""
    fits = _SLUG.fullmatch(slug) is not None and 2 <= len(slug) <= LONGEST_SLUG
    return fits and slug not in RESERVED


def _first_template(at: datetime) -> FormTemplate:
    template = FormTemplate(name=TEMPLATE_NAME)
    template.versions.append(
        FormVersion(
            number=1,
            kept_questions=[question.as_json() for question in QUESTIONS],
            published_at=at,
        )
    )
    return template
