"""A visitor who opens pages, and what every page promises."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from bs4 import BeautifulSoup, Tag
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from transfer.db import db
from transfer.models import Person

Page = BeautifulSoup
TOKEN = re.compile(r'name="csrf_token" (?:type="hidden" )?value="([^"]+)"')


class FreshClient(FlaskClient):
    """Each request begins with nothing remembered, as on a real server.

    Tests run inside the application's context, which requests would otherwise share with its `g`.
    """

    def open(self, *arguments, **given):
        g.__dict__.clear()
        try:
            return super().open(*arguments, **given)
        finally:
            g.__dict__.clear()


class Visitor:
    """Opens pages as somebody, and holds each of them to what every page promises."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def signed_in_as(self, person: Person) -> "Visitor":
        """Sign in the way the sign-in page does, without the password."""
        from flask import session

        from transfer import signing_in

        app = self.client.application
        person_id = person.id
        with a_fresh_context(app), app.test_request_context():
            signing_in.begin_session(db.session.get_one(Person, person_id))
            response = self.client.application.response_class()
            self.client.application.session_interface.save_session(
                self.client.application, session._get_current_object(), response
            )
        cookie = response.headers["Set-Cookie"].split(";")[0]
        name, value = cookie.split("=", 1)
        self.client.set_cookie(name, value)
        return self

    def opens(self, address: str, status: int = 200) -> Page:
        response = self.gets(address)
        assert response.status_code == status, (response.status_code, address, _gist(response))
        page = BeautifulSoup(response.get_data(as_text=True), "html.parser")
        if response.mimetype == "text/html":
            assert_well_made(page)
        return page

    def gets(self, address: str) -> TestResponse:
        with a_fresh_context(self.client.application):
            return self.client.get(address)

    def _posts(self, address: str, values: dict[str, Any]) -> TestResponse:
        with a_fresh_context(self.client.application):
            return self.client.post(address, data=values)

    def sends(self, address: str, typed: dict[str, Any], *, to: str | None = None) -> TestResponse:
        """Open the page at `address`, fill in what was typed, and send its form (or post it to `to`).

        The fields that the page filled in itself go along, as a browser sends them.
        """
        opened = self.gets(address)
        page = BeautifulSoup(opened.get_data(as_text=True), "html.parser")
        form = form_on(page, to or address)
        values = {**values_of(form), **{key: _text(value) for key, value in typed.items()}}
        values = {key: value for key, value in values.items() if value is not None}
        return self.posts(to or str(form.get("action") or address), values)

    def posts(self, address: str, values: dict[str, Any]) -> TestResponse:
        """Post as it stands, with the CSRF token of this visitor's session."""
        if "csrf_token" not in values:
            values = {**values, "csrf_token": self.token()}
        response = self._posts(address, values)
        if (
            response.mimetype == "text/html"
            and response.data
            and response.status_code not in (301, 302, 303)
        ):
            assert_well_made(BeautifulSoup(response.get_data(as_text=True), "html.parser"))
        return response

    def token(self) -> str:
        """The CSRF token that any page of this visitor's holds."""
        found = TOKEN.search(self.gets("/min-konto").get_data(as_text=True))
        return found[1] if found else ""


@contextmanager
def a_fresh_context(app: Flask) -> Iterator[None]:
    """A context of its own, as in a server: nothing is left over from the request before.

    The test's own transaction ends first, or SQLite would let nobody else write.
    """
    db.session.rollback()
    with app.app_context():
        yield


def form_on(page: Page, address: str) -> Tag:
    """The form of the page that posts to the address, or else the one in its main part."""
    forms = page.select("form[method=post]")
    aimed = [form for form in forms if (form.get("action") or address) == address]
    inside = [form for form in forms if form.find_parent("main")]
    found = aimed or inside
    assert found, f"no form on the page that posts to {address}"
    return found[0]


def values_of(form: Tag) -> dict[str, Any]:
    """What a browser would send if nothing was touched; boxes with one name become a list."""
    values: dict[str, Any] = {}
    for control in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(control["name"]), control.get("type", "text")
        if kind in ("submit", "button", "file"):
            continue
        if kind in ("checkbox", "radio"):
            if not control.has_attr("checked"):
                continue
            if kind == "checkbox":
                values.setdefault(name, []).append(control.get("value", "on"))
                continue
        if control.name == "textarea":
            values[name] = control.get_text().removeprefix("\r").removeprefix("\n")
        elif control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            values[name] = chosen.get("value", "") if chosen else ""
        else:
            values[name] = control.get("value", "")
    return values


def assert_well_made(page: Page) -> None:
    """What every page promises. Every page that any test opens is held to it."""
    found: dict[str, list[Tag]] = {}
    for tag in page.find_all(
        True
    ):  # one way through: selectors would be a dozen, on thousands of pages
        found.setdefault(tag.name, []).append(tag)
    every = [tag for tags in found.values() for tag in tags]
    headings = [" ".join(heading.get_text().split()) for heading in found.get("h1", [])]
    assert len(headings) == 1, f"a page has one h1, this one has {headings}"
    title = " ".join(page.title.get_text().split()) if page.title else ""
    assert title.startswith(headings[0]), f"the title {title!r} begins with the h1 {headings[0]!r}"
    assert page.html is not None and page.html.get("lang") in ("da", "en")
    ids = [str(tag["id"]) for tag in every if tag.has_attr("id")]
    assert len(ids) == len(set(ids)), f"an id is used once: {[i for i in ids if ids.count(i) > 1]}"
    labelled = {label.get("for") for label in found.get("label", [])}
    for name in ("input", "select", "textarea"):
        for control in found.get(name, []):
            if name == "input" and control.get("type") in ("hidden", "submit", "button"):
                continue
            named = control.get("aria-label") or control.get("aria-labelledby")
            assert named or (control.get("id") and control["id"] in labelled), (
                f"no label for {control}"
            )
    for form in found.get("form", []):
        assert form.get("method") != "post" or form.find("input", {"name": "csrf_token"}), (
            f"a form without a token: {form.get('action')}"
        )
    assert not any(tag.has_attr("style") for tag in every), "the content policy forbids it"
    assert all(script.has_attr("src") for script in found.get("script", [])), (
        "the content policy forbids it"
    )
    assert "style" not in found, "the content policy forbids it"
    assert len(found.get("main", [])) == 1


def words_of(page: Page | TestResponse) -> str:
    """The text of a page, blanks tidied."""
    if not isinstance(page, BeautifulSoup):
        page = BeautifulSoup(page.get_data(as_text=True), "html.parser")
    return " ".join(page.get_text(" ").split())


def _text(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [str(one) for one in value]
    return value


def _gist(response: TestResponse) -> str:
    return response.get_data(as_text=True)[:3000]
