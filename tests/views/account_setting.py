"""Somebody with an account and a password, for the tests of accounts."""

from datetime import UTC, datetime

from bs4 import BeautifulSoup

from tests.web import assert_well_made, form_on, values_of
from transfer.credentials import passwords
from transfer.db import db
from transfer.models import Person

PASSWORD = "fire grønne hatte på et bord"
KEPT = passwords.hashed(PASSWORD)
ANOTHER = "tre blå katte under en bro"
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def signs_in(visitor, password=PASSWORD, agent="", email="mette@birkesund.example"):
    page = BeautifulSoup(visitor.client.get("/log-ind").get_data(as_text=True), "html.parser")
    values = {**values_of(form_on(page, "/log-ind")), "email": email, "password": password}
    return visitor.client.post("/log-ind", data=values, headers={"User-Agent": agent})


def is_signed_in(visitor) -> bool:
    return visitor.client.get("/min-konto").status_code == 200


def sends(visitor, page_address, action, **typed):
    page = BeautifulSoup(visitor.client.get(page_address).get_data(as_text=True), "html.parser")
    response = visitor.client.post(action, data={**values_of(form_on(page, action)), **typed})
    if response.status_code not in (302, 303):
        assert_well_made(BeautifulSoup(response.get_data(as_text=True), "html.parser"))
    return response


def path_of(link: str) -> str:
    assert link.startswith("http://localhost/")
    return link.removeprefix("http://localhost")


def kept_password_is(person, password) -> bool:
    db.session.expire_all()
    is_it = passwords.is_right(db.session.get(Person, person.id).password_hash, password)
    db.session.rollback()
    return is_it
