import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import (  # type: ignore[import-untyped]
    brier_score_loss,
    log_loss,
)

from benchmarks.scores import (
    Scores,
    calibration_by_chance,
    calibration_error,
    reliability_bins,
    site_rows,
)


def drawn(patients: int) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    generator = np.random.default_rng(1)
    chance = generator.dirichlet([0.5, 0.5, 0.5], patients).astype(np.float32)
    total = np.cumsum(chance, axis=1)
    truth = (total < (generator.random(patients) * total[:, -1])[:, None]).sum(axis=1)
    return chance, np.asarray(truth, dtype=np.intp)


def test_scores_agree_with_scikit_learn() -> None:
    chance, truth = drawn(400)
    chance = np.clip(chance, 0.01, None)
    chance /= chance.sum(axis=1, keepdims=True)
    scores = Scores.of(chance, truth)
    assert -scores.log_score.mean() == pytest.approx(log_loss(truth, chance), abs=1e-5)
    apart = sum(brier_score_loss(truth == site, chance[:, site]) for site in range(3))
    assert scores.brier.mean() == pytest.approx(apart, abs=1e-5)


def test_faultless_answers_err_by_chance_only() -> None:
    scores = Scores.of(*drawn(20_000))
    assert calibration_error(scores) < 0.02
    assert calibration_error(scores) == pytest.approx(calibration_by_chance(scores), abs=0.006)


def test_overconfidence_shows() -> None:
    chance, truth = drawn(5000)
    bold = chance.astype(np.float64) ** 3
    bold /= bold.sum(axis=1, keepdims=True)
    assert calibration_error(Scores.of(bold.astype(np.float32), truth)) > 0.1


def test_bins_hold_every_patient() -> None:
    scores = Scores.of(*drawn(500))
    assert sum(count for _, _, count, _, _ in reliability_bins(scores)) == 500


def test_sites_with_few_patients_get_no_line() -> None:
    chance, truth = drawn(600)
    truth[:] = np.where(truth == 2, 1, truth)
    assert {row.site for row in site_rows(chance, truth, ("a", "b", "c"))} == {"a", "b"}
