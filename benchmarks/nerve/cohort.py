"""S1 roots with a deficit in the simulated laboratory, against what series of patients had."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context

import numpy as np

from benchmarks.nerve.population import Row
from radicular.conduction import GANGLION_REACH
from radicular.electrophysiology.studies.h_reflex import h_reflex
from radicular.electrophysiology.studies.needle_emg import needle_muscles, sampled
from radicular.electrophysiology.studies.sensory_conduction import sensory_conduction
from radicular.electrophysiology.subject import SIDES, Subject
from radicular.laboratory.examination import compared
from radicular.lesion import Lesion
from radicular.tables import read_csv

__all__ = ["cohort_rows", "measured_cohort", "patient"]

_WEEKS = (4.0, 26.0)
_ABNORMAL = ("denervation", "chronic_reinnervation")


def patient(seed: int) -> tuple[Subject, Lesion]:
    """Draw a patient with a deficit of the left S1 root, as severe as in an EMG laboratory.

    Args:
        seed: Of the patient.
    """
    generator = np.random.default_rng([seed, 77])
    rows = [
        row
        for row in read_csv("radicular.hypotheses", "tables/latent.csv")
        if (row["setting"], row["variable"], row["target"])
        == ("emg_laboratory", "severity", "family:root")
        and row["level"] != "irritation"
    ]
    share = np.array([float(row["weight"]) for row in rows])
    severity = rows[int(generator.choice(len(rows), p=share / share.sum()))]["level"]
    weeks = round(float(generator.uniform(*_WEEKS)))
    return Subject.draw(seed), Lesion.parse(f"left S1 root, {severity}, {weeks} weeks")


def studied_patient(seed: int) -> dict[str, float]:
    """Return what the laboratory finds in one patient.

    Args:
        seed: Of the patient.
    """
    person, lesion = patient(seed)
    muscles = ("soleus",)
    reflexes = [h_reflex(person, side, [lesion], intensities=20, muscles=muscles) for side in SIDES]
    beside = {measure.id: measure.verdict for measure in compared(reflexes)}
    latency = reflexes[0].measure("h_latency").verdict
    sural = sensory_conduction(person, "left", [lesion]).measure("sural_amplitude").verdict
    usual = sensory_conduction(person, "left").measure("sural_amplitude").verdict
    return {
        "h_absent": latency == "absent",
        "h_abnormal": latency != "normal" or "abnormal" in beside.values(),
        "threshold_raised": _raised(reflexes, "h_threshold", 1.05),
        "late": _raised(reflexes, "h_latency", 1.03),
        "ganglion_in_foramen": person.generator("ganglion", "left").random() >= GANGLION_REACH,
        "sural_lost": sural != "normal" and usual == "normal",
        "needle": _positive(person, lesion, seed),
        "needle_week_0": _positive(person, replace(lesion, weeks=0.0), seed),
        "limb_by_day_9": _limb(person, replace(lesion, weeks=9 / 7), seed),
    }


def _raised(reflexes: Sequence[object], name: str, by: float) -> float:
    left, right = (getattr(result, "value")(name) for result in reflexes)  # noqa: B009
    if left is None or right is None:
        return float("nan")
    return float(left > by * right)


def _positive(person: Subject, lesion: Lesion, seed: int) -> bool:
    """Whether two muscles of the root are abnormal, as strict laboratories ask for."""
    found = [
        sampled(muscle, person, "left", [lesion], seed=seed).verdict for muscle in needle_muscles()
    ]
    return sum(grade in _ABNORMAL for grade in found) > 1


def _limb(person: Subject, lesion: Lesion, seed: int) -> bool:
    """Whether any muscle of the limb fibrillates more than a healthy one would be said to."""
    limb = [muscle for muscle in needle_muscles() if not muscle.startswith("multifidus")]
    return any(
        sampled(muscle, person, "left", [lesion], seed=seed).active_sites
        > sampled(muscle, person, "left", seed=seed).active_sites
        for muscle in limb
    )


def measured_cohort(people: int, *, processes: int = 2) -> Mapping[str, np.ndarray]:
    """Study many patients in parallel processes.

    Args:
        people: How many.
        processes: How many work side by side.
    """
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        everyone = list(pool.map(partial(studied_patient), range(1, people + 1), chunksize=2))
    return {name: np.array([person[name] for person in everyone], float) for name in everyone[0]}


def cohort_rows(found: Mapping[str, np.ndarray]) -> list[Row]:
    """Return the published rates beside those of a cohort, in percent.

    Args:
        found: As :func:`measured_cohort` returns it.
    """
    outside = found["ganglion_in_foramen"] > 0
    spared = 1 - found["sural_lost"][outside]
    early = found["threshold_raised"] >= found["late"]
    both = np.isfinite(found["late"])
    return [
        Row(
            "H abnormal (%)",
            _percent(found["h_abnormal"]),
            60,
            90,
            "17 of 20 (HREF91), 64 % (LEE98)",
        ),
        Row("H absent (%)", _percent(found["h_absent"]), 30, 55, "7 of 20 (HREF91)"),
        Row("Sural normal, ganglion in the foramen (%)", _percent(spared), 95, 100, "RADMONO"),
        Row(
            "Needle positive after 4 to 26 weeks (%)",
            _percent(found["needle"]),
            20,
            60,
            "19 % (LEE98) and more",
        ),
        Row("Needle positive in week 0 (%)", _percent(found["needle_week_0"]), 0, 0, "WILBOURN98"),
        Row("Limb fibrillation by day 9 (%)", _percent(found["limb_by_day_9"]), 0, 0, "WILBOURN98"),
        Row(
            "Threshold raised where latency is, or alone (%)",
            _percent(early[both]),
            80,
            100,
            "Mazzocchio 2001",
        ),
    ]


def _percent(values: np.ndarray) -> float:
    return float(100 * np.mean(values))
