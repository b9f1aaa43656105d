import json

import pytest

from transfer.domain import insights, measures, reports, vocabulary  # noqa: F401 - with choices of their own
from transfer.domain.fields import Choice
from transfer.domain.vocabulary import (
    AnchorMeans,
    CheckStatus,
    Decision,
    Factor,
    Fidelity,
    MeasureDirection,
    Origin,
    TransferLevel,
    UnknownLabel,
    Wording,
    choices_of,
    from_label,
)

EVERY_WORDING = sorted(Wording.__subclasses__(), key=lambda words: words.__name__)


def test_a_choice_is_stored_by_its_identifier_and_read_by_its_label():
    assert json.dumps(Origin.COURSE) == '"course"'
    assert str(Origin.COURSE) == "course"
    assert Origin("course") is Origin.COURSE
    assert Origin.COURSE.label == "Kursus eller kompetenceforløb"


@pytest.mark.parametrize("words", EVERY_WORDING, ids=lambda words: words.__name__)
def test_every_choice_can_be_found_again_by_its_label(words):
    assert [from_label(words, word.label) for word in words] == list(words)
    assert len({word.label for word in words}) == len(words)


@pytest.mark.parametrize("words", EVERY_WORDING, ids=lambda words: words.__name__)
def test_identifiers_are_lower_case_words_or_digits(words):
    for word in words:
        assert word.value.isdecimal() or (word.value.isidentifier() and word.value.islower())


def test_a_label_is_understood_whatever_its_capitals_and_blanks():
    assert from_label(MeasureDirection, " lavere  er bedre ") is MeasureDirection.LOWER
    assert from_label(CheckStatus, "FALDET BORT") is CheckStatus.LAPSED


def test_a_transfer_level_may_be_written_as_its_number_and_counts():
    assert int(from_label(TransferLevel, "3")) == 3
    assert [int(level) for level in TransferLevel] == [0, 1, 2, 3, 4]


def test_an_unknown_label_tells_what_could_have_been_written():
    with pytest.raises(UnknownLabel, match="»måske« er ikke en af mulighederne: Ja · Delvist"):
        from_label(Fidelity, "måske")


def test_choices_keep_their_order_and_their_help():
    assert choices_of(Decision, stop="Den lukkes.")[1:3] == (
        Choice("adapt", "Justér og prøv igen"),
        Choice("stop", "Stop", "Den lukkes."),
    )


def test_the_lists_are_as_long_as_the_domain_says():
    lengths = {words.__name__: len(words) for words in EVERY_WORDING}
    assert lengths == {
        "Addressee": 4,
        "AgendaConsent": 4,
        "AnchorMeans": 7,
        "Beneficiary": 4,
        "CheckFollowup": 4,
        "DocMark": 3,
        "DocPoint": 6,
        "CheckStatus": 5,
        "CycleDecision": 4,
        "CycleMethod": 10,
        "Decision": 4,
        "Factor": 15,
        "Fidelity": 3,
        "InsightKind": 6,
        "FeedbackKind": 4,
        "KnownBy": 3,
        "LapseReason": 8,
        "MeasureDirection": 2,
        "ObservationKind": 6,
        "Origin": 10,
        "Outcome": 5,
        "PartKind": 2,
        "PeriodKind": 4,
        "Preflight": 4,
        "Relation": 5,
        "Reminders": 3,
        "ReportConsent": 3,
        "ReportPart": 12,
        "Role": 4,
        "Scale": 5,
        "SessionFormat": 2,
        "SpreadPotential": 5,
        "Strength": 3,
        "TransferLevel": 5,
        "UnitKind": 3,
        "UseShare": 5,
        "ValueKind": 3,
        "Visibility": 4,
    }


def test_the_factors_carry_the_codes_of_the_list():
    assert [factor.value for factor in Factor] == [
        "leader_support",
        "peer_support",
        "time",
        "opportunity",
        "clear_goal",
        "self_efficacy",
        "felt_need",
        "visible_benefit",
        "feedback",
        "physical",
        "it_docs",
        "staffing",
        "competing",
        "citizen_fit",
        "cooperation",
    ]


def test_every_wording_is_explained():
    assert all(words.__doc__ for words in EVERY_WORDING)
    assert AnchorMeans in EVERY_WORDING
    assert vocabulary.__doc__
