"""How the step of time shows in the spikes: the order of the scheme, and in a reflex."""

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.neurons.membrane import typed_cells
from radicular.electrophysiology.neurons.network import Drive, Network
from radicular.electrophysiology.studies.calf import Calf
from radicular.electrophysiology.studies.h_reflex import recruitment_curve
from radicular.electrophysiology.subject import Subject

SOLEUS = ("soleus",)


def spikes(step: float) -> list[NDArray[np.float64]]:
    cells = typed_cells("S", 40)
    found = Network(cells, [], step).run(400.0, Drive({}, current=np.linspace(9, 16, 40)))
    return [found.time[found.cell == cell] for cell in range(40)]


def error(step: float, exact: list[NDArray[np.float64]]) -> float:
    """Mean error of the last common spike in ms."""
    pairs = zip(spikes(step), exact, strict=True)
    return float(
        np.mean([abs(a[: len(b)][-1] - b[: len(a)][-1]) for a, b in pairs if len(a) and len(b)])
    )


def test_the_scheme_is_of_first_order() -> None:
    exact = spikes(0.0025)
    errors = [error(step, exact) for step in (0.1, 0.05, 0.025)]
    ratios = np.array(errors[:-1]) / np.array(errors[1:])
    assert np.all((ratios > 1.6) & (ratios < 2.6)), errors


def test_half_a_step_hardly_moves_a_reflex() -> None:
    currents = np.linspace(8.5, 20, 24)
    found = []
    for step in (0.05, 0.025):
        calf = Calf.of(Subject.typical(), "left", muscles=SOLEUS, step=step)
        found.append(recruitment_curve(calf, currents)["soleus"])
    coarse, fine = found
    first = [curve.h_waves[curve.best].onset or 0.0 for curve in found]
    assert abs(first[0] - first[1]) < 0.05 + 1e-9
    assert abs(coarse.h.max() / coarse.m.max() - fine.h.max() / fine.m.max()) < 0.01
