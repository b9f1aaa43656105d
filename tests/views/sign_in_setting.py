"""Somebody with a password, and tries at the sign-in page, for the tests of it."""

from datetime import UTC, datetime

import sqlalchemy as sa
from bs4 import BeautifulSoup

from tests.factories import a_membership, a_person
from tests.web import Page, assert_well_made, form_on, values_of
from transfer.credentials import passwords
from transfer.db import across_organisations, db
from transfer.domain.vocabulary import Role

PASSWORD = "fire grønne hatte på et bord"
KEPT = passwords.hashed(PASSWORD)
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def a_member(organisation, email="mette@birkesund.example", role=Role.ACTIVIST, **given):
    person = a_person("Mette Kragholm", email=email, password_hash=KEPT)
    a_membership(person, organisation, role, **given)
    return person


def tries(visitor, password=PASSWORD, email="mette@birkesund.example", **given):
    """What a browser sends from the sign-in page; `address` is the caller's."""
    address = given.pop("address", "127.0.0.1")
    page = page_of(visitor.client.get(given.pop("page", "/log-ind")))
    values = {**values_of(form_on(page, "/log-ind")), "email": email, "password": password}
    environ = {"REMOTE_ADDR": address}
    return visitor.client.post("/log-ind", data=values, environ_base=environ, **given)


def page_of(response) -> Page:
    page = BeautifulSoup(response.get_data(as_text=True), "html.parser")
    assert_well_made(page)
    return page


def is_signed_in(visitor) -> bool:
    return visitor.client.get("/min-konto").status_code == 200


def count(model) -> int:
    with across_organisations():
        found = db.session.scalar(sa.select(sa.func.count()).select_from(model))
        db.session.rollback()
    return found
