"""People with and without a phone in the hand, for tests of signing in in two steps."""

from datetime import UTC, datetime, timedelta

import pyotp
import sqlalchemy as sa
from bs4 import BeautifulSoup

from tests.factories import a_membership, a_person
from tests.web import assert_well_made, form_on, values_of, words_of
from transfer.credentials import passwords, second_factor
from transfer.db import across_organisations, db
from transfer.domain.vocabulary import Role
from transfer.models import Job, Organisation

PASSWORD = "fire grønne hatte på et bord"
KEPT = passwords.hashed(PASSWORD)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
METTE = "mette@birkesund.example"
SET_UP = "/log-ind/opsaetning"
CODE = "/log-ind/kode"
OWN = "/min-konto/to-trin"


def a_member(organisation, role=Role.ACTIVIST, email=METTE, name="Mette Kragholm", **given):
    person = a_person(name, email=email, password_hash=KEPT)
    a_membership(person, organisation, role, **given)
    return person


def with_a_phone(person, at=AT - timedelta(days=1)) -> list[str]:
    """Give the person a second factor, as if they had set it up. Returns the recovery codes."""
    codes = second_factor.set_up(person.id, SECRET, code_at(at), at=at)
    db.session.commit()
    return codes


def code_at(moment, secret=SECRET) -> str:
    return pyotp.TOTP(secret).at(int(moment.timestamp()))


def page_of(response):
    page = BeautifulSoup(response.get_data(as_text=True), "html.parser")
    assert_well_made(page)
    return page


def sends(visitor, page_address, action=None, **typed):
    """Fill in the form that the page has for the address, and send it."""
    action = action or page_address
    page = page_of(visitor.client.get(page_address))
    form = form_on(page, action)
    response = visitor.client.post(
        str(form.get("action") or action), data={**values_of(form), **typed}
    )
    if response.status_code not in (302, 303):
        page_of(response)
    return response


def gives_password(visitor, email=METTE, password=PASSWORD, page="/log-ind"):
    return sends(visitor, page, "/log-ind", email=email, password=password)


def gives_code(visitor, code, page=CODE):
    return sends(visitor, page, page.partition("?")[0], one_time_code=code)


def comes_in(visitor, email=METTE, at=None):
    gives_password(visitor, email)
    response = gives_code(visitor, code_at(at or AT))
    assert response.status_code == 303, words_of(response)


def is_signed_in(visitor) -> bool:
    return visitor.client.get("/min-konto").status_code == 200


def cookie_of(visitor) -> str:
    cookie = visitor.client.get_cookie("transfer")
    return cookie.value if cookie else ""


def mails() -> list[dict]:
    found = [job.payload for job in db.session.scalars(sa.select(Job).order_by(Job.id))]
    db.session.rollback()
    return found


def is_on(person) -> bool:
    found = second_factor.standing_of(person.id).is_on
    db.session.rollback()
    return found


def shown_secret(response) -> str:
    return page_of(response).select_one("#noegle").get_text().replace(" ", "")


def shown_codes(response) -> list[str]:
    return [one.get_text() for one in page_of(response).select("#koder code")]


def relax(organisation):
    with across_organisations():
        db.session.get_one(Organisation, organisation.id).activists_need_code = False
        db.session.commit()
