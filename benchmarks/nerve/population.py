"""A simulated population against published norms, as distributions."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.effectors.twitch import Twitches, muscle_twitch, unit_twitches
from radicular.electrophysiology.neurons.reflex_loop import CALF
from radicular.electrophysiology.studies.f_wave import f_wave
from radicular.electrophysiology.studies.h_reflex import h_reflex
from radicular.electrophysiology.studies.motor_conduction import motor_conduction
from radicular.electrophysiology.studies.sensory_conduction import sensory_conduction
from radicular.electrophysiology.studies.strength import maximal_effort
from radicular.electrophysiology.studies.t_reflex import t_reflex
from radicular.electrophysiology.subject import SIDES, Side, Subject

__all__ = ["Row", "measured_population", "rows", "studied"]

Floats = NDArray[np.float64]
SOLEUS = ("soleus",)


@dataclass(frozen=True)
class Row:
    """One published number beside the simulated one.

    Attributes:
        name: What is compared.
        value: Simulated.
        low: Lowest value that counts as met.
        high: Highest.
        published: Where the bar comes from, in words.
    """

    name: str
    value: float
    low: float
    high: float
    published: str

    @property
    def met(self) -> bool:
        """Whether the value lies within the bar."""
        return self.low <= self.value <= self.high


def studied(seed: int, *, sides: Sequence[Side] = SIDES, height: float = 0.0) -> dict[str, float]:
    """Return the measures of one person, by side where it matters.

    Args:
        seed: Of the person.
        sides: Legs that are studied.
        height: Added to the drawn height in cm, for people of another build.
    """
    drawn = Subject.draw(seed)
    person = Subject(
        drawn.age,
        drawn.sex,
        drawn.height + height,
        drawn.leg_length + height * drawn.leg_length / drawn.height,
        seed,
    )
    found = {"age": person.age, "height": person.height, "leg_length": person.leg_length}
    for side in sides:
        found |= _one_side(person, side)
    return found


def _one_side(person: Subject, side: Side) -> dict[str, float]:
    reflex = h_reflex(person, side, intensities=20, muscles=SOLEUS)
    results = (
        reflex,
        t_reflex(person, side, muscles=SOLEUS),
        f_wave(person, side),
        motor_conduction(person, side),
        sensory_conduction(person, side),
    )
    found = {
        f"{measure.id} {side}": float("nan") if measure.value is None else measure.value
        for result in results
        for measure in result
    }
    effort = maximal_effort(person, side)
    found[f"torque {side}"] = effort.greatest
    found[f"soleus_rate {side}"] = effort.rate("soleus") or float("nan")
    twitches = [unit_twitches(muscle, person, side) for muscle in CALF]
    joined = Twitches(
        np.concatenate([item.peak for item in twitches]),
        np.concatenate([item.contraction for item in twitches]),
    )
    _, rise, fall = muscle_twitch(joined)
    return found | {f"twitch_rise {side}": rise, f"twitch_fall {side}": fall}


def measured_population(
    people: int, *, processes: int = 2, height: float = 0.0
) -> Mapping[str, Floats]:
    """Study many people in parallel processes; one column for each measure.

    Args:
        people: How many.
        processes: How many work side by side.
        height: Added to every height in cm.
    """
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        one = partial(studied, height=height)
        everyone = list(pool.map(one, range(1, people + 1), chunksize=4))
    return {name: np.array([person[name] for person in everyone]) for name in everyone[0]}


def rows(found: Mapping[str, Floats]) -> list[Row]:
    """Return the published numbers beside those of a population.

    Args:
        found: As :func:`measured_population` returns it.
    """
    left, right = found["h_latency left"], found["h_latency right"]
    both = np.concatenate([left, right])
    seen = np.isfinite(left)
    slope = float(np.polyfit(found["leg_length"][seen], left[seen], 1)[0])
    difference = np.abs(left - right)
    sizes = np.stack([found["h_amplitude left"], found["h_amplitude right"]])
    ratio = np.nanmin(sizes, axis=0) / np.nanmax(sizes, axis=0)
    return [
        Row("H latency, mean (ms)", _mean(both), 29.8, 30.8, "30.3 (BUSCH99H)"),
        Row("H latency, SD (ms)", float(np.nanstd(both)), 2.0, 2.8, "2.4 (BUSCH99H)"),
        Row("H latency by leg length (ms/cm)", slope, 0.36, 0.56, "0.46 (BRADDOM74)"),
        Row(
            "H side difference, 97th percentile (ms)",
            float(np.nanpercentile(difference, 97)),
            1.5,
            2.2,
            "2.0 (BUSCH99H), 1.8 (FALCO94)",
        ),
        Row("H amplitude ratio, mean", _mean(ratio), 0.69, 0.79, "0.74 (JANKUS94)"),
        Row("F minimum, mean (ms)", _both(found, "f_minimum"), 45.5, 48.5, "47.0 (NOBREGA04)"),
        Row("T latency, mean (ms)", _both(found, "t_latency"), 29.6, 31.6, "30.6 (KIM97T)"),
        Row(
            "Tibial velocity, mean (m/s)",
            _both(found, "tibial_velocity"),
            48.7,
            52.7,
            "50.7 (KIM22N)",
        ),
        Row(
            "Sural amplitude, mean (uV)",
            _both(found, "sural_amplitude"),
            17.7,
            25.7,
            "21.7 (KIM22N)",
        ),
        Row("Plantar-flexion MVC, mean (N m)", _both(found, "torque"), 134, 174, "154 (MVC24)"),
        Row(
            "Soleus rate in MVC (1/s)",
            _both(found, "soleus_rate"),
            10.7,
            16.0,
            "10.7 to 16 (BELLEMARE83)",
        ),
        Row("Twitch contraction time (ms)", _both(found, "twitch_rise"), 101, 123, "112 (SALE82)"),
    ]


def _mean(values: Floats) -> float:
    return float(np.nanmean(values))


def _both(found: Mapping[str, Floats], name: str) -> float:
    return _mean(np.concatenate([found[f"{name} left"], found[f"{name} right"]]))
