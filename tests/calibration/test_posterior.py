"""The rates written for JAX are those written for NumPy."""

import numpy as np
import pytest

from calibration.designs import design
from calibration.implied import Model
from calibration.studies import load_rates
from calibration.unconstrained import Space, start_links

NAMES = ("jensen_achilles_s1", "kerr_slr_no_herniation", "jeon_hip_abduction_l5")


@pytest.mark.filterwarnings("ignore")
def test_both_ways_give_the_same_rates() -> None:
    pytest.importorskip("numpyro")
    from calibration.posterior import rate_function  # noqa: PLC0415 - offline only

    rates = [rate for rate in load_rates() if rate.id in NAMES]
    model = Model(design(rates), Space(tuple(start_links())))
    for seed in range(3):
        theta = np.random.default_rng(seed).normal(size=model.size)
        found = np.asarray(rate_function(model)(theta))
        assert found == pytest.approx(model.rates(theta), abs=1e-5)
