import json
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer.domain.fields import (
    DONT_KNOW,
    BadQuestion,
    Choice,
    Condition,
    Kind,
    Phase,
    Question,
    Standing,
    is_answered,
)

TWO = (Choice("yes", "Ja"), Choice("no", "Nej", "Et nej er også et svar."))
AN_ID = UUID(int=7)

ANSWERS = {
    Kind.SHORT_TEXT: st.text(min_size=1, max_size=50),
    Kind.LONG_TEXT: st.text(min_size=1, max_size=50),
    Kind.DATE: st.dates(),
    Kind.CHOICE: st.sampled_from(["yes", "no"]),
    Kind.CHOICES: st.lists(st.sampled_from(["yes", "no"]), min_size=1, max_size=3).map(tuple),
    Kind.SCALE: st.integers(0, 5),
    Kind.NUMBER: st.decimals(-(10**9), 10**9, places=3),
    Kind.PERSON: st.uuids(),
    Kind.PEOPLE: st.lists(st.uuids(), min_size=1, max_size=3).map(tuple),
    Kind.UNIT: st.uuids(),
    Kind.UNITS: st.lists(st.uuids(), min_size=1, max_size=3).map(tuple),
    Kind.GOALS: st.lists(st.uuids(), min_size=1, max_size=3).map(tuple),
    Kind.RECORD: st.uuids(),
    Kind.RECORDS: st.lists(st.uuids(), min_size=1, max_size=3).map(tuple),
}


def a_question(kind=Kind.SHORT_TEXT, **more):
    if kind in (Kind.CHOICE, Kind.CHOICES):
        more.setdefault("choices", TWO)
    return Question("svar", "Hvad så du?", kind, Phase.PLAN, Standing.OWN, **more)


@given(st.data(), st.sampled_from(list(ANSWERS)))
def test_an_answer_comes_back_as_it_was_stored(data, kind):
    question = a_question(kind)
    answer = data.draw(ANSWERS[kind])
    assert question.read(json.loads(json.dumps(question.store(answer)))) == answer


@pytest.mark.parametrize("kind", list(Kind))
def test_no_answer_comes_back_as_none_or_as_no_answers(kind):
    question = a_question(kind)
    nothing = question.read(None)
    assert not is_answered(nothing)
    assert question.store(nothing) is None
    assert question.store("") is None


def test_not_knowing_is_an_answer_and_blanks_are_not():
    assert is_answered(DONT_KNOW)
    assert not is_answered("  \n")
    assert not is_answered(None)
    assert not is_answered(())
    assert a_question(Kind.SCALE).store(DONT_KNOW) == 0


@pytest.mark.parametrize(
    "contradiction",
    [
        {"kind": Kind.CHOICE, "choices": ()},
        {"kind": Kind.CHOICES, "choices": ()},
        {"kind": Kind.CHOICE, "choices": (Choice("yes", "Ja"), Choice("yes", "Jo"))},
    ],
)
def test_a_question_that_contradicts_itself_is_refused(contradiction):
    with pytest.raises(BadQuestion):
        a_question(**contradiction)


@pytest.mark.parametrize(("key", "label"), [("to ord", "Hvad?"), ("", "Hvad?"), ("svar", "  ")])
def test_a_question_needs_a_key_and_a_label(key, label):
    with pytest.raises(BadQuestion):
        Question(key, label, Kind.DATE, Phase.PLAN, Standing.OWN)


@pytest.mark.parametrize(
    ("answer", "is_one", "is_another"),
    [
        ("yes", True, False),
        ("no", False, True),
        (("no", "yes"), True, False),
        (("no",), False, True),
        ((), False, False),
        ("", False, False),
        (None, False, False),
    ],
)
def test_a_condition_looks_at_what_was_answered(answer, is_one, is_another):
    assert Condition("svar", ("yes",)).holds({"svar": answer}) is is_one
    assert Condition("svar", ("yes",), negated=True).holds({"svar": answer}) is is_another


def test_a_condition_on_a_question_without_answer_does_not_hold():
    assert not Condition("svar", ("yes",)).holds({})
    assert not Condition("svar", ("yes",), negated=True).holds({})


def test_a_question_that_is_not_shown_is_not_required():
    shown_for_yes = a_question(required=True, shown_when=Condition("andet", ("yes",)))
    assert not shown_for_yes.is_required({"andet": "no"})
    assert shown_for_yes.is_required({"andet": "yes"})


def test_a_text_has_the_limit_of_its_kind_or_its_own():
    assert a_question().text_limit == 160
    assert a_question(Kind.LONG_TEXT).text_limit == 2000
    assert a_question(limit=40).text_limit == 40
    assert a_question(Kind.DATE).text_limit is None


def test_a_choice_that_a_later_version_dropped_is_shown_by_its_key():
    question = a_question(Kind.CHOICE)
    assert question.label_of("yes") == "Ja"
    assert question.label_of("perhaps") == "perhaps"


def test_a_question_is_kept_with_only_what_differs():
    kept = a_question(Kind.DATE, required=True).as_json()
    assert kept == {
        "key": "svar",
        "label": "Hvad så du?",
        "kind": "date",
        "phase": "plan",
        "standing": "E",
        "required": True,
    }


def test_a_question_with_everything_survives_as_json():
    question = a_question(
        Kind.CHOICES,
        help="Se efter.",
        example="Et smil",
        row=7,
        required_when=Condition("andet", ("no",), negated=True),
        shown_when=Condition("andet", ("yes", "no")),
        at_most=2,
        limit=9,
        ends=("lidt", "meget"),
        missing="Vælg en.",
    )
    assert Question.from_json(json.loads(json.dumps(question.as_json()))) == question


def test_values_are_stored_as_people_may_read_them_in_the_database():
    assert a_question(Kind.DATE).store(date(2026, 1, 24)) == "2026-01-24"
    assert a_question(Kind.NUMBER).store(Decimal("12.50")) == "12.50"
    assert a_question(Kind.UNIT).store(AN_ID) == str(AN_ID)
    assert a_question(Kind.GOALS).store((AN_ID,)) == [str(AN_ID)]
