"""Numbers as they are printed."""

import pytest

from reports import Measure, Share, danish


@pytest.mark.parametrize(
    ("share", "printed"),
    [
        (Share(5, 6), "5/6 = 83 %"),
        (Share(6, 11), "6/11 = 55 %"),
        (Share(1, 11), "1/11 = 9 %"),
        (Share(7, 8), "7/8 = 88 %"),
        (Share(0, 5), "0/5 = 0 %"),
        (Share(12, 12), "12/12 = 100 %"),
    ],
)
def test_a_share_shows_both_counts_and_whole_percent(share, printed):
    assert " ".join(str(share).split()) == printed


@pytest.mark.parametrize("of", [1, 2, 3, 4])
def test_fewer_than_five_give_counts_and_no_percentage(of):
    share = Share(1, of)
    assert " ".join(str(share).split()) == f"1 af {of}"
    assert share.percent is None


def test_a_share_of_nothing_is_said_in_words():
    assert str(Share(0, 0)) == "ingen at regne på"


def test_percent_and_number_are_never_parted():
    assert str(Share(5, 6)).split(" ") == [str(Share(5, 6))]


@pytest.mark.parametrize(("n", "of"), [(3, 2), (-1, 5)])
def test_what_is_no_share_is_refused(n, of):
    with pytest.raises(ValueError, match="no share"):
        Share(n, of)


@pytest.mark.parametrize(
    ("number", "decimals", "printed"),
    [
        (11.5, 1, "11,5"),
        (12.0, 1, "12"),
        (12 / 11, 2, "1,09"),
        (1234.5, 1, "1.234,5"),
        (100, 0, "100"),
    ],
)
def test_decimals_have_a_comma(number, decimals, printed):
    assert danish(number, decimals) == printed


def test_a_measure_has_its_unit_and_may_be_missing():
    assert " ".join(str(Measure(11.5, "dage")).split()) == "11,5 dage"
    assert str(Measure(None, "dage")) == "ingen at regne på"
