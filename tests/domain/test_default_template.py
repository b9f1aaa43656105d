import json
from collections import Counter

import pytest

from transfer.domain.default_template import (
    PRESELECTED,
    QUESTIONS,
    QUICK_PLAN,
    ROW_LABELS,
    by_key,
    by_row,
)
from transfer.domain.fields import Kind, Phase, Question
from transfer.domain.indicators.kinship import KIN
from transfer.domain.vocabulary import (
    Decision,
    Factor,
    Fidelity,
    Origin,
    Relation,
    SpreadPotential,
)

ROWS = (
    (1, "K", "Titel", "title"),
    (2, "K", "Enhed", "unit"),
    (3, "K", "Ansvarlig", "owner"),
    (4, "S", "Medvirkende", "participants"),
    (5, "S", "Hvem er med i praksis?", "participant_note"),
    (6, "K", "Kompetencemål", "goals"),
    (7, "K", "Hvor kom idéen fra?", "origin"),
    (8, "S", "Læringsforløb", "cycle"),
    (9, "K", "Bygger på", "parent"),
    (10, "K", "Slægtskab", "relation"),
    (11, "K", "Hvad undrer eller udfordrer jer?", "challenge"),
    (12, "S", "Udgangspunkt", "baseline"),
    (13, "K", "Hvad vil I prøve?", "action"),
    (14, "S", "Hvem skal mærke en forskel?", "beneficiaries"),
    (15, "V", "Det spørgsmål, I vil have svar på", "question"),
    (16, "K", "Hvad forventer I, der sker?", "prediction"),
    (17, "K", "Tegn på, at det virker", "signs"),
    (
        18,
        "S",
        "Måling (valgfri)",
        "measure_name measure_unit measure_direction measure_before measure_after",
    ),
    (19, "K", "Omfang", "scale"),
    (20, "K", "Startdato", "start_date"),
    (21, "K", "Slutdato", "end_date"),
    (22, "K", "Refleksion senest", "reflection_due"),
    (23, "S", "Før I går i gang", "preflight"),
    (24, "V", "Aftaler og forudsætninger", "preconditions"),
    (25, "S", "Hvad har I brug for fra leder eller konsulent?", "support_needed"),
    (26, "K", "Hvem må se den?", "visibility"),
    (27, "K", "Faktisk start / slut", "actual_start actual_end"),
    (28, "S", "Observationer", "observations"),
    (29, "S", "Antal gange afprøvet", "times_done"),
    (30, "K", "Blev den gennemført som planlagt?", "fidelity"),
    (31, "S", "Hvad blev anderledes?", "deviations"),
    (32, "K", "Hvad skete der?", "what_happened"),
    (33, "K", "I forhold til forventningen", "outcome_vs_prediction"),
    (34, "K", "Værdi for borgerne", "value_citizen"),
    (35, "S", "Værdi for medarbejderne", "value_staff"),
    (36, "S", "Indsats", "effort"),
    (37, "S", "Hvorfor tror I, det gik sådan?", "why"),
    (38, "K", "Hvad fremmede? / Hvad hæmmede?", "enablers barriers"),
    (39, "S", "Utilsigtede virkninger", "side_effects"),
    (40, "K", "Hvad lærte I?", "learning"),
    (41, "K", "Læringen i én sætning", "learning_headline"),
    (42, "K", "Hvor langt er det nået ud i hverdagen?", "transfer_level"),
    (43, "K", "Beslutning", "decision"),
    (44, "K", "Begrundelse", "decision_reason"),
    (45, "K", "Besluttet af / dato", "decided_by decided_on"),
    (46, "K", "Næste skridt", "next_step next_step_owner next_step_due"),
    (47, "K", "Hvem ejer den nu?", "anchor_owner"),
    (48, "K", "Hvordan holdes den i live?", "anchor_means"),
    (49, "K", "Første forankringstjek", "anchor_first_due"),
    (50, "S", "Hvor langt kan den række?", "spread_potential"),
    (51, "S", "Hvad skal være til stede hos andre?", "spread_conditions"),
    (52, "K", "Må den bruges i rapporten?", "report_consent"),
    (53, "V", "Filer", "attachments"),
)
"""The template as its users know it: row, standing, label, keys."""


def _ids(value):
    return value.key if isinstance(value, Question) else str(value)


@pytest.mark.parametrize(("row", "standing", "label", "keys"), ROWS)
def test_each_row_asks_what_the_template_says(row, standing, label, keys):
    questions = by_row(row)
    assert " ".join(question.key for question in questions) == keys
    assert {question.standing.value for question in questions} == {standing}
    assert ROW_LABELS.get(row, questions[0].label) == label


def test_the_rows_are_all_there_by_standing():
    assert [row for row, *_ in ROWS] == list(range(1, 54))
    assert {question.row for question in QUESTIONS} == set(range(1, 54))
    assert Counter(standing for _, standing, *_ in ROWS) == {"K": 33, "S": 17, "V": 3}


def test_rows_with_several_questions_have_a_heading():
    several = {row for row in range(1, 54) if len(by_row(row)) > 1}
    assert several == set(ROW_LABELS)


def test_keys_are_used_once():
    assert len({question.key for question in QUESTIONS}) == len(QUESTIONS) == 62
    assert by_key("title") is QUESTIONS[0]


def test_phases_follow_each_other():
    phases = [question.phase for question in QUESTIONS]
    assert phases == sorted(phases, key=list(Phase).index)


@pytest.mark.parametrize("question", QUESTIONS, ids=_ids)
def test_each_question_survives_as_json(question):
    assert Question.from_json(json.loads(json.dumps(question.as_json()))) == question


@pytest.mark.parametrize("question", QUESTIONS, ids=_ids)
def test_each_question_that_may_be_required_says_so_kindly(question):
    may_be_required = question.required or question.required_when is not None
    assert bool(question.missing) == may_be_required


@pytest.mark.parametrize("question", QUESTIONS, ids=_ids)
def test_conditions_speak_of_choices_that_exist(question):
    for condition in (question.required_when, question.shown_when):
        if condition:
            offered = {choice.key for choice in by_key(condition.key).choices}
            assert set(condition.values) <= offered


@pytest.mark.parametrize("question", QUESTIONS, ids=_ids)
def test_long_texts_come_with_an_example_that_fits(question):
    if question.kind is Kind.LONG_TEXT:
        assert question.example
    if question.example and question.text_limit:
        assert len(question.example) <= question.text_limit


def test_the_first_sentence_for_a_missing_prediction_is_the_known_one():
    assert by_key("prediction").missing == (
        "Skriv forventningen nu – den kan ikke skrives bagefter."
    )


def test_the_plan_asks_the_ten_and_what_is_filled_in_beforehand():
    assert _required(Phase.PLAN, {}) == {
        *QUICK_PLAN,
        "unit",
        "owner",
        "relation",
        "reflection_due",
        "visibility",
    }
    assert len(QUICK_PLAN) == 10


def test_the_reflection_asks_seven():
    assert _required(Phase.REFLECTION, {"fidelity": Fidelity.YES}) == {
        "fidelity",
        "what_happened",
        "outcome_vs_prediction",
        "value_citizen",
        "learning",
        "learning_headline",
        "transfer_level",
    }


def test_what_was_different_is_asked_when_it_was_not_done_as_planned():
    deviations = by_key("deviations")
    assert not deviations.is_required({})
    assert not deviations.is_required({"fidelity": "yes"})
    assert deviations.is_required({"fidelity": "partly"})
    assert deviations.is_required({"fidelity": "no"})


@pytest.mark.parametrize("origin", Origin)
def test_the_parent_is_asked_when_the_idea_came_from_a_trial_action(origin):
    came_from_one = origin in (Origin.OTHER_TRIAL, Origin.OWN_EARLIER_TRIAL)
    assert by_key("parent").is_required({"origin": origin.value}) == came_from_one


@pytest.mark.parametrize("relation", Relation)
def test_the_parent_is_asked_for_when_the_idea_is_kin_to_a_trial_action(relation):
    answers = {"origin": Origin.COURSE.value, "relation": relation.value}
    assert by_key("parent").is_required(answers) == (relation in KIN)


ALWAYS = {"decision", "decision_reason", "decided_by", "decided_on", "report_consent"}
NEXT = {"next_step", "next_step_owner", "next_step_due"}
ANCHOR = {"anchor_owner", "anchor_means", "anchor_first_due"}


@pytest.mark.parametrize(
    ("decision", "asked"),
    [
        (Decision.STOP, ALWAYS),
        (Decision.PAUSE, ALWAYS | NEXT),
        (Decision.ADAPT, ALWAYS | NEXT),
        (Decision.ADOPT, ALWAYS | NEXT | ANCHOR),
    ],
)
def test_a_decision_asks_for_what_it_needs(decision, asked):
    assert _required(Phase.DECISION, {"decision": decision.value}) == asked


def test_anchoring_is_shown_only_for_what_is_adopted():
    shown = {q.key for q in QUESTIONS if not q.is_asked({"decision": "stop"})}
    assert shown == ANCHOR
    assert all(by_key(key).is_asked({"decision": "adopt"}) for key in ANCHOR)


@pytest.mark.parametrize("potential", SpreadPotential)
def test_conditions_are_asked_when_it_could_reach_further_than_us(potential):
    wider = potential in (
        SpreadPotential.OTHER_TEAMS,
        SpreadPotential.OTHER_UNITS,
        SpreadPotential.WHOLE_DEPARTMENT,
    )
    answers = {"spread_potential": potential.value}
    assert by_key("spread_conditions").is_required(answers) == wider


def test_what_is_chosen_beforehand_can_be_chosen():
    for key, choice in PRESELECTED.items():
        assert choice in {offered.key for offered in by_key(key).choices}


def test_limits_are_those_of_the_template():
    assert by_key("goals").at_most == 3
    assert by_key("enablers").at_most == by_key("barriers").at_most == 3
    assert by_key("attachments").at_most == 5
    assert by_key("title").text_limit == by_key("learning_headline").text_limit == 160
    assert by_key("learning").text_limit == 2000


def test_both_sides_of_what_mattered_offer_the_same_factors():
    assert by_key("enablers").choices == by_key("barriers").choices
    assert len(by_key("enablers").choices) == len(Factor)


def test_each_decision_says_what_follows():
    assert all(choice.help for choice in by_key("decision").choices)


def _required(phase, answers):
    return {q.key for q in QUESTIONS if q.phase is phase and q.is_required(answers)}
