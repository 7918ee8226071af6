"""What the studies tell, healthy and with a lesion."""

import numpy as np
import pytest

from radicular.electrophysiology.constants import altered, constant
from radicular.electrophysiology.nerve.impulses import Impulse, arrivals
from radicular.electrophysiology.neurons.terminal import depression
from radicular.electrophysiology.receptors.spindle import spindle
from radicular.electrophysiology.studies.ectopic import ectopic
from radicular.electrophysiology.studies.f_wave import f_wave
from radicular.electrophysiology.studies.h_reflex import h_reflex
from radicular.electrophysiology.studies.motor_conduction import motor_conduction
from radicular.electrophysiology.studies.needle_emg import needle_muscles, sampled
from radicular.electrophysiology.studies.push_off import push_off
from radicular.electrophysiology.studies.quantitative_sensory import quantitative_sensory
from radicular.electrophysiology.studies.registry import load_studies, run_study
from radicular.electrophysiology.studies.sensory_conduction import sensory_conduction
from radicular.electrophysiology.studies.strength import strength
from radicular.electrophysiology.subject import Subject
from radicular.errors import InputError, UnknownNameError
from radicular.findings.catalog import load_catalog
from radicular.lesion import Lesion

PERSON = Subject.typical()
S1 = Lesion.parse("left S1 root, severe, 6 weeks")
MILD = Lesion.parse("left S1 root, mild, block, 1 week")


def value(result: object, name: str) -> float:
    found = result.value(name)  # type: ignore[attr-defined]
    assert found is not None
    return float(found)


@pytest.fixture(scope="module")
def healthy() -> object:
    return h_reflex(PERSON, "left", muscles=("soleus",))


def test_recruitment_rises_peaks_and_falls_while_m_only_rises(healthy: object) -> None:
    h = healthy.trace("soleus_h_curve").y  # type: ignore[attr-defined]
    m = healthy.trace("soleus_m_curve").y  # type: ignore[attr-defined]
    top = int(h.argmax())
    assert 0 < top < len(h) - 1
    assert h[0] == 0
    assert h[-1] == 0
    assert np.all(np.diff(m) > -0.1)
    assert 0.2 < value(healthy, "h_over_m") < 0.7


def test_a_mild_block_raises_the_threshold_and_weakens_h(healthy: object) -> None:
    hurt = h_reflex(PERSON, "left", [MILD], muscles=("soleus",))
    assert value(hurt, "h_threshold") > value(healthy, "h_threshold")
    assert value(hurt, "h_amplitude") < 0.8 * value(healthy, "h_amplitude")
    assert value(hurt, "m_amplitude") == pytest.approx(value(healthy, "m_amplitude"), rel=0.01)


def test_h_varies_from_trial_to_trial_and_depression_fades(healthy: object) -> None:
    assert 0.02 < value(healthy, "h_variation") < 0.4
    assert depression(1.0, 20)[-1] < depression(3.0, 20)[-1] < depression(10.0, 20)[-1] < 1


def test_dispersed_slowing_delays_h_and_f(healthy: object) -> None:
    slow = Lesion.parse("left S1 root, severe, demyelination")
    late = h_reflex(PERSON, "left", [slow], muscles=("soleus",))
    assert value(late, "h_latency") > value(healthy, "h_latency") + 0.5
    usual = value(f_wave(PERSON, "left"), "f_mean")
    assert value(f_wave(PERSON, "left", [slow]), "f_mean") > usual


def test_preganglionic_loss_spares_the_sural_but_a_nerve_lesion_takes_it() -> None:
    usual = value(sensory_conduction(PERSON, "left"), "sural_amplitude")
    root = sensory_conduction(PERSON, "left", [S1])
    assert value(root, "sural_amplitude") == pytest.approx(usual, rel=0.05)
    nerve = Lesion.parse("left sciatic nerve, severe, axon loss, 6 weeks")
    lost = sensory_conduction(PERSON, "left", [nerve]).value("sural_amplitude")
    assert lost is None or lost < 0.4 * usual


def test_the_motor_response_falls_only_after_some_days() -> None:
    sizes = [
        value(
            motor_conduction(
                PERSON, "left", [Lesion.parse(f"left S1 root, severe, axon loss, {days} days")]
            ),
            "soleus_amplitude",
        )
        for days in (0, 2, 4, 10)
    ]
    assert sizes[0] == pytest.approx(sizes[1], rel=0.15)
    assert sizes[1] > sizes[2] > sizes[3]


@pytest.mark.parametrize("muscle", ["gastrocnemius_medial", "abductor_hallucis", "multifidus_S1"])
def test_healthy_muscles_are_called_normal(muscle: str) -> None:
    grades = [sampled(muscle, Subject.draw(n), "left", seed=n).verdict for n in range(1, 101)]
    assert grades.count("normal") >= 95


def test_fibrillation_comes_by_distance_and_goes_with_reinnervation() -> None:
    def grade(muscle: str, days: int) -> str:
        lesion = Lesion.parse(f"left S1 root, severe, axon loss, {days} days")
        return sampled(muscle, PERSON, "left", [lesion]).verdict

    for muscle in needle_muscles():
        assert grade(muscle, 0) != "denervation"
    limb = [muscle for muscle in needle_muscles() if not muscle.startswith("multifidus")]
    assert all(grade(muscle, 9) != "denervation" for muscle in limb)
    assert grade("multifidus_S1", 10) == "denervation"
    assert grade("gluteus_maximus", 17) == "denervation"
    assert grade("gastrocnemius_medial", 17) != "denervation"
    assert grade("gastrocnemius_medial", 35) == "denervation"
    assert grade("gastrocnemius_medial", 900) == "chronic_reinnervation"


def test_push_off_and_heel_raises_follow_force() -> None:
    usual, weak = strength(PERSON, "left"), strength(PERSON, "left", [S1])
    assert value(usual, "heel_raises") >= 25 > value(weak, "heel_raises")
    assert 0.2 < value(weak, "torque_part") < 0.7
    assert value(push_off(PERSON, "left", [S1]), "power_part") < 0.8
    assert weak.findings[0].value != "5"


def test_sprouting_brings_force_back() -> None:
    early = Lesion.parse("left S1 root, moderate, axon loss, 4 weeks")
    late = Lesion.parse("left S1 root, moderate, axon loss, 1 year")
    first = value(strength(PERSON, "left", [early]), "torque")
    assert value(strength(PERSON, "left", [late]), "torque") > 1.3 * first


def test_touch_temperature_and_pain_can_fail_apart() -> None:
    usual = quantitative_sensory(PERSON, "left")
    thin = quantitative_sensory(
        PERSON, "left", [Lesion.parse("left S1 root, severe, small fibers")]
    )
    thick = quantitative_sensory(
        PERSON, "left", [Lesion.parse("left S1 root, severe, large fibers")]
    )
    for name in ("cold", "warmth", "pinprick"):
        assert value(thin, f"{name}_threshold") > value(usual, f"{name}_threshold")
        assert value(thick, f"{name}_threshold") == value(usual, f"{name}_threshold")
    assert value(thin, "touch_threshold") == value(usual, "touch_threshold")
    assert value(thick, "touch_threshold") > value(usual, "touch_threshold")
    gone = quantitative_sensory(PERSON, "left", [Lesion.parse("left S1 root, complete")])
    assert gone.value("touch_threshold") is None
    assert gone.findings[0].value == "absent"
    assert value(usual, "warmth_delay") > 500 > value(usual, "touch_delay")


@pytest.mark.parametrize(("root", "patch"), [("S1", "heel_lateral"), ("L5", "first_web_space")])
def test_ectopic_impulses_are_felt_in_the_dermatome(root: str, patch: str) -> None:
    lesion = Lesion.parse(f"left {root} root, mild, painful")
    felt = ectopic(PERSON, "left", [lesion])
    assert any(item.id == f"felt_{patch}" for item in felt)


def test_cough_and_leg_raise_bring_on_pain_only_where_a_root_is_irritated() -> None:
    hurting = Lesion.parse("left S1 root, mild, painful")
    silent = Lesion.parse("left S1 root, mild, painless")
    rest = value(ectopic(PERSON, "left", [hurting]), "intensity")
    for maneuver in ("cough", "leg raise"):
        provoked = ectopic(PERSON, "left", [hurting], maneuver=maneuver)
        assert value(provoked, "intensity") > rest
        assert provoked.findings[0].value in ("present", "positive")
        assert value(ectopic(PERSON, "left", [silent], maneuver=maneuver), "intensity") == 0
    low = ectopic(PERSON, "left", [hurting], maneuver="leg raise", angle=20.0)
    assert value(low, "intensity") == rest
    assert value(ectopic(PERSON, "left"), "intensity") == 0


def test_spindles_answer_a_ramp_as_published() -> None:
    time = np.arange(0.0, 2000.0, 0.1)
    for speed, passive, dynamic in ((0.11, 90, 190), (0.66, 125, 275), (1.55, 150, 330)):
        length = 0.95 + np.clip((time - 500) / 1000 * speed, 0, 0.13)
        assert spindle(time, length).primary.max() == pytest.approx(passive, rel=0.25)
        assert spindle(time, length, dynamic=70.0).primary.max() == pytest.approx(dynamic, rel=0.25)


def test_impulses_meet_and_find_the_axon_refractory() -> None:
    assert arrivals([Impulse(0.4, 0.0)], 0.8, 40.0) == ((10.0,), (10.0,))
    assert arrivals([Impulse(0.0, 0.0), Impulse(0.8, 1.0)], 0.8, 40.0) == ((), ())
    again = [Impulse(0.4, 0.0), Impulse(0.4, constant("axon_refractory") / 2)]
    assert arrivals(again, 0.8, 40.0) == ((10.0,), (10.0,))


def test_studies_of_the_catalog_give_findings_that_it_knows() -> None:
    catalog = load_catalog()
    for name in load_studies():
        result = run_study(name, PERSON, "left", [S1])
        assert result.study == name
        assert result.title == load_studies()[name].title
        for item in result.findings:
            assert item.value in catalog[item.finding].scale.grades


def test_the_same_seed_is_the_same_result() -> None:
    person = Subject.draw(9)
    one, two = (run_study("needle-emg", person, "left", [S1], seed=3) for _ in range(2))
    assert one.to_dict() == two.to_dict()


def test_bad_requests_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="h-reflex"):
        run_study("h reflex", PERSON, "left")
    with pytest.raises(InputError, match="muscle"):
        run_study("f-wave", PERSON, "left", muscle="soleus")
    with pytest.raises(UnknownNameError, match="muscle"):
        run_study("needle-emg", PERSON, "left", muscle="biceps brachii")
    with pytest.raises(UnknownNameError, match="patch"):
        run_study("quantitative-sensory", PERSON, "left", patch="nose")
    with pytest.raises(InputError, match="maneuver"):
        run_study("ectopic", PERSON, "left", maneuver="sneeze")
    with pytest.raises(InputError, match="current"):
        run_study("h-reflex", PERSON, "left", currents=[500.0], muscles=("soleus",))
    with pytest.raises(InputError, match="leg_length"):
        Subject.typical(leg_length=900)


def test_altered_numbers_hold_for_a_while_only() -> None:
    before = value(motor_conduction(PERSON, "left"), "tibial_distal_latency")
    with altered({"end_plate_delay": 2.8}):
        assert value(motor_conduction(PERSON, "left"), "tibial_distal_latency") > before + 1.5
    assert value(motor_conduction(PERSON, "left"), "tibial_distal_latency") == before
    with pytest.raises(UnknownNameError, match="constant"), altered({"nothing": 1.0}):
        pass
