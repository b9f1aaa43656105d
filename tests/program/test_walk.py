"""Everybody tries every address of two organisations: what opens, and what it changes.

Who is let in stands in `policy`.
"""

import pytest
import sqlalchemy as sa

from tests.program.policy import ALL, NO_MEMBERS, OWN, ROWS
from tests.program.two_organisations import TRIALS
from tests.program.walking import (
    BOOKKEEPING,
    NEVER,
    UNSAFE_ROWS,
    faceless,
    main_form,
    named,
    words_in,
)
from tests.web import values_of
from transfer.db import across_organisations, db
from transfer.models import Organisation, Person

EVERYBODY = sorted(ALL | NO_MEMBERS | {"anonymous"})
IN_ORGANISATIONS = [row for row in ROWS if row.kind == "organisation"]
WITH_IDS = [
    row for row in IN_ORGANISATIONS if any(key == "id" or key.endswith("_id") for key in row.ids)
]


# Doors


def expected(row, name) -> frozenset[int]:
    """What the policy says that this person is answered."""
    if row.kind == "public" or (row.kind == "personal" and name != "anonymous"):
        return row.accepted
    if name == "anonymous":
        return frozenset({302 if row.method == "GET" else 401})
    if name in NO_MEMBERS:
        return frozenset({404})
    if name in row.lets_in:
        return row.accepted
    return frozenset({403 if name in row.sees else 404})


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_it_opens_for_those_the_policy_names_and_for_nobody_else(walk, row):
    wrong = {}
    for name in EVERYBODY:
        right = expected(row, name)
        with walk.noting_writes() as written:
            answer = walk.ask(row, name)
        if answer.status_code not in right:
            wrong[name] = f"{answer.status_code}, not {sorted(right)}"
        is_let_in = right is row.accepted
        if written - BOOKKEEPING and (row.method == "GET" or not is_let_in):
            wrong[name] = f"wrote to {sorted(written)} and answered {answer.status_code}"
        told = set() if is_let_in else told_by_a_refusal(walk, name, answer)
        if told:
            wrong[name] = f"{answer.status_code} with {sorted(told)} in it"
        if name == "anonymous" and answer.status_code == 302 and row.kind != "public":
            assert answer.location.startswith("/log-ind?next=")
        if written and row.method == "POST":
            walk.restore()
    assert not wrong, wrong
    assert walk.is_untouched()


def told_by_a_refusal(walk, name, answer) -> set[str]:
    """The words of a page that says no, but for the reader's own name and organisations."""
    letters = {"a"} if name in ALL else {"b"} if name.startswith("b_") else set()
    letters |= {"a", "b"} if name == "external" else set()
    told = set()
    for letter, side in walk.scene.sides.items():
        own = f"{name.removeprefix('b_')}.person"
        frame = {"name", "programme", own} if letter in letters else set()
        told |= {side.words[word] for word in words_in(answer.text, letter)} - frame
    return told


@pytest.mark.parametrize("row", WITH_IDS, ids=named)
def test_what_the_other_organisation_has_is_answered_like_what_never_was(walk, row):
    keys = [key for key in row.ids if key == "id" or key.endswith("_id")]
    for name in sorted(ALL):
        for key in keys:
            theirs = walk.ask(row, name, **{key: walk.scene.b.ids[row.ids[key]]})
            never = walk.ask(row, name, **{key: NEVER})
            assert theirs.status_code == never.status_code, (name, key)
            assert theirs.status_code in (403, 404), (name, key, theirs.status_code)
            assert faceless(theirs) == faceless(never), (name, key)
            assert dict(theirs.headers).keys() == dict(never.headers).keys()
    assert walk.is_untouched()


NESTED = [
    ("owner", "trial_actions.version", "entry_id", "private_change"),
    ("consultant", "trial_actions.version", "entry_id", "private_change"),
    ("owner", "trial_actions.restore", "entry_id", "private_change"),
    ("admin", "administration.role", "role_id", "owner_role"),
    ("admin", "administration.role_ending", "role_id", "owner_role"),
    ("consultant", "insights.unmarking", "passage_id", "unit"),
    ("owner", "measures.point", "point_id", "measure_part"),
    ("owner", "measures.part_removal", "part_id", "measure_point"),
    ("owner", "measures.mark_removal", "annotation_id", "measure_point"),
]


@pytest.mark.parametrize(("name", "endpoint", "key", "record"), NESTED)
def test_what_hangs_on_another_record_is_not_found_under_this_one(
    walk, name, endpoint, key, record
):
    for row in ROWS:
        if row.endpoint == endpoint:
            answer = walk.ask(row, name, **{key: walk.scene.a.ids[record]})
            assert answer.status_code == 404, row.name
    assert walk.is_untouched()


@pytest.mark.parametrize("row", WITH_IDS, ids=named)
def test_the_other_organisation_does_not_open_with_its_own_ids_either(walk, row):
    """A's people at B's addresses: the organisation is not there, whatever id they hold."""
    theirs = {
        key: walk.scene.b.ids[word] for key, word in row.ids.items() if word in walk.scene.b.ids
    }
    for name in ("owner", "leader", "consultant", "admin"):
        there = walk.ask(row, name, organisation="beta", **theirs)
        nowhere = walk.ask(row, name, organisation="gamma", **theirs)
        assert (there.status_code, nowhere.status_code) == (404, 404)
        assert faceless(there) == faceless(nowhere)
    assert walk.is_untouched()


PLACES_FOR_IDS = [
    ("trial_actions.index", "enhed", "unit"),
    ("trial_actions.index", "maal", "goal"),
    ("trial_actions.board", "enhed", "unit"),
    ("trial_actions.as_csv", "maal", "goal"),
    ("trial_actions.new", "forloeb", "cycle"),
    ("observations.quick_log", "proevehandling", "running"),
    ("learning_cycles.index", "enhed", "unit"),
    ("learning_cycles.index", "maal", "goal"),
    ("trial_actions.new", "indsigt", "insight"),
    ("insights.index", "maal", "goal"),
    ("insights.desk", "maal", "goal"),
    ("insights.desk", "enhed", "unit"),
    ("insights.new", "tema", "common_theme"),
    ("insights.new", "session", "unit"),
    ("insights.recommendation_new", "indsigt", "insight"),
    ("administration.people", "enhed", "unit"),
    ("administration.unit_new", "under", "top"),
    ("reports.show", "fra=01-01-2026&til=31-12-2026&enhed", "unit"),
    ("reports.figures", "fra=01-01-2026&til=31-12-2026&enhed", "unit"),
    ("reports.trials", "fra=01-01-2026&til=31-12-2026&enhed", "unit"),
    ("reports.one_page", "fra=01-01-2026&til=31-12-2026&enhed", "unit"),
    ("reports.as_file", "fra=01-01-2026&til=31-12-2026&enhed", "unit"),
    ("reports.pdf", "fra=01-01-2026&til=31-12-2026&enhed", "unit"),
]


@pytest.mark.parametrize(("endpoint", "key", "record"), PLACES_FOR_IDS)
def test_a_filter_by_what_the_other_organisation_has_finds_what_a_made_up_one_finds(
    walk, endpoint, key, record
):
    row = next(row for row in ROWS if row.endpoint == endpoint and row.method == "GET")
    bare = walk.address(row).split("?")[0]
    for name in sorted(row.lets_in):
        theirs = walk.open(name, f"{bare}?{key}={walk.scene.b.ids[record]}")
        never = walk.open(name, f"{bare}?{key}={NEVER}")
        assert theirs.status_code == never.status_code, name
        assert faceless(theirs) == faceless(never), name
        assert not words_in(theirs.text, "b")


FORMS_WITH_IDS = [
    ("consultant", "insights.new", {}, "add_trial", "stopped"),
    ("consultant", "insights.edit", {"id": "insight"}, "goals", "goal"),
    ("consultant", "insights.recommendation_edit", {"id": "recommendation"}, "insights", "insight"),
    ("owner", "trial_actions.new", {}, "unit", "unit"),
    ("owner", "trial_actions.edit", {"id": "idea", "step": "ide"}, "svar-goals", "goal"),
    ("owner", "trial_actions.edit", {"id": "idea", "step": "ide"}, "svar-cycle", "cycle"),
    ("owner", "trial_actions.edit", {"id": "idea", "step": "ide"}, "svar-parent", "stopped"),
    ("owner", "trial_actions.edit", {"id": "idea", "step": "tid-og-mennesker"}, "svar-unit", "unit"),
    ("owner", "trial_actions.edit", {"id": "idea", "step": "tid-og-mennesker"}, "svar-owner", "owner"),
    (
        "owner", "trial_actions.edit", {"id": "idea", "step": "tid-og-mennesker"},
        "svar-participants", "colleague",
    ),
    ("owner", "observations.quick_log", {}, "trial", "running"),
    ("owner", "sparring_requests.new", {"id": "private"}, "asked", "neighbour"),
    ("colleague", "feedback.new", {"id": "running"}, "mention", "owner"),
    ("consultant", "learning_cycles.edit", {"id": "cycle", "section": "rammer"}, "units", "unit"),
    ("consultant", "learning_cycles.edit", {"id": "cycle", "section": "rammer"}, "sponsor_id", "leader"),
    ("consultant", "learning_cycles.edit", {"id": "cycle", "section": "rammer"}, "goals", "goal"),
    ("consultant", "measures.edit", {"id": "measure"}, "unit", "unit"),
    ("consultant", "measures.edit", {"id": "measure"}, "owner", "owner"),
    ("consultant", "measures.mark", {"id": "measure"}, "trial", "stopped"),
    ("admin", "goals.edit", {"id": "goal"}, "parent", "small_goal"),
    ("admin", "goals.edit", {"id": "goal"}, "owner", "owner"),
    ("admin", "administration.unit", {"id": "empty_unit"}, "parent", "top"),
    ("admin", "administration.role_new", {"id": "colleague"}, "unit", "unit"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "endpoint", "ids", "key", "record"),
    FORMS_WITH_IDS,
    ids=[f"{one[1]}-{one[3]}" for one in FORMS_WITH_IDS],
)
def test_no_form_takes_what_the_other_organisation_has(walk, name, endpoint, ids, key, record):
    row = next(row for row in ROWS if row.endpoint == endpoint and row.method == "GET")
    with walk.app.test_request_context():
        values = {one: walk.scene.a.ids.get(word, word) for one, word in ids.items()}
        address = walk.app.url_for(row.endpoint, organisation="alfa", **values)
    form = main_form(walk.open(name, address), address)
    assert form is not None
    assert form.select(f"[name='{key}']"), f"the page asks for no {key}"
    filled = values_of(form)
    theirs = walk.send(name, address, {**filled, key: str(walk.scene.b.ids[record])})
    never = walk.send(name, address, {**filled, key: str(NEVER)})
    assert (theirs.status_code, never.status_code) == (422, 422)
    assert faceless(theirs) == faceless(never)
    assert not words_in(theirs.text, "b")
    assert walk.is_untouched()


# Forged requests


@pytest.mark.parametrize("row", UNSAFE_ROWS, ids=named)
def test_nothing_is_done_without_a_token_of_ones_own_from_a_page_of_ours(walk, row):
    name = next(
        (one for one in ("owner", "admin", "leader") if one in row.lets_in), min(row.lets_in)
    )
    other = "colleague" if name != "colleague" else "owner"
    address = walk.address(row)
    client = walk.client
    forged = {
        "no token": client(name).post(address),
        "a made-up token": client(name).post(address, data={"csrf_token": "forged"}),
        "another's token": client(name).post(address, data={"csrf_token": walk.tokens[other]}),
        "another site": walk.send(name, address, headers={"Sec-Fetch-Site": "cross-site"}),
        "another origin": walk.send(name, address, headers={"Origin": "https://evil.example"}),
        "JSON as text": client(name).post(address, data="{}", content_type="text/plain"),
    }
    refused = {way: answer.status_code for way, answer in forged.items()}
    # An old sign-in page leads back to itself. A mail program ends reminders by the address alone,
    # which nobody can make up.
    by_address = row.endpoint == "calendar.end_reminders"
    assert all(
        code in (400, 403) or (row.kind == "public" and code == 303) or (by_address and code == 404)
        for code in refused.values()
    ), refused
    assert walk.is_untouched()


# The other way round


def test_the_words_that_are_looked_for_are_there(walk):
    """B's own people find B's words, so that their absence above means something."""
    page = walk.open("b_owner", "/beta/proevehandlinger").text
    assert {"running.title", "idea.title"} <= {
        walk.scene.b.words[word] for word in words_in(page, "b")
    }
    assert not words_in(page, "a")


def test_whoever_is_in_both_reads_each_organisation_at_its_own_address(walk):
    with walk.app.app_context(), across_organisations():
        slugs = [one.slug for one in db.session.scalars(sa.select(Organisation))]
    assert sorted(slugs) == ["alfa", "beta"]
    for slug, own, other in (("alfa", "a", "b"), ("beta", "b", "a")):
        page = walk.open("external", f"/{slug}/proevehandlinger").text
        assert len(words_in(page, own)) > len(TRIALS)
        assert {walk.scene.sides[other].words[word] for word in words_in(page, other)} <= {"name"}


@pytest.mark.parametrize("name", sorted(OWN))
def test_a_deactivated_person_is_signed_out_at_once(walk, name):
    person = sa.update(Person).where(Person.id == walk.scene.people[name])
    with walk.app.app_context():
        with db.engine.begin() as connection:
            connection.execute(person.values(is_active=False))
        answers = [walk.open(name, "/alfa/proevehandlinger"), walk.open(name, "/min-konto")]
        walk.restore()
    assert [one.status_code for one in answers] == [302, 302]
