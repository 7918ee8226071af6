"""What a lesion would show."""

import pytest

from radicular.findings.catalog import load_catalog
from radicular.lesion import Lesion
from radicular.patient import draw_patient
from radicular.predict import HEALTHY, ExpectedFinding, Prediction, predict


def expected(prediction: Prediction, finding: str) -> ExpectedFinding:
    return next(item for item in prediction.expected if item.finding.id == finding)


@pytest.fixture(scope="module")
def s1() -> Prediction:
    return predict(Lesion.parse("left S1 root, severe, 6 weeks"))


def test_every_finding_is_told_once_the_most_telling_first(s1: Prediction) -> None:
    assert sorted(item.finding.id for item in s1.expected) == sorted(load_catalog().findings)
    bits = [item.bits for item in s1.expected]
    assert bits == sorted(bits, reverse=True)


def test_chances_are_chances(s1: Prediction) -> None:
    for item in s1.expected:
        assert list(item.chances) == list(item.finding.scale.grades)
        assert sum(item.chances.values()) == pytest.approx(1, abs=1e-5)
        assert sum(item.healthy.values()) == pytest.approx(1, abs=1e-5)


def test_health_tells_nothing() -> None:
    assert max(item.bits for item in predict(HEALTHY).expected) == pytest.approx(0, abs=1e-9)


def test_preganglionic_lesion_keeps_the_sural_potential(s1: Prediction) -> None:
    assert expected(s1, "snap_sural").chances["normal"] > 0.9
    assert expected(s1, "reflex_achilles").chances["absent"] > 0.5


def test_side_is_that_of_the_lesion(s1: Prediction) -> None:
    assert expected(s1, "slr").side == "left"
    assert expected(s1, "bladder_symptoms").side == "midline"


def test_bladder_fails_when_both_sides_do() -> None:
    one, two = (
        expected(predict(Lesion.parse(text)), "bladder_retention").chances["present"]
        for text in ("left S2 and S3 roots, complete", "S2 and S3 roots, both sides, complete")
    )
    assert two > 2 * one


def test_what_was_left_open_is_told() -> None:
    assert predict(Lesion.parse("left S1 root")).taken == (
        "in the lateral recess",
        "moderate",
        "8 weeks",
        "painful",
    )
    stated = "left superior gluteal nerve, mild, painless, 2 weeks"
    assert predict(Lesion.parse(stated)).taken == ()


@pytest.mark.parametrize(
    "text", ["left S5 root, mild", "right S1 dorsal root, severe", "left nerve to soleus, severe"]
)
def test_single_structures_are_predicted(text: str) -> None:
    lesion = Lesion.parse(text)
    expected = predict(lesion).expected
    assert len(expected) == len(load_catalog())
    assert draw_patient(lesion, 7).observations
