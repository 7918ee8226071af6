"""Few rows that stand for many: what must hold whatever the weights are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from radicular.localize.thinning import thinned

WEIGHTS = arrays(np.float64, st.integers(1, 200), elements=st.floats(0, 1e3, width=32))


@given(WEIGHTS, st.integers(2, 60))
def test_the_weight_is_kept(weight: np.ndarray, count: int) -> None:
    _, left = thinned(weight, count)
    assert left.sum() == pytest.approx(weight.sum(), rel=1e-9, abs=1e-12)


@given(WEIGHTS, st.integers(2, 60))
def test_no_more_rows_are_left_than_asked_for(weight: np.ndarray, count: int) -> None:
    rows, left = thinned(weight, count)
    assert len(rows) == len(left) <= count + 1
    assert (np.diff(rows) > 0).all()
    assert (weight[rows] > 0).all()


def test_rows_that_hardly_weigh_do_not_all_stay() -> None:
    assert len(thinned(np.array([1.0, 1e-38, 1e-38, 1e-38]), 2)[0]) <= 3


@given(WEIGHTS)
def test_few_rows_stay_as_they_are(weight: np.ndarray) -> None:
    rows, left = thinned(weight, 500)
    assert rows.tolist() == np.flatnonzero(weight).tolist()
    assert left.tolist() == weight[rows].tolist()


def test_means_over_the_rows_that_are_left_are_near_those_over_all() -> None:
    generator = np.random.default_rng(0)
    weight = generator.exponential(size=20_000) ** 3
    value = generator.random(20_000)
    rows, left = thinned(weight, 1_000)
    whole = weight @ value / weight.sum()
    assert left @ value[rows] / left.sum() == pytest.approx(whole, abs=0.02)
