"""Single cells against what is published of them."""

from radicular.electrophysiology.studies.single_cell import hysteresis, rate_curve


def test_slow_units_fire_at_lower_currents_and_more_slowly() -> None:
    curves = [rate_curve(name, most) for name, most in (("S", 25), ("FR", 45), ("FF", 80))]
    rheobases = [curve.rheobase for curve in curves]
    assert rheobases == sorted(rheobases)
    slow, _, fast = curves
    lowest = [curve.rate[curve.rate > 0].min() for curve in (slow, fast)]
    assert 3 <= lowest[0] < 15 <= lowest[1] + 5
    assert all(curve.slope > 0 for curve in curves)


def test_the_published_rate_of_a_fast_resistant_unit() -> None:
    # 24.8 ms between spikes at 25 nA by the published rates; four times too fast in two ports.
    curve = rate_curve("FR", 25.0, currents=1)
    assert 35 < curve.rate[0] < 47


def test_only_the_persistent_current_makes_firing_outlast_its_cause() -> None:
    plain = hysteresis("S", 16.0, persistent=False)
    lasting = hysteresis("S", 16.0, persistent=True)
    assert abs(plain.on - plain.off) < 1.5
    assert lasting.on - lasting.off > 1.5
    assert lasting.rate.max() > plain.rate.max()
