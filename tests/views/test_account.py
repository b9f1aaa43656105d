"""One's own account, and the links that let people in once."""

from datetime import date

import pytest
import time_machine

from tests.factories import a_membership, a_person, a_unit, an_organisation
from tests.views.account_setting import (
    ANOTHER,
    AT,
    KEPT,
    PASSWORD,
    is_signed_in,
    kept_password_is,
    sends,
    signs_in,
)
from tests.web import Visitor, words_of
from transfer.domain.vocabulary import Role

pytestmark = pytest.mark.usefixtures("fresh_requests")


@pytest.fixture
def birkesund(app):
    return an_organisation(name="Birkesund Kommune")


@pytest.fixture
def mette(birkesund):
    person = a_person("Mette Kragholm", email="mette@birkesund.example", password_hash=KEPT)
    a_membership(person, birkesund, Role.ACTIVIST, a_unit(birkesund, "Hjemmeplejen Vest"))
    return person


# The page


def test_it_shows_who_one_is_and_as_what_where(visitor, mette):
    other = an_organisation("engholm", name="Engholm Kommune")
    a_membership(mette, other, Role.CONSULTANT, is_external=True)
    a_membership(mette, other, Role.LEADER, ends_on=date(2025, 6, 30))
    signs_in(visitor)
    words = words_of(visitor.opens("/min-konto"))
    assert "mette@birkesund.example" in words
    assert "Birkesund Kommune Læringsaktivist i Hjemmeplejen Vest" in words
    assert "Engholm Kommune Konsulent (ekstern) i hele organisationen" in words
    assert "Leder" not in words


@pytest.mark.parametrize("own_page", ["", "/kalender-og-mails", "/to-trin", "/to-trin/opsaetning"])
def test_ones_own_pages_lead_back_to_each_organisation(visitor, mette, own_page):
    a_membership(mette, an_organisation("engholm", name="Engholm Kommune"), Role.CONSULTANT)
    signs_in(visitor)
    ways = visitor.opens(f"/min-konto{own_page}").select(".ways-back a")
    assert [one["href"] for one in ways] == ["/birkesund/", "/engholm/"]
    assert ways[0].get_text(strip=True) == "Tilbage til Birkesund Kommune"


def test_a_stranger_is_asked_to_sign_in(visitor, mette):
    assert visitor.gets("/min-konto").location == "/log-ind?next=/min-konto"


def test_it_shows_where_one_is_signed_in_and_ends_the_others(app, mette):
    here, there = Visitor(app), Visitor(app)
    signs_in(here, agent="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    signs_in(
        there,
        agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
    )
    words = words_of(here.opens("/min-konto"))
    assert "Firefox · Linux · Denne enhed" in words
    assert "Safari · iPhone" in words
    assert words.count("Denne enhed") == 1
    assert sends(here, "/min-konto", "/min-konto/andre-enheder").status_code == 303
    assert is_signed_in(here)
    assert not is_signed_in(there)
    page = here.opens("/min-konto")
    assert "iPhone" not in words_of(page)
    assert not page.select("form[action='/min-konto/andre-enheder']")


def test_nobody_sees_or_ends_the_sessions_of_another(app, mette, birkesund):
    ole = a_person("Ole", email="ole@birkesund.example", password_hash=KEPT)
    a_membership(ole, birkesund, Role.ACTIVIST)
    his, hers = Visitor(app), Visitor(app)
    signs_in(his, email="ole@birkesund.example")
    signs_in(hers, agent="Firefox Windows")
    assert "Windows" not in words_of(his.opens("/min-konto"))
    his.posts("/min-konto/andre-enheder", {})
    assert is_signed_in(hers)


# Password


def changes(visitor, current=PASSWORD, new=ANOTHER):
    return sends(
        visitor, "/min-konto", "/min-konto/adgangskode", current_password=current, new_password=new
    )


def test_a_new_password_works_and_ends_the_sessions_elsewhere(app, mette):
    here, there = Visitor(app), Visitor(app)
    signs_in(here)
    signs_in(there)
    before = here.client.get_cookie("transfer").value
    assert changes(here).status_code == 303
    assert kept_password_is(mette, ANOTHER)
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert here.client.get_cookie("transfer").value != before
    there.client.set_cookie("transfer", before)
    assert not is_signed_in(there)
    assert signs_in(Visitor(app)).status_code == 422
    assert signs_in(Visitor(app), ANOTHER).status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "said"),
    [
        ("forkert adgangskode", ANOTHER, "Det er ikke den adgangskode, du bruger nu."),
        ("", ANOTHER, "Skriv den adgangskode, du bruger nu."),
        (PASSWORD, "", "Skriv den adgangskode, du vælger."),
        (PASSWORD, "for kort", "mindst 15 tegn. Den her er på 8."),
        (PASSWORD, "Velkommen12345678", "bruger mange andre"),
        (PASSWORD, "Birkesund Kommune 26", "næsten kun dit navn"),
        (PASSWORD, "Kragholm 123456789", "næsten kun dit navn"),
    ],
)
def test_a_password_that_will_not_do_changes_nothing_and_is_not_shown(
    visitor, mette, current, new, said
):
    signs_in(visitor)
    response = changes(visitor, current, new)
    assert response.status_code == 422
    assert said in words_of(response)
    assert not new or new not in response.get_data(as_text=True)
    assert kept_password_is(mette, PASSWORD)


def test_a_borrowed_session_cannot_guess_the_password(visitor, mette):
    with time_machine.travel(AT, tick=False):
        signs_in(visitor)
        for _ in range(5):
            assert changes(visitor, "et gæt").status_code == 422
        response = changes(visitor)
        assert response.status_code == 429
        assert int(response.headers["Retry-After"]) >= 1
    assert kept_password_is(mette, PASSWORD)


def test_browsers_and_password_keepers_know_what_each_field_is(visitor, mette):
    page = visitor.opens("/log-ind")
    assert page.select_one("input[name=email]")["autocomplete"] == "username"
    assert page.select_one("input[name=password]")["autocomplete"] == "current-password"
    signs_in(visitor)
    page = visitor.opens("/min-konto")
    for name, known_as in (
        ("current_password", "current-password"),
        ("new_password", "new-password"),
    ):
        field = page.select_one(f"input[name={name}]")
        assert (field["autocomplete"], field["type"]) == (known_as, "password")
        assert field["data-reveal"] == "Vis"
        assert not field.get("maxlength")


# Language


def test_the_language_is_chosen_by_a_form_and_kept_in_the_browser(visitor, mette):
    signs_in(visitor)
    response = sends(visitor, "/min-konto", "/min-konto/sprog", language="en")
    cookie = next(one for one in response.headers.getlist("Set-Cookie") if one.startswith("sprog="))
    assert cookie.startswith("sprog=en;")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert visitor.opens("/min-konto").select_one("input[name=language][checked]")["value"] == "en"


def test_a_language_that_is_not_offered_is_refused(visitor, mette):
    signs_in(visitor)
    response = visitor.posts("/min-konto/sprog", {"language": "de\r\nX: y"})
    assert response.status_code == 422
    assert "sprog=" not in str(response.headers)
