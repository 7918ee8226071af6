"""Sequential runs on simulated patients."""

from xml.etree import ElementTree as ET

import numpy as np
import pytest

from benchmarks.policy import POLICIES, candidates, curves, page, run_patient, summary
from benchmarks.policy_figure import Curve, figure
from benchmarks.virtual import VirtualPerson
from radicular.findings.catalog import load_catalog
from radicular.hypotheses import SIDES
from radicular.localize.localizer import load_localizer

LOCALIZER = load_localizer()


def person_with(site: str, side: str, seed: int, severity: str = "moderate") -> VirtualPerson:
    space = LOCALIZER.space
    as_severe = np.array([lesion.severity == severity for lesion in space.lesions])[space.row]
    on_side = space.side == SIDES.index(side)
    wanted = (space.site == space.sites.index(site)) & on_side & as_severe
    likely = np.where(wanted, space.log_prior, -np.inf)
    return VirtualPerson(LOCALIZER.scorer.model, space, int(np.argmax(likely)), seed)


def test_a_person_gives_the_same_answer_twice_and_in_any_order() -> None:
    one, other = person_with("root_S1", "left", 3), person_with("root_S1", "left", 3)
    names = [(finding.id, "left" if finding.sided else "midline") for finding in candidates()]
    forward = {name: one.test(*name) for name in names}
    assert {name: other.test(*name) for name in reversed(names)} == forward


def test_the_spared_side_is_as_in_health() -> None:
    achilles = load_catalog()["reflex_achilles"]
    seen = {"left": 0, "right": 0}
    for seed in range(60):
        person = person_with("root_S1", "left", seed, "complete")
        for side in seen:
            seen[side] += person.test(achilles.id, side).grades != frozenset({"normal"})
    assert seen["left"] > 2 * seen["right"]


def test_candidates_are_bedside_tests_that_stand_alone() -> None:
    assert all(test.burden in ("history", "bedside", "laboratory") for test in candidates())
    assert len({test.id for test in candidates()}) == len(candidates())


@pytest.mark.parametrize("name", POLICIES)
def test_a_run_has_a_probability_after_every_test(name: str) -> None:
    person = person_with("root_L5", "right", 1)
    run = list(run_patient(LOCALIZER, person, POLICIES[name], 2))
    assert len(run) == 3
    assert all(0 <= on_side <= at_site <= 1 for at_site, on_side in run)


def test_all_policies_start_from_the_same_questions() -> None:
    runs = curves(2, tests=1)
    starts = [of_policy[:, 0].tolist() for of_policy in runs.values()]
    assert starts[0] == starts[1] == starts[2]
    assert any("2 patients" in line for line in page(runs))


def test_the_band_holds_the_mean() -> None:
    curve = summary(np.array([[0.1, 0.2], [0.3, 0.8], [0.2, 0.5]]))
    assert curve.mean == pytest.approx((0.2, 0.5))
    assert all(low <= mean <= high for low, mean, high in zip(*_parts(curve), strict=True))


def test_the_figure_is_a_picture_with_every_policy() -> None:
    curve = Curve((0.1, 0.5), (0.05, 0.4), (0.15, 0.6))
    svg = figure(dict.fromkeys(POLICIES, curve))
    texts = [element.text for element in ET.fromstring(svg).iter() if element.text]  # noqa: S314
    assert set(POLICIES) <= set(texts)
    assert "prefers-color-scheme" in svg


def _parts(curve: Curve) -> tuple[list[float], list[float], list[float]]:
    return list(curve.low), list(curve.mean), list(curve.high)
