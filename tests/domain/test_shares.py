import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer.domain.shares import Median, Share, median_of, wilson

SMALL = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


COMPUTED_BY_R = [
    (0, 10, 0, 0.277532799862889),
    (10, 10, 0.722467200137111, 1),
    (1, 1, 0.206549314377238, 1),
    (0, 1, 0, 0.793450685622763),
    (5, 10, 0.236593090512564, 0.763406909487436),
    (7, 20, 0.181191824101082, 0.567145723314764),
    (18, 25, 0.524233948096384, 0.857161461490434),
    (137, 412, 0.288764206175914, 0.379378550942722),
    (3, 200, 0.00511423779325832, 0.0431657287926903),
]
"""prop.test(x, n, correct = FALSE) of R 4.2.2."""


@pytest.mark.parametrize(
    ("n", "of", "percent"),
    [(5, 6, 83), (7, 8, 88), (1, 8, 13), (1, 11, 9), (0, 5, 0), (5, 5, 100), (1, 200, 1)],
)
def test_per_cent_are_whole_and_a_half_is_rounded_up(n: int, of: int, percent: int) -> None:
    assert Share(n, of).percent == percent


@pytest.mark.parametrize("of", [0, 1, 2, 3, 4])
def test_under_five_there_are_only_counts(of: int) -> None:
    assert Share(of, of).percent is None
    assert Share(of, of).interval is None


def test_from_five_on_a_share_knows_how_sure_it_is() -> None:
    assert Share(5, 6).interval == wilson(5, 6)


def test_the_median_of_an_even_number_is_the_mean_of_the_middle_two() -> None:
    assert median_of([20, 7, 11, 12]) == Median(11.5, 4)
    assert median_of(iter([3, 1, 2])) == Median(2.0, 3)
    assert median_of([]) == Median(None, 0)


@pytest.mark.parametrize(("x", "n", "lower", "upper"), COMPUTED_BY_R)
def test_the_score_interval_equals_r(x: int, n: int, lower: float, upper: float) -> None:
    assert wilson(x, n) == pytest.approx((lower, upper), abs=1e-9)


def test_nothing_of_nothing_has_no_interval() -> None:
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("x", "n"), [(-1, 5), (6, 5), (1, 0), (0, -1)])
def test_what_is_not_a_share_is_refused(x: int, n: int) -> None:
    with pytest.raises(ValueError, match="not a share"):
        wilson(x, n)


@given(SMALL)
def test_the_interval_holds_the_share_and_stays_between_nought_and_one(
    share: tuple[int, int],
) -> None:
    x, n = share
    found = wilson(x, n)
    assert found is not None
    lower, upper = found
    assert 0 <= lower <= x / n <= upper <= 1
    assert (lower == 0) == (x == 0)
    assert (upper == 1) == (x == n)


@given(SMALL)
def test_the_interval_of_the_rest_is_its_mirror_image(share: tuple[int, int]) -> None:
    x, n = share
    found, mirrored = wilson(x, n), wilson(n - x, n)
    assert found is not None
    assert mirrored is not None
    assert found == pytest.approx((1 - mirrored[1], 1 - mirrored[0]), abs=1e-12)
