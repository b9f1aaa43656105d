"""Who finds what by searching: every word there is, looked for by everybody.

Who may read what stands in the table of `test_words`, and not in the code that applies it.
"""

import pytest

from tests.program.policy import ALL, NO_MEMBERS
from tests.program.test_words import LESSONS, REMARKS, may_read
from tests.program.two_organisations import TRIALS
from tests.program.walking import TOKEN, words_in
from tests.program.who_reads import SESSIONS, seers
from transfer import search
from transfer.access import as_member, places_of, today
from transfer.db import db, inside

NOWHERE = "zqa9999"
"""Looks like the words of the two organisations, and is none."""
SHARED_AMONG = 4
"""Nobody here may find a word of the other organisation: all are looked for, each by two or three people."""


def hits_for(walk, name, words):
    """How many records each of the words finds for the person."""
    with walk.app.app_context():
        person_id = walk.scene.people[name]
        with inside(walk.scene.a.id):
            member = as_member(person_id, places_of(person_id)["alfa"], today())
            found = {}
            for word in words:
                found[word] = search.count(search.understood(word, member), member)
        db.session.remove()
    return found


@pytest.mark.parametrize("name", sorted(ALL))
def test_nobody_finds_by_a_word_that_is_not_for_them(walk, name):
    a, b = walk.scene.a.words, walk.scene.b.words
    hidden = [word for word, of in a.items() if not may_read_here(name, of)]
    hidden += list(b)[sorted(ALL).index(name) % SHARED_AMONG :: SHARED_AMONG]
    found = hits_for(walk, name, hidden)
    every = {**b, **a}
    assert {every[word]: n for word, n in found.items() if n} == {}


@pytest.mark.parametrize("name", sorted(ALL))
def test_everybody_finds_by_the_words_that_are_for_them(walk, name):
    words = {word: of for word, of in walk.scene.a.words.items() if may_read_here(name, of)}
    wanted = [word for word, of in words.items() if is_searched(of) and sees_it_at_all(name, of)]
    found = hits_for(walk, name, wanted)
    assert {words[word] for word, n in found.items() if not n} == set()


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_hidden_word_answers_like_one_that_is_nowhere(walk, name):
    """Neither found, counted nor hinted at: the two pages are the same but for the word."""
    hidden = [
        word
        for word, of in walk.scene.a.words.items()
        if of in HIDDEN_FROM_SOME and not may_read_here(name, of)
    ]
    nothing = asked_for(walk, name, NOWHERE)
    for word in [*hidden, next(iter(walk.scene.b.words))]:
        assert asked_for(walk, name, word) == nothing, word


HIDDEN_FROM_SOME = {
    "running_owner_private_note.saw",
    "running_owner_shared_note.saw",
    "running.prediction",
    "idea.title",
    "draft_cycle.purpose",
    "session.title",
    "session.private_room_note",
    "held_session.summary",
    "own_notes.text",
    "remark.text",
    "agreement.what",
    "draft_insight.headline",
    "theme.name",
    "recommendation.text",
    "shared_plan.kept",
    "measure.mark",
}


def asked_for(walk, name, word):
    answer = walk.open(name, f"/alfa/soeg?q={word}")
    assert answer.status_code == 200
    return TOKEN.sub("TOKEN", answer.text).replace(word, "ORD")


@pytest.mark.parametrize("name", ["owner", "leader", "consultant", "admin"])
def test_what_is_between_few_is_found_by_nobody_and_is_in_no_index(walk, name):
    """Private observations, feedback, what each took along, and the consultant's own notes."""
    private = [word for word, of in walk.scene.a.words.items() if is_between_few(of)]
    assert len(private) > 20
    assert set(hits_for(walk, name, private).values()) == {0}
    with walk.app.app_context(), db.engine.connect() as connection:
        for table in ("search_text", "search_word"):
            rows = connection.execute(db.metadata.tables[table].select()).all()
            assert not set(private) & words_in(str(rows), "a")


@pytest.mark.parametrize("name", sorted(NO_MEMBERS))
def test_whoever_is_no_member_has_nothing_to_search(walk, name):
    assert walk.open(name, "/alfa/soeg?q=zqa0").status_code == 404


def may_read_here(name, of):
    """As the table says; private notes are not searched at all, and old answers are history."""
    record, _, part = of.partition(".")
    if is_between_few(of) or part in ("old_challenge", "email", "role"):
        return False
    if record in TRIALS and not sees_it_at_all(name, of):
        return False  # what a report or the room of a meeting shows of it is no reason to find it
    return may_read(name, of)


def is_between_few(of):
    """What is in no index, whoever may read it on its page."""
    record = of.partition(".")[0]
    return record.endswith("_private_note") or record in {*REMARKS, "own_notes", "takeaway"}


def sees_it_at_all(name, of):
    record = of.partition(".")[0]
    if record in TRIALS:
        return name in seers()[record]
    if record in ("cycle", "ended_cycle"):
        return may_read(name, f"{record}.purpose")
    return True


def is_searched(of):
    """Whether the word stands in a text of a record that is searched."""
    record, _, part = of.partition(".")
    if record.endswith("cycle"):
        return part in ("purpose", "background")
    if record == "report":
        return False  # drafts
    if record == "measure" or record in TRIALS or record in LESSONS or record in SESSIONS:
        return True
    return part == "saw" or of == "goal.description" or record in ("contribution", "agreement")
