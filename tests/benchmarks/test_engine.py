"""The measuring of the engine measures the model it says it measures."""

import numpy as np
import pytest

from benchmarks.clock import Spread, seconds
from benchmarks.engine import at_least, at_most
from benchmarks.engine_growth import SIDES, grown, posterior_seconds
from benchmarks.engine_peers import ANATOMIES, Dense
from benchmarks.engine_records import FINDINGS, drawn_records
from radicular.hypotheses import load_hypotheses
from radicular.localize.evidence import evidence_of
from radicular.localize.likelihood import Likelihood, readings
from radicular.localize.model_file import load_model
from radicular.localize.scoring import Scorer


def test_spread_names_quantiles() -> None:
    spread = Spread.of(list(range(101)))
    assert (spread.least, spread.median, spread.p95, spread.most) == (0, 50, 95, 100)


def test_bars_say_when_they_are_missed_and_when_nothing_was_measured() -> None:
    assert at_most("x", 2.0, 1.0, "ms").met is False
    assert at_least("x", 20.0, 10.0).met is True
    missing = at_least("x", float("nan"), 10.0, "not installed")
    assert missing.met is None
    assert missing.cells[1] == "not measured"


def test_seconds_are_of_the_processor() -> None:
    assert 0 <= seconds(lambda: sum(range(1000)), repeats=2) < 1


@pytest.mark.parametrize("hypotheses", [3000, 30_000])
def test_a_grown_model_has_the_size_and_structure_of_a_model(hypotheses: int) -> None:
    real = load_model()
    model = grown(real, hypotheses)
    assert len(SIDES) * len(model.group) == pytest.approx(hypotheses, rel=0.1)
    assert model.start[-1] == len(model.share)
    sums = np.add.reduceat(model.share, model.start[:-1])
    assert np.allclose(sums, 1)
    for name, bank in model.banks.items():
        assert bank.index.max() == bank.rows - 1, name
        assert all(len(codes) == bank.rows for codes in bank.codes.values())
    assert posterior_seconds(model, drawn_records(1, 5)) > 0


def test_the_dense_table_says_what_the_engine_says() -> None:
    space = load_hypotheses("spine_clinic")
    scorer = Scorer(load_model(), dtype=np.float64, nodes=False)
    likelihood = Likelihood(space, scorer)
    record = drawn_records(1, 11)[0]
    reading = readings(evidence_of(record), {0: 1.0})[0]
    one_sided = np.flatnonzero(space.side < 2)[::211]
    dense = Dense(likelihood, reading, one_sided)
    table = dense.table().sum(axis=0).reshape(-1, ANATOMIES)
    ours = likelihood.log_likelihood(reading)[one_sided] - reading.log_weight
    theirs = np.logaddexp.reduce(table + dense.log_share, axis=1)
    assert sum(dense.sizes) <= FINDINGS
    assert np.allclose(ours, theirs, atol=1e-4)
