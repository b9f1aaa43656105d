"""Pages where an administrator lets people in, changes what they are, and lets them go."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests import factories as make
from tests.web import words_of
from transfer.access import today
from transfer.db import across_organisations, db
from transfer.domain.typing_in import show_date
from transfer.domain.vocabulary import Role
from transfer.memberships import administered_until
from transfer.models import Membership, OneTimeLink, Person

PEOPLE = "/birkesund/administration/brugere"


@pytest.fixture
def here(app):
    return make.an_organisation(name="Birkesund")


@pytest.fixture
def elsewhere(app):
    return make.an_organisation("engholm", name="Engholm")


@pytest.fixture
def admin(here, visitor):
    person = make.an_administrator(here, "Anja Administrator")
    visitor.signed_in_as(person)
    return person


def roles_of(person_id, organisation_id):
    with across_organisations():
        db.session.rollback()
        return db.session.scalars(
            sa.select(Membership)
            .where(Membership.person_id == person_id, Membership.organisation_id == organisation_id)
            .order_by(Membership.starts_on, Membership.id)
        ).all()


def person_with(email):
    db.session.rollback()
    return db.session.scalars(sa.select(Person).where(Person.email == email)).one_or_none()


def page_of(person):
    return f"{PEOPLE}/{person.id}"


def typed(its_unit, **given):
    return {
        "name": "Mette Kragholm",
        "email": "Mette@Birkesund.example ",
        "role": "activist",
        "unit": its_unit.id if its_unit else "alle",
        "starts_on": "1. januar 2026",
        "ends_on": "",
        **given,
    }


def test_a_new_person_gets_a_first_role(here, admin, visitor):
    unit = make.a_unit(here, "Hjemmeplejen Vest")

    response = visitor.sends(
        f"{PEOPLE}/ny", typed(unit, ends_on="31-12-2027", title="sygeplejerske")
    )

    assert response.status_code == 302, words_of(response)
    person = person_with("mette@birkesund.example")
    (role,) = roles_of(person.id, here.id)
    assert (role.role, role.unit_id, role.title) == (Role.ACTIVIST, unit.id, "sygeplejerske")
    assert (role.starts_on, role.ends_on) == (date(2026, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "Skriv personens navn."),
        ({"email": "mette"}, "Skriv en hel e-mailadresse"),
        ({"email": "mette@kommune"}, "Skriv en hel e-mailadresse"),
        ({"role": ""}, "Vælg en rolle."),
        ({"role": "superuser"}, "Vælg en af mulighederne."),
        ({"unit": ""}, "Vælg en enhed eller hele organisationen."),
        ({"ends_on": "31-12-2025"}, "Slutdatoen ligger før startdatoen."),
        ({"starts_on": "31.02.2026"}, "Den dato findes ikke"),
        ({"starts_on": "1-1-20225"}, "Året 20225 kan ikke passe."),
        ({"role": "local_admin"}, "En administrator er det for hele organisationen."),
        ({"name": "x" * 10_000}, "Der er plads til 120 tegn"),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_nothing_is_lost(
    here, admin, visitor, wrong, sentence
):
    response = visitor.sends(f"{PEOPLE}/ny", typed(make.a_unit(here), title="pædagog", **wrong))

    assert response.status_code == 422
    assert sentence in words_of(response)
    assert "pædagog" in response.get_data(as_text=True)
    assert person_with("mette@birkesund.example") is None


def test_a_unit_of_another_organisation_is_not_offered(here, elsewhere, admin, visitor):
    foreign = make.a_unit(elsewhere, "Engholm Hjemmepleje")

    response = visitor.sends(f"{PEOPLE}/ny", typed(foreign))

    assert response.status_code == 422
    assert "Engholm" not in words_of(visitor.opens(f"{PEOPLE}/ny"))
    assert person_with("mette@birkesund.example") is None


def test_the_same_form_sent_twice_makes_one_person(here, admin, visitor):
    unit = make.a_unit(here)
    visitor.sends(f"{PEOPLE}/ny", typed(unit))

    response = visitor.sends(f"{PEOPLE}/ny", typed(unit))

    assert response.status_code == 422
    assert "er her allerede" in words_of(response)
    assert len(roles_of(person_with("mette@birkesund.example").id, here.id)) == 1


def test_somebody_from_another_organisation_joins_as_quietly_as_a_new_person(
    here, elsewhere, admin, visitor
):
    consultant = make.a_person("Rasmus Teglgaard", email="rasmus@raad.example")
    make.a_membership(
        consultant, elsewhere, Role.CONSULTANT, make.a_unit(elsewhere, "Engholm Nord")
    )
    form = typed(None, name="Rasmus Teglgaard", role="consultant")

    joined = visitor.sends(f"{PEOPLE}/ny", {**form, "email": "rasmus@raad.example"})
    brand_new = visitor.sends(f"{PEOPLE}/ny", {**form, "email": "ny@raad.example"})

    assert joined.status_code == brand_new.status_code == 302
    visitor.opens(PEOPLE)  # says that both were made
    pages = [words_of(visitor.opens(answer.location)) for answer in (joined, brand_new)]
    assert pages[0].replace("rasmus@raad", "ny@raad") == pages[1].replace("rasmus@raad", "ny@raad")
    assert "Engholm" not in pages[0]
    assert len(roles_of(consultant.id, elsewhere.id)) == 1
    assert len(roles_of(consultant.id, here.id)) == 1


def test_people_of_another_organisation_are_not_found(here, elsewhere, admin, visitor):
    stranger = make.an_activist(elsewhere, make.a_unit(elsewhere), "Fremmed Person")
    (role,) = roles_of(stranger.id, elsewhere.id)
    doors = ["invitation", "deaktivering", "aktivering", f"roller/{role.id}/afslutning"]

    assert "Fremmed" not in words_of(visitor.opens(PEOPLE))
    assert visitor.gets(page_of(stranger)).status_code == 404
    assert visitor.gets(f"{page_of(stranger)}/roller/{role.id}").status_code == 404
    for door in doors:
        assert visitor.posts(f"{page_of(stranger)}/{door}", {}).status_code == 404
    assert visitor.posts(f"{page_of(stranger)}/roller/ny", typed(None)).status_code == 404
    assert roles_of(stranger.id, elsewhere.id)[0].ends_on is None


def test_a_role_elsewhere_is_neither_shown_nor_touched(here, elsewhere, admin, visitor):
    both = make.an_activist(here, make.a_unit(here), "Begge Steder")
    far = make.a_membership(both, elsewhere, Role.LEADER, make.a_unit(elsewhere, "Engholm Nord"))

    assert "Engholm" not in words_of(visitor.opens(page_of(both)))
    assert visitor.gets(f"{page_of(both)}/roller/{far.id}").status_code == 404
    assert visitor.posts(f"{page_of(both)}/roller/{far.id}/afslutning", {}).status_code == 404

    visitor.posts(f"{page_of(both)}/deaktivering", {})

    assert roles_of(both.id, elsewhere.id)[0].ends_on is None
    assert person_with(both.email).is_active


def test_a_changed_role_counts_from_the_next_page(here, admin, visitor, visitors, app):
    unit = make.a_unit(here)
    person = make.an_activist(here, unit, "Mette Kragholm")
    (role,) = roles_of(person.id, here.id)

    response = visitor.sends(f"{page_of(person)}/roller/{role.id}", {"role": "leader"})

    assert response.status_code == 302, words_of(response)
    assert roles_of(person.id, here.id)[0].role is Role.LEADER
    other = visitors(app).signed_in_as(person)
    assert other.gets("/birkesund/administration").status_code == 403


def test_an_ended_role_lets_nobody_in_from_now_on(here, admin, visitor, visitors, app):
    person = make.an_activist(here, make.a_unit(here), "Mette Kragholm")
    (role,) = roles_of(person.id, here.id)
    other = visitors(app).signed_in_as(person)
    assert other.gets("/birkesund/kompetencemaal").status_code == 200

    visitor.posts(f"{page_of(person)}/roller/{role.id}/afslutning", {})

    assert other.gets("/birkesund/kompetencemaal").status_code in (302, 404)
    assert "Mette Kragholm" in words_of(visitor.opens(page_of(person)))


def test_a_role_given_today_can_be_taken_back_and_given_again(here, admin, visitor):
    unit = make.a_unit(here)
    visitor.sends(f"{PEOPLE}/ny", typed(unit, starts_on=show_date(today())))
    person = person_with("mette@birkesund.example")
    (role,) = roles_of(person.id, here.id)

    visitor.posts(f"{page_of(person)}/roller/{role.id}/afslutning", {})
    assert "Trak ikke i kraft" in words_of(visitor.opens(page_of(person)))
    again = visitor.sends(f"{page_of(person)}/roller/ny", typed(unit, starts_on=show_date(today())))

    assert again.status_code == 302


def test_the_same_role_twice_in_the_same_time_is_refused(here, admin, visitor):
    unit = make.a_unit(here)
    person = make.an_activist(here, unit)

    response = visitor.sends(f"{page_of(person)}/roller/ny", typed(unit))

    assert response.status_code == 422
    assert "har allerede den rolle" in words_of(response)
    assert len(roles_of(person.id, here.id)) == 1


def test_deactivating_ends_every_session_at_once_and_keeps_the_name(
    here, admin, visitor, visitors, app
):
    person = make.an_activist(here, make.a_unit(here), "Mette Kragholm")
    other = visitors(app).signed_in_as(person)

    response = visitor.posts(f"{page_of(person)}/deaktivering", {})

    assert response.status_code == 302
    assert other.gets("/min-konto").status_code == 302
    assert not person_with(person.email).is_active
    assert "Mette Kragholm" in words_of(visitor.opens(f"{PEOPLE}?status=deaktiveret"))


def test_a_deactivated_person_can_be_let_in_again(here, admin, visitor):
    person = make.an_activist(here, make.a_unit(here), "Mette Kragholm")
    visitor.posts(f"{page_of(person)}/deaktivering", {})

    visitor.posts(f"{page_of(person)}/aktivering", {})

    assert person_with(person.email).is_active
    first, again = roles_of(person.id, here.id)
    assert first.ends_on == today() - timedelta(days=1)
    assert (again.starts_on, again.ends_on, again.role) == (today(), None, Role.ACTIVIST)


@pytest.mark.parametrize("way", ["deaktivering", "role_ending", "role", "earlier_end"])
def test_the_last_administrator_stays(here, admin, visitor, way):
    (role,) = roles_of(admin.id, here.id)
    make.a_membership(make.a_person("Til Nytår"), here, Role.LOCAL_ADMIN, ends_on=today())

    if way == "deaktivering":
        response = visitor.posts(f"{page_of(admin)}/deaktivering", {})
    elif way == "role_ending":
        response = visitor.posts(f"{page_of(admin)}/roller/{role.id}/afslutning", {})
    else:
        changes = {"role": "leader"} if way == "role" else {"ends_on": show_date(today())}
        response = visitor.sends(f"{page_of(admin)}/roller/{role.id}", changes)

    assert response.status_code == 422
    assert "Gør en anden til administrator først." in words_of(response)
    db.session.rollback()
    assert administered_until(here.id, today()) == date.max
    assert visitor.gets(PEOPLE).status_code == 200


def test_one_of_two_administrators_may_go(here, admin, visitor):
    make.an_administrator(here)

    assert visitor.posts(f"{page_of(admin)}/deaktivering", {}).status_code == 302
    assert visitor.gets(PEOPLE).status_code == 302


def test_an_invitation_is_shown_once_and_mailed(here, admin, visitor):
    person = make.an_activist(here, make.a_unit(here))

    shown = visitor.posts(f"{page_of(person)}/invitation", {})

    link = re.search(r"http://\S+/velkommen/[\w-]+", words_of(shown))
    assert shown.status_code == 200
    assert link
    assert link[0] not in words_of(visitor.opens(page_of(person)))


def test_no_link_that_opens_more_than_this_organisation_is_shown(here, elsewhere, admin, visitor):
    both = make.an_activist(here, make.a_unit(here))
    make.a_membership(both, elsewhere, Role.LOCAL_ADMIN)
    known = make.a_person(password_hash="a hash")
    make.a_membership(known, here, Role.LEADER)

    for person in (both, known):
        words = words_of(visitor.posts(f"{page_of(person)}/invitation", {}))
        assert "/velkommen/" not in words
        assert "Invitationen er klar" in words


def test_a_link_handed_out_elsewhere_dies_when_its_person_joins_here(
    here, elsewhere, admin, visitor, visitors, app
):
    person = make.a_person("Rasmus Teglgaard", email="rasmus@raad.example")
    make.a_membership(person, elsewhere, Role.CONSULTANT)
    far = visitors(app).signed_in_as(make.an_administrator(elsewhere))
    far.posts(f"/engholm/administration/brugere/{person.id}/invitation", {})

    visitor.sends(f"{PEOPLE}/ny", typed(None, email="rasmus@raad.example"))

    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(OneTimeLink.id))) == 0


def test_people_are_found_by_name_role_unit_and_status(here, admin, visitor):
    area = make.a_unit(here, "Ældre", kind="area")
    unit = make.a_unit(here, "Hjemmeplejen", parent=area)
    make.an_activist(here, unit, "Åse Ørn")
    make.a_leader(here, area, "Bo Berg")
    gone = make.a_person("Gitte Gået")
    make.a_membership(gone, here, Role.ACTIVIST, unit, ends_on=date(2025, 2, 1))

    def found(address):
        table = visitor.opens(f"{PEOPLE}?{address}").select_one("table")
        return [cell.get_text(strip=True) for cell in table.select("tbody th")] if table else []

    assert found("q=ørn") == ["Åse Ørn"]
    assert found("rolle=leader") == ["Bo Berg"]
    assert found(f"enhed={area.id}") == ["Bo Berg", "Åse Ørn"]
    assert found("status=deaktiveret") == ["Gitte Gået"]
    assert found("q=findes-ikke") == []
    assert found("enhed=vrøvl") == []


@pytest.mark.parametrize("page", ["10" * 9, "-3", "tolv", "0", "²"])
def test_a_page_that_does_not_exist_is_one_that_does(here, admin, visitor, page):
    for number in range(30):
        make.an_activist(here, None, f"Person {number:02}")

    assert "Viser" in words_of(visitor.opens(f"{PEOPLE}?side={page}"))


def test_what_is_not_on_the_form_cannot_be_set(here, elsewhere, admin, visitor):
    more = {
        "organisation_id": elsewhere.id,
        "is_active": "",
        "password_hash": "x",
        "person_id": admin.id,
    }

    visitor.sends(f"{PEOPLE}/ny", typed(None, **more))

    person = person_with("mette@birkesund.example")
    assert person.password_hash is None
    assert person.is_active
    assert roles_of(person.id, elsewhere.id) == []


def test_a_known_address_does_not_give_away_the_name_it_has_elsewhere(app, visitor):
    here = make.an_organisation()
    elsewhere = make.an_organisation("engholm")
    known = make.a_person("Rasmus Teglgaard", email="rasmus@firma.example")
    make.a_membership(known, elsewhere, Role.CONSULTANT)
    visitor.signed_in_as(make.an_administrator(here))

    answer = visitor.sends(
        "/birkesund/administration/brugere/ny",
        typed(make.a_unit(here), name="Opdigtet Navn", email="rasmus@firma.example"),
    )

    page = words_of(visitor.opens(answer.location))
    assert "Opdigtet Navn" in page
    assert "Teglgaard" not in page
    assert "Teglgaard" not in words_of(visitor.opens("/birkesund/administration/brugere"))
