"""A selective root block as a test."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radicular.anatomy.atlas import ROOTS
from radicular.anatomy.sites import load_sites, roots_at
from radicular.case import Case
from radicular.errors import InputError
from radicular.localize.localizer import load_localizer
from radicular.localize.posterior import Posterior
from radicular.pathway.block import (
    BlockTest,
    block_observation,
    block_test,
    load_accuracies,
    selectivity,
)
from radicular.pathway.event import Event

DATA: Mapping[str, Any] = {
    "target": "S1 root",
    "side": "left",
    "intent": "diagnostic",
    "anesthetic": "lidocaine",
    "volume_ml": 0.3,
    "pain_before": 8,
    "relief": [{"minutes": 30, "pain": 1}, {"minutes": 90, "pain": 4}],
    "control": "saline",
    "control_pain_before": 8,
    "control_pain_after": 7,
}


def before() -> Posterior:
    data = {
        "radicular_case": 1,
        "findings": [
            {"finding": "pain calf", "side": "left", "value": "present"},
            {"finding": "straight leg raise", "side": "left", "value": "positive"},
        ],
    }
    return load_localizer().locate(Case.from_dict(data), tests=0).posterior


def blocked(**changed: Any) -> BlockTest:
    return block_test(Event(1, "block", "2026-03-02", "x", data={**DATA, **changed}), before())


def test_relief_raises_the_root_and_none_lowers_it() -> None:
    relieved = blocked()
    assert relieved.answer == "relief"
    assert relieved.relief_percent == pytest.approx(87.5)
    assert relieved.minutes == 30
    assert all(shift.after > shift.before for shift in relieved.shifts)
    failed = blocked(relief=[{"minutes": 30, "pain": 8}])
    assert failed.answer == "no relief"
    assert all(shift.after < shift.before for shift in failed.shifts)


@given(st.floats(0.1, 5), st.floats(0.1, 5))
def test_a_larger_volume_tells_less(one: float, other: float) -> None:
    small, large = sorted((one, other))
    assert selectivity(small) >= selectivity(large)
    for first, second in zip(
        blocked(volume_ml=small).shifts, blocked(volume_ml=large).shifts, strict=True
    ):
        assert first.after >= second.after - 1e-12
        assert second.lowest <= second.after <= second.highest


def slow_after(posterior: Posterior, root: str, sens: float, spec: float, alone: float) -> float:
    """Bayes' rule for relief, site by site."""
    place = ROOTS.index(root)
    near = {ROOTS[place - 1], ROOTS[place + 1]}
    target = total = 0.0
    for site, chance in posterior.sites().items():
        roots = {name for spot in load_sites()[site].places for name in roots_at(site, spot.id)}
        relief = 1 - spec
        if root in roots:
            relief = sens
        elif roots & near:
            relief = alone * (1 - spec) + (1 - alone) * sens
        total += chance * relief
        target += chance * relief if root in roots else 0.0
    return target / total


def test_the_shift_is_bayes_rule() -> None:
    for shift, known in zip(blocked().shifts, load_accuracies(), strict=True):
        wanted = slow_after(
            before(), "S1", known.sensitivity, known.specificity, selectivity(DATA["volume_ml"])
        )
        assert shift.after == pytest.approx(wanted)


def test_spread_seen_counts_more_than_volume() -> None:
    seen = blocked(volume_ml=2.0, spread="target root only")
    assert seen.selective == 1.0
    assert blocked(volume_ml=0.2, spread="epidural").selective == 0.0


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"intent": "therapeutic"}, "meant as treatment"),
        ({"pain_before": 0}, "no pain before"),
        ({"spread": "vascular"}, "into a vessel"),
        ({"control_pain_after": 0}, "relieved as much"),
    ],
)
def test_what_is_no_test_moves_nothing(changed: Mapping[str, Any], why: str) -> None:
    found = blocked(**changed)
    assert found.answer == "no test"
    assert why in found.why_no_test
    assert found.shifts == ()
    event = Event(1, "block", "2026-03-02", "x", data={**DATA, **changed})
    assert block_observation(event) is None


def test_half_relief_is_neither() -> None:
    found = blocked(relief=[{"minutes": 30, "pain": 3}])
    assert found.answer == "in between"
    assert found.shifts == ()


def test_what_weakens_it_is_told() -> None:
    late = [{"minutes": 240, "pain": 0}]
    found = blocked(volume_ml=1.2, control="none", sedation="yes", relief=late)
    told = " ".join(found.cautions)
    for word in ("neighbor", "no control", "sedation", "spread", "30 to 90 minutes"):
        assert word in told
    assert "minutes" not in " ".join(blocked().cautions)


@pytest.mark.parametrize("target", ["L5-S1 disc", "S4 root", "S1 dermatome"])
def test_only_a_root_can_be_blocked(target: str) -> None:
    with pytest.raises(InputError, match="a root from L2 to S2"):
        blocked(target=target)


def test_a_diagnostic_block_counts_as_a_finding() -> None:
    found = block_observation(Event(1, "block", "2026-03-02", "x", data=DATA))
    assert found is not None
    assert (found.finding, found.side, set(found.grades)) == ("block_root_S1", "left", {"full"})
