"""The spinal loop: motor pools, their afferents, and the interneurons between them.

Renshaw cells inhibit the motoneurons that drive them, Ib interneurons those whose tendons pull, and
Ia interneurons the antagonists of the muscle that is stretched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant, remembered
from radicular.electrophysiology.neurons.membrane import Cells, typed_cells
from radicular.electrophysiology.neurons.network import (
    STEP,
    Network,
    Projection,
    random_projection,
)
from radicular.electrophysiology.neurons.pool import pool_of

__all__ = ["CALF", "SEGMENT", "ReflexLoop", "reflex_loop"]

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

CALF = ("soleus", "gastrocnemius_medial", "gastrocnemius_lateral")
#: All muscles of the S1 segment that are simulated, with their antagonist.
SEGMENT = (
    *CALF,
    "gluteus_maximus",
    "biceps_femoris_long",
    "abductor_hallucis",
    "abductor_digiti_minimi_pedis",
    "tibialis_anterior",
)
_FLEXORS = ("tibialis_anterior",)


@dataclass(frozen=True, eq=False)
class ReflexLoop:
    """A network with the places of its groups of cells.

    Attributes:
        network: The cells and their connections.
        muscles: Muscles whose pools it holds.
        cells: Group to its cells: each muscle, ``renshaw``, ``ib``, and with an antagonist
            ``ia_extensors`` and ``ia_flexors``, each named by the afferents that drive it.
    """

    network: Network
    muscles: tuple[str, ...]
    cells: Mapping[str, Integers]

    def projections(self, muscle: str, kind: str) -> tuple[str, ...]:
        """Return the projections that the afferents of a muscle of one kind drive."""
        start = f"{kind} {muscle} to "
        return tuple(p.name for p in self.network.projections if p.name.startswith(start))


@remembered
def reflex_loop(
    muscles: tuple[str, ...] = CALF,
    step: float = STEP,
    *,
    persistent: bool = False,
    descending: int = 0,
) -> ReflexLoop:
    """Build the loop of some muscles; all people have the same connections.

    People differ in how strong their connections are, which scales what arrives.

    Args:
        muscles: Muscles that act together.
        step: Time step in ms.
        persistent: Whether motoneurons have a persistent calcium current.
        descending: Number of fibers from the brain to each motor pool.
    """
    groups: dict[str, Cells] = {
        muscle: pool_of(muscle).cells(persistent=persistent) for muscle in muscles
    }
    motoneurons = sum(len(cells) for cells in groups.values())
    groups["renshaw"] = typed_cells("renshaw", _part(motoneurons, "renshaw_per_motoneuron"))
    groups["ib"] = typed_cells("ib_interneuron", _part(motoneurons, "ib_per_motoneuron"))
    if set(muscles) & set(_FLEXORS):
        for name in ("ia_extensors", "ia_flexors"):
            groups[name] = typed_cells("ia_interneuron", _part(motoneurons, "ia_per_motoneuron"))
    ends = np.cumsum([len(cells) for cells in groups.values()])
    cells = {
        name: np.arange(end - len(group), end)
        for (name, group), end in zip(groups.items(), ends, strict=True)
    }
    projections = [
        *_excitation(muscles, cells, descending),
        *_inhibition(muscles, cells),
        *_reciprocal(muscles, cells),
    ]
    network = Network(Cells.joined(list(groups.values())), projections, step)
    return ReflexLoop(network, muscles, cells)


def _part(motoneurons: int, ratio: str) -> int:
    return max(1, round(motoneurons * constant(ratio)))


def _excitation(
    muscles: Sequence[str], cells: Mapping[str, Integers], descending: int
) -> list[Projection]:
    """From the afferents to the motoneurons of their own and the other muscles, and from above."""
    found = []
    for number, muscle in enumerate(muscles):
        fibers = pool_of(muscle).afferents
        for other in _synergists(muscle, muscles):
            own = "own" if other == muscle else "other"
            share = constant("ia_synergist_weight") if other != muscle else 1.0
            found.append(
                random_projection(
                    f"Ia {muscle} to {other}",
                    fibers["Ia"],
                    cells[other],
                    constant(f"ia_chance_{own}"),
                    constant("ia_weight") * share * _per_afferent(other),
                    seed=number,
                )
            )
        found.append(
            random_projection(
                f"Ib {muscle} to interneurons",
                fibers["Ib"],
                cells["ib"],
                constant("ib_chance"),
                constant("ib_weight"),
                seed=100 + number,
            )
        )
        if descending:
            found.append(
                random_projection(
                    f"descending {muscle} to motoneurons",
                    descending,
                    cells[muscle],
                    _descending_chance(len(cells[muscle])),
                    constant("descending_weight"),
                    seed=200 + number,
                )
            )
    return found


def _synergists(muscle: str, muscles: Sequence[str]) -> list[str]:
    """The muscle itself and those that its spindles help; the heads of the calf help each other."""
    return [other for other in muscles if other == muscle or {muscle, other} <= set(CALF)]


def _reciprocal(muscles: Sequence[str], cells: Mapping[str, Integers]) -> list[Projection]:
    """From the spindles of a muscle over Ia interneurons to its antagonists."""
    if "ia_flexors" not in cells:
        return []
    found = []
    flexors = [muscle for muscle in muscles if muscle in _FLEXORS]
    extensors = [muscle for muscle in muscles if muscle in CALF]
    for number, (group, driving, targets) in enumerate(
        (("ia_extensors", extensors, flexors), ("ia_flexors", flexors, extensors))
    ):
        found += [
            random_projection(
                f"Ia {muscle} to interneurons",
                pool_of(muscle).afferents["Ia"],
                cells[group],
                constant("ia_interneuron_chance"),
                constant("ia_interneuron_weight"),
                seed=400 + 10 * number + position,
            )
            for position, muscle in enumerate(driving)
        ]
        if targets:
            found.append(
                random_projection(
                    f"{group} to antagonists",
                    len(cells[group]),
                    np.concatenate([cells[muscle] for muscle in targets]),
                    constant("reciprocal_chance"),
                    constant("reciprocal_weight"),
                    seed=450 + number,
                    inhibits=True,
                    cells=cells[group],
                    delay=constant("interneuron_delay"),
                )
            )
    return found


def _descending_chance(units: int) -> Floats:
    """Chance of a connection from the brain, which rises with the square of size."""
    least, most = constant("descending_chance_smallest"), constant("descending_chance_largest")
    return least + (most - least) * np.linspace(0, 1, units) ** 2


def _per_afferent(muscle: str) -> float:
    """Weight of one synapse by the number of afferents, so that all together weigh the same."""
    return constant("ia_reference_count") / pool_of(muscle).afferents["Ia"]


def _inhibition(muscles: Sequence[str], cells: Mapping[str, Integers]) -> list[Projection]:
    """Recurrent inhibition by Renshaw cells, and that by tendon organs."""
    motoneurons = np.concatenate([cells[muscle] for muscle in muscles])
    renshaw, ib = cells["renshaw"], cells["ib"]
    return [
        random_projection(
            "collaterals to renshaw",
            len(motoneurons),
            renshaw,
            constant("collateral_chance"),
            constant("collateral_weight"),
            seed=300,
            cells=motoneurons,
            delay=constant("collateral_delay"),
        ),
        random_projection(
            "renshaw to motoneurons",
            len(renshaw),
            motoneurons,
            constant("renshaw_chance"),
            constant("renshaw_weight"),
            seed=301,
            inhibits=True,
            cells=renshaw,
            delay=constant("interneuron_delay"),
        ),
        random_projection(
            "ib to motoneurons",
            len(ib),
            motoneurons,
            constant("ib_inhibition_chance"),
            constant("ib_inhibition_weight"),
            seed=302,
            inhibits=True,
            cells=ib,
            delay=constant("interneuron_delay"),
        ),
    ]
