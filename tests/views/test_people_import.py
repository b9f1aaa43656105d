"""People and units from a spreadsheet: looked through first, then loaded whole or not at all."""

import io
from datetime import date

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

from tests import factories as make
from tests.queries import counting_queries
from tests.web import assert_well_made, values_of, words_of
from transfer.db import across_organisations, db
from transfer.domain.vocabulary import Role
from transfer.models import Membership, Organisation, Person, Unit

IMPORT = "/birkesund/administration/import"
CONFIRM = f"{IMPORT}/gennemfoersel"
HEAD = "navn;e-mail;rolle;enhed;titel;ekstern;fra;til\r\n"


@pytest.fixture
def here(app):
    return make.an_organisation(name="Birkesund")


@pytest.fixture
def vest(here):
    area = make.a_unit(here, "Ældre og sundhed", kind="area")
    return make.a_unit(here, "Hjemmeplejen Vest", parent=area)


@pytest.fixture
def admin(here, vest, visitor):
    person = make.an_administrator(here)
    visitor.signed_in_as(person)
    return visitor


def uploads(visitor, content, what="brugere"):
    if isinstance(content, str):
        content = content.encode()
    values = {"what": what, "file": (io.BytesIO(content), "fil.csv"), "csrf_token": visitor.token()}
    response = visitor.client.post(IMPORT, data=values)
    assert_well_made(BeautifulSoup(response.get_data(as_text=True), "html.parser"))
    return response


def confirms(visitor, looked_through):
    page = BeautifulSoup(looked_through.get_data(as_text=True), "html.parser")
    form = page.select_one(f"form[action='{CONFIRM}']")
    assert form, words_of(page)
    return visitor.posts(CONFIRM, values_of(form))


def count(kind):
    with across_organisations():
        db.session.rollback()
        return db.session.scalar(sa.select(sa.func.count(kind.id)))


def membership_of(email):
    with across_organisations():
        db.session.rollback()
        return db.session.scalars(
            sa.select(Membership).join(Person).where(Person.email == email).order_by(Membership.id)
        ).all()


METTE = "Mette Ærø;Mette@birkesund.example;Læringsaktivist;Hjemmeplejen Vest;sygeplejerske;nej;1. januar 2026;31-12-2027\r\n"


def test_the_template_can_be_uploaded_as_it_is_but_holds_nobody(admin):
    template = admin.gets(f"{IMPORT}/skabelon-brugere.csv")

    assert template.get_data().startswith(
        b"\xef\xbb\xbfnavn;e-mail;rolle;enhed;titel;ekstern;fra;til"
    )
    assert (
        admin.gets(f"{IMPORT}/skabelon-enheder.csv").get_data()
        == b"\xef\xbb\xbfenhed;type;overordnet\r\n"
    )
    response = uploads(admin, template.get_data())
    assert response.status_code == 422
    assert "Filen er tom" in words_of(response)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_file_is_read_the_many_ways_it_may_be_saved(admin, vest, encoding, separator):
    text = (HEAD + METTE).replace(";", separator)

    looked_through = uploads(admin, text.encode(encoding))
    assert looked_through.status_code == 200, words_of(looked_through)
    assert "1 ny bruger" in words_of(looked_through)
    assert membership_of("mette@birkesund.example") == []
    response = confirms(admin, looked_through)

    assert response.status_code == 302
    (role,) = membership_of("mette@birkesund.example")
    assert role.person.name == "Mette Ærø"
    assert (role.role, role.unit_id, role.title) == (Role.ACTIVIST, vest.id, "sygeplejerske")
    assert (role.starts_on, role.ends_on) == (date(2026, 1, 1), date(2027, 12, 31))


def test_columns_may_come_in_any_order_and_unknown_ones_are_named(admin):
    text = 'rolle;E-mail;NAVN;telefon;enhed\nleder;a@b.example;"Ørn; Åse";12345678;hele organisationen\n'

    words = words_of(uploads(admin, text))

    assert "Ørn; Åse" in words
    assert "Disse kolonner bliver ikke brugt: telefon" in words


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (";a@b.example;leder;Hjemmeplejen Vest;;;;", "navn", "Skriv personens navn."),
        ("A;;leder;Hjemmeplejen Vest;;;;", "e-mail", "Skriv personens e-mailadresse."),
        ("A;ab.example;leder;Hjemmeplejen Vest;;;;", "e-mail", "Skriv en hel e-mailadresse"),
        (
            "A;a@b.example;chef;Hjemmeplejen Vest;;;;",
            "rolle",
            "Læringsaktivist · Konsulent · Leder · Lokal administrator",
        ),
        ("A;a@b.example;leder;Hjemplejen Vest;;;;", "enhed", "Mente du: Hjemmeplejen Vest?"),
        ("A;a@b.example;leder;;;;;", "enhed", "Hele organisationen"),
        ("A;a@b.example;leder;Engholm Nord;;;;", "enhed", "er ikke en enhed her"),
        ("A;a@b.example;administrator;Hjemmeplejen Vest;;;;", "enhed", "for hele organisationen"),
        ("A;a@b.example;leder;Hjemmeplejen Vest;;måske;;", "ekstern", "Skriv ja eller nej."),
        ("A;a@b.example;leder;Hjemmeplejen Vest;;;31.02.2026;", "fra", "Den dato findes ikke"),
        ("A;a@b.example;leder;Hjemmeplejen Vest;;;1-1-2026;tolv", "til", "dag-måned-år"),
        ("A;a@b.example;leder;Hjemmeplejen Vest;;;1-1-2026;31-12-2025", "til", "før startdatoen"),
        ("A;a@b.example;leder;Hjemmeplejen Vest;;;;;ekstra", "hele rækken", "9 felter"),
        ("=1+1;a@b.example;leder;Hjemmeplejen Vest;;;;", "navn", "som en formel"),
        ("Bo 070761-4285;a@b.example;leder;Hjemmeplejen Vest;;;;", "navn", "CPR"),
        (
            "x" * 121 + ";a@b.example;leder;Hjemmeplejen Vest;;;;",
            "navn",
            "Der er plads til 120 tegn",
        ),
    ],
)
def test_a_bad_row_is_named_with_number_column_and_reason_and_nothing_is_saved(
    here, admin, row, column, reason
):
    make.a_unit(make.an_organisation("engholm"), "Engholm Nord")
    people = count(Person)

    response = uploads(admin, f"{HEAD}{METTE}\r\n{row}\r\n")

    words = words_of(response)
    assert response.status_code == 422
    assert reason in words
    cells = [
        [cell.get_text(" ", strip=True) for cell in line.select("th, .cell-value")]
        for line in BeautifulSoup(response.get_data(as_text=True), "html.parser").select("tbody tr")
    ]
    assert ["Række 4", column] in [line[:2] for line in cells]
    assert count(Person) == people
    assert not BeautifulSoup(response.get_data(as_text=True), "html.parser").select(
        f"form[action='{CONFIRM}']"
    )


def test_an_address_with_two_names_and_a_row_that_stands_twice_are_refused(admin):
    other = METTE.replace("Mette Ærø", "Lone Ærø")

    assert "står i række 2 med navnet Mette Ærø" in words_of(uploads(admin, HEAD + METTE + other))
    assert "står også i række 2" in words_of(uploads(admin, HEAD + METTE + METTE))


def test_one_person_may_have_several_roles(admin, vest):
    file = HEAD + METTE + METTE.replace("Læringsaktivist", "Konsulent")

    confirms(admin, uploads(admin, file))

    roles = {role.role for role in membership_of("mette@birkesund.example")}
    assert roles == {Role.ACTIVIST, Role.CONSULTANT}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Filen er tom"),
        (b"\n\n;;\n", "Filen er tom"),
        (b"PK\x03\x04" + bytes(50), "ikke en CSV-fil"),
        (b"navn;rolle;enhed\nA;leder;B", "Kolonnen »e-mail« mangler"),
        (b"navn;navn;e-mail;rolle;enhed\nA;A;a@b.dk;leder;B", "Kolonnen »navn« står to gange"),
        (HEAD.encode() + b'"Mette;m@b.dk;leder;B;;;;\n', "fra række 2"),
    ],
)
def test_a_malformed_file_is_refused_with_a_reason(admin, content, sentence):
    people = count(Person)

    response = uploads(admin, content)

    assert response.status_code == 422
    assert sentence in words_of(response)
    assert count(Person) == people


def test_no_file_and_a_file_too_large_are_refused(admin):
    assert "Vælg en fil." in words_of(admin.posts(IMPORT, {"what": "brugere"}))
    too_large = uploads(admin, HEAD + "x" * 300_001)

    assert too_large.status_code == 413
    assert "større end 300 kB" in words_of(too_large)


def test_the_second_time_nothing_is_changed(admin):
    confirms(admin, uploads(admin, HEAD + METTE))
    before = count(Membership)

    again = uploads(admin, HEAD + METTE)

    assert "1 uden ændring" in words_of(again)
    confirms(admin, again)
    assert count(Membership) == before


def test_a_changed_row_changes_the_role_and_empty_cells_leave_it(admin):
    confirms(admin, uploads(admin, HEAD + METTE))
    changed = (
        "Mette Ærø;mette@birkesund.example;Læringsaktivist;Hjemmeplejen Vest;;ja;;01-06-2027\r\n"
    )

    looked_through = uploads(admin, HEAD + changed)
    assert "1 rolle ændres" in words_of(looked_through)
    confirms(admin, looked_through)

    (role,) = membership_of("mette@birkesund.example")
    assert role.is_external
    assert role.title == "sygeplejerske"
    assert (role.starts_on, role.ends_on) == (date(2026, 1, 1), date(2027, 6, 1))


def test_somebody_known_elsewhere_looks_like_anybody_new(here, admin):
    elsewhere = make.an_organisation("engholm", name="Engholm")
    person = make.a_person("Et Andet Navn", email="mette@birkesund.example")
    make.a_membership(person, elsewhere, Role.LEADER)

    looked_through = uploads(admin, HEAD + METTE)

    words = words_of(looked_through)
    assert "1 ny bruger" in words
    assert "Et Andet Navn" not in words
    assert "Engholm" not in words
    confirms(admin, looked_through)
    assert len(membership_of("mette@birkesund.example")) == 2


def test_the_confirmed_file_is_not_believed_but_read_again(admin):
    bad = {"what": "brugere", "gist": "1.0.0.0", "text": HEAD + METTE.replace("Vest", "Nord")}

    assert admin.posts(CONFIRM, bad).status_code == 422
    assert admin.posts(CONFIRM, {**bad, "text": "vrøvl"}).status_code == 302
    assert admin.posts(CONFIRM, {**bad, "what": "passwords"}).status_code == 302
    assert membership_of("mette@birkesund.example") == []


def test_what_changed_since_is_shown_before_it_is_done(admin, vest):
    looked_through = uploads(admin, HEAD + METTE)
    person = make.a_person("Mette Ærø", email="mette@birkesund.example")
    with across_organisations():
        unit = db.session.merge(vest)
        organisation = db.session.get_one(Organisation, unit.organisation_id)
    make.a_membership(person, organisation, Role.LEADER)

    response = confirms(admin, looked_through)

    assert response.status_code == 409
    assert "Noget er ændret" in words_of(response)
    assert len(membership_of("mette@birkesund.example")) == 1


def test_the_file_cannot_end_the_last_administrator(here, visitor):
    make.a_membership(make.a_person("Anja", email="anja@b.example"), here, Role.LOCAL_ADMIN)
    visitor.signed_in_as(db.session.scalars(sa.select(Person)).one())

    response = confirms(
        visitor, uploads(visitor, HEAD + "Anja;anja@b.example;administrator;;;;;31-12-2026\r\n")
    )

    assert response.status_code == 422
    assert "ingen administrator tilbage" in words_of(response)
    assert membership_of("anja@b.example")[0].ends_on is None


def test_five_hundred_people_are_loaded_with_few_questions_to_the_database(admin):
    rows = "".join(
        f"Person {n};person{n}@birkesund.example;Læringsaktivist;Hjemmeplejen Vest;;;;\r\n"
        for n in range(500)
    )

    looked_through = uploads(admin, HEAD + rows)
    with counting_queries() as sent:
        response = confirms(admin, looked_through)

    assert response.status_code == 302
    assert len(sent) < 60
    assert count(Membership) == 501


# Units

UNIT_HEAD = "enhed;type;overordnet\n"


def test_units_are_made_from_the_top_down_whatever_their_order(admin, here):
    file = (
        UNIT_HEAD
        + "Team Nord;Enhed;Psykiatri\n"
        + "Psykiatri;Område;Social\n"
        + "Social;Forvaltning;\n"
        + "Team Syd;enhed;ældre og sundhed\n"
        + "Hjemmeplejen Vest;Enhed;Ældre og sundhed\n"
    )

    looked_through = uploads(admin, file, "enheder")
    assert "4 nye enheder" in words_of(looked_through), words_of(looked_through)
    assert "1 uden ændring" in words_of(looked_through)
    assert confirms(admin, looked_through).status_code == 302

    with across_organisations():
        units = {unit.name: unit for unit in db.session.scalars(sa.select(Unit))}
    assert units["Team Nord"].parent_id == units["Psykiatri"].id
    assert units["Psykiatri"].parent_id == units["Social"].id
    assert units["Team Syd"].parent_id == units["Ældre og sundhed"].id
    assert len(units) == 6


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("X;Afdeling;Ældre og sundhed", "er ikke en type"),
        ("X;Enhed;Findes ikke", "findes hverken her eller i filen"),
        ("X;Enhed;", "Kun en forvaltning ligger øverst"),
        ("X;Område;Hjemmeplejen Vest", "kan ikke ligge under"),
        ("X;Enhed;X", "under sig selv"),
        (";Enhed;Ældre og sundhed", "Skriv enhedens navn"),
        ("Hjemmeplejen Øst;Enhed;Engholm Ældre", "findes hverken"),
    ],
)
def test_a_bad_unit_is_named_and_nothing_is_saved(admin, row, reason):
    make.a_unit(make.an_organisation("engholm"), "Engholm Ældre", kind="area")
    units = count(Unit)

    response = uploads(admin, f"{UNIT_HEAD}Social;Forvaltning;\n{row}\n", "enheder")

    assert response.status_code == 422
    assert reason in words_of(response)
    assert count(Unit) == units
