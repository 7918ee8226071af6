"""What must hold for any lesion, over a thousand random ones."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from radicular.anatomy.sites import load_sites, site_of
from radicular.electrophysiology.nerve.fibers import Fibers, motor_fibers, sensory_fibers
from radicular.electrophysiology.nerve.ways import CORD, ORGAN
from radicular.electrophysiology.neurons.pool import pool_of
from radicular.electrophysiology.studies.calf import POPLITEAL, Calf
from radicular.electrophysiology.studies.f_wave import f_wave
from radicular.electrophysiology.studies.h_reflex import h_reflex, recruitment_curve
from radicular.electrophysiology.studies.t_reflex import t_reflex
from radicular.electrophysiology.subject import Subject
from radicular.lesion import Lesion

COUNT = 1000
SOLEUS = ("soleus",)
ROOT_PARTS = ("vr", "dr", "seg")
SEVERITIES = ("irritation", "mild", "moderate", "severe", "complete")


def preganglionic() -> list[tuple[str, str]]:
    """Places whose structures all lie central to the ganglion."""
    return [
        (site.id, place.id)
        for site in load_sites().values()
        for place in site.places
        if place.structures and all(name.split("_")[0] in ROOT_PARTS for name in place.structures)
    ]


def random_lesions(places: list[tuple[str, str]], seed: int) -> Iterator[tuple[Subject, Lesion]]:
    generator = np.random.default_rng(seed)
    for number in range(COUNT):
        site, place = places[generator.integers(len(places))]
        severity = SEVERITIES[generator.integers(len(SEVERITIES))]
        lesion = Lesion(
            site,
            "left",
            place,
            severity,  # type: ignore[arg-type]
            weeks=float(generator.uniform(0, 60)),
            process=(None, "block", "demyelination", "axon loss")[generator.integers(4)],
            caliber=(None, "large fibers", "small fibers")[generator.integers(3)],
        )
        # The ganglion of the usual person lies in the foramen, outside the canal.
        yield Subject.typical(seed=0) if number % 2 else Subject.draw(number + 1), lesion


@pytest.mark.parametrize("weeks", [0.0, 0.25])
def test_m_is_unchanged_by_root_lesions_before_axons_have_degenerated(weeks: float) -> None:
    for person, lesion in random_lesions(preganglionic(), 1):
        early = replace(lesion, weeks=weeks)
        fibers = motor_fibers("soleus", 60, person, "left", [early])
        healthy = motor_fibers("soleus", 60, person, "left")
        assert fibers.passes(POPLITEAL, ORGAN).all()
        assert np.array_equal(fibers.time(POPLITEAL, ORGAN), healthy.time(POPLITEAL, ORGAN))
        assert np.array_equal(fibers.threshold, healthy.threshold)


def test_snap_is_unchanged_by_preganglionic_lesions() -> None:
    tried = 0
    for person, lesion in random_lesions(preganglionic(), 2):
        if person.seed and lesion.where.id == "recess":
            continue  # in some people the ganglion itself lies there
        fibers = sensory_fibers("sural", "touch", 60, person, "left", [lesion])
        healthy = sensory_fibers("sural", "touch", 60, person, "left")
        assert fibers.passes("sural_calf", "sural_malleolus").all(), str(lesion)
        assert np.array_equal(
            fibers.time("sural_calf", "sural_malleolus"),
            healthy.time("sural_calf", "sural_malleolus"),
        )
        tried += 1
    assert tried > COUNT / 2


def test_no_h_at_supramaximal_current() -> None:
    everywhere = [
        (site.id, place.id)
        for site in load_sites().values()
        for place in site.places
        if place.structures
    ]
    for person, lesion in random_lesions(everywhere, 3):
        calf = Calf.of(person, "left", [lesion], muscles=SOLEUS)
        assert len(calf.stimulate(99.0)["soleus"].reflex.unit) == 0, str(lesion)


def test_irritation_alone_is_health() -> None:
    for person, lesion in random_lesions(preganglionic(), 4):
        quiet = replace(lesion, severity="irritation")
        for build, organ in ((motor_fibers, "soleus"), (motor_fibers, "abductor_hallucis")):
            hit = build(organ, 40, person, "left", [quiet])
            well = build(organ, 40, person, "left")
            assert np.array_equal(hit.passes(CORD, ORGAN), well.passes(CORD, ORGAN))
            assert np.array_equal(hit.time(CORD, ORGAN), well.time(CORD, ORGAN))


def slowed(calf: Calf, delay: float) -> Calf:
    return calf.with_fibers(
        {name: fibers.slowed(delay) for name, fibers in calf.motor.items()},
        {name: fibers.slowed(delay) for name, fibers in calf.afferent.items()},
    )


@pytest.mark.parametrize("delay", [0.5, 1.5, 3.0])
def test_uniform_slowing_delays_but_does_not_weaken(delay: float) -> None:
    calf = Calf.of(Subject.typical(), "left", muscles=SOLEUS)
    currents = np.linspace(8.5, 20, 16)
    usual = recruitment_curve(calf, currents)["soleus"]
    late = recruitment_curve(slowed(calf, delay), currents)["soleus"]
    assert late.h.max() / late.m.max() == pytest.approx(usual.h.max() / usual.m.max(), rel=0.01)
    first = [curve.h_waves[curve.best].onset or 0.0 for curve in (usual, late)]
    assert first[1] - first[0] == pytest.approx(2 * delay, abs=0.15)


ALL_DORSAL = [
    Lesion.parse(f"left {root} dorsal root, complete, block") for root in ("L5", "S1", "S2")
]
ALL_VENTRAL = [
    Lesion.parse(f"left {root} ventral root, complete, block")
    for root in ("L4", "L5", "S1", "S2", "S3")
]


def test_complete_dorsal_block_leaves_no_h_and_no_t() -> None:
    person = Subject.typical()
    assert h_reflex(person, "left", ALL_DORSAL, muscles=SOLEUS).value("h_latency") is None
    assert t_reflex(person, "left", ALL_DORSAL, muscles=SOLEUS).value("t_latency") is None
    assert f_wave(person, "left", ALL_DORSAL).value("f_minimum") is not None


def test_complete_ventral_block_leaves_no_f_either() -> None:
    person = Subject.typical()
    assert h_reflex(person, "left", ALL_VENTRAL, muscles=SOLEUS).value("h_latency") is None
    assert t_reflex(person, "left", ALL_VENTRAL, muscles=SOLEUS).value("t_latency") is None
    assert f_wave(person, "left", ALL_VENTRAL).value("f_minimum") is None
    assert f_wave(person, "left", ALL_VENTRAL).value("f_persistence") == 0


def test_the_complete_s1_root_alone_takes_the_reflex_but_not_all_of_m() -> None:
    study = h_reflex(Subject.typical(), "left", [Lesion.parse("left S1 root, complete, 8 weeks")])
    healthy = h_reflex(Subject.typical(), "left")
    assert study.value("h_latency") is None
    assert 0.2 < study.value("m_amplitude") / healthy.value("m_amplitude") < 0.8  # type: ignore[operator]


def test_the_other_side_and_other_roots_are_left_alone() -> None:
    lesion = Lesion.parse("left L3 root, complete, 8 weeks")
    study = h_reflex(Subject.typical(), "left", [lesion], muscles=SOLEUS, intensities=8)
    healthy = h_reflex(Subject.typical(), "left", muscles=SOLEUS, intensities=8)
    assert [item.value for item in study] == [item.value for item in healthy]
    assert any("does not touch" in note for note in study.notes)


def shares(fibers: Fibers, passing: NDArray[np.bool_]) -> dict[str, float]:
    return {root: float(passing[fibers.root == root].mean()) for root in np.unique(fibers.root)}


def test_a_root_lesion_takes_its_share_of_every_pool() -> None:
    lesion = Lesion.parse("left S1 root, moderate, block")
    for muscle in ("soleus", "gastrocnemius_medial", "gluteus_maximus", "tibialis_anterior"):
        fibers = motor_fibers(muscle, len(pool_of(muscle)), Subject.typical(), "left", [lesion])
        left = shares(fibers, fibers.passes(CORD, ORGAN))
        assert left.pop("S1") == pytest.approx(0.4, abs=0.03)
        assert all(part == 1.0 for part in left.values())


def test_every_site_can_be_simulated() -> None:
    for site in load_sites():
        lesion = Lesion(site, "left" if site_of(site).sidedness == "unilateral" else "both")
        motor_fibers("soleus", 30, Subject.typical(), "left", [lesion]).passes(CORD, ORGAN)
