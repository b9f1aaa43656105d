"""Answers that contradict each other, and answers that deserve a second look."""

from datetime import date

import pytest

from transfer.domain.plausible import contradictions, second_looks


def test_the_end_comes_after_the_start():
    answers = {"start_date": date(2026, 1, 2), "end_date": date(2026, 1, 1)}

    assert set(contradictions(answers, answers)) == {"end_date"}
    answers["end_date"] = date(2026, 1, 2)
    assert not contradictions(answers, answers)


def test_one_is_told_where_one_is_writing():
    answers = {"start_date": date(2026, 1, 2), "end_date": date(2026, 1, 1)}

    assert set(contradictions(answers, ["start_date"])) == {"start_date"}
    assert not contradictions(answers, ["title"]), "nobody mends here what is on another page"


def test_more_than_ninety_days_asks_for_a_second_look():
    assert second_looks({"start_date": date(2026, 1, 1), "end_date": date(2026, 4, 2)})
    assert not second_looks({"start_date": date(2026, 1, 1), "end_date": date(2026, 4, 1)})


@pytest.mark.parametrize(
    "text", ["Ring på 22 33 44 55", "Skriv til mette@kommune.dk", "Borger K faldt", "beboeren Ø"]
)
def test_what_may_point_to_somebody_asks_for_a_second_look(text):
    assert second_looks({"challenge": text})


@pytest.mark.parametrize(
    "text", ["Kl. 7.10 mødes 12 hjælpere", "Borgeren starter samtalen", "24-01-2026", "3,5 af 10"]
)
def test_ordinary_texts_do_not(text):
    assert not second_looks({"challenge": text})
