"""How people's root supply departs from the map: the drawn anatomies of one side of the body.

Two things vary. A plexus can be prefixed or postfixed, so that a part of every root's territory is
served by its neighbor; and how much each root gives to an organ differs from person to person. The
draws are made once, from fixed seeds, and corrected so that their mean over the usual plexuses is
the share of the map.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from radicular.parameters import parameter

__all__ = ["Anatomy", "Plexus", "drawn_shares", "load_anatomies"]

Floats = NDArray[np.float64]
Plexus = Literal["usual", "prefixed", "postfixed"]

COUNT = int(parameter("anatomies"))
SHIFTED_PEOPLE = parameter("plexus_shifted_people")
SHIFTED_PART = parameter("plexus_shifted_part")
CONCENTRATION = parameter("supply_concentration")
_ROUNDS = 8
_LEAST = 1e-9


@dataclass(frozen=True)
class Anatomy:
    """One way in which a side of a body can be built.

    Attributes:
        number: From 0 on.
        plexus: ``usual``; ``prefixed`` where each root's part is partly served by the root above;
            ``postfixed`` where by the one below.
        probability: Of this anatomy.
        shift: Part of every root's territory that its neighbor serves: above, own, below.
    """

    number: int
    plexus: Plexus
    probability: float
    shift: tuple[float, float, float]


@cache
def load_anatomies() -> tuple[Anatomy, ...]:
    """Return the anatomies of a side.

    Prefixed and postfixed plexuses together are as frequent as published (27.9 % of legs, PP91),
    each half of them (assumed).

    Example:
        >>> anatomies = load_anatomies()
        >>> len(anatomies), round(sum(anatomy.probability for anatomy in anatomies), 9)
        (64, 1.0)
    """
    each = round(COUNT * SHIFTED_PEOPLE / 2)
    shifted: list[Plexus] = ["prefixed", "postfixed"]
    usual: list[Plexus] = ["usual"]
    kinds = usual * (COUNT - 2 * each) + shifted * each
    moved = {
        "usual": (0.0, 1.0, 0.0),
        "prefixed": (SHIFTED_PART, 1 - SHIFTED_PART, 0.0),
        "postfixed": (0.0, 1 - SHIFTED_PART, SHIFTED_PART),
    }
    return tuple(
        Anatomy(number, plexus, 1 / COUNT, moved[plexus]) for number, plexus in enumerate(kinds)
    )


@cache
def _drawn(organ: str, shares: tuple[float, ...]) -> Floats:
    generator = np.random.default_rng([COUNT, crc32(organ.encode())])
    wanted = np.array(shares)
    drawn = generator.dirichlet(CONCENTRATION * wanted, COUNT) + _LEAST
    for _ in range(_ROUNDS):
        drawn *= wanted / drawn.mean(axis=0)
        drawn /= drawn.sum(axis=1, keepdims=True)
    return drawn


def drawn_shares(organ: str, shares: Mapping[str, float]) -> Mapping[str, Floats]:
    """Return for every root the share of an organ that it has in each anatomy.

    Args:
        organ: Seeds the draw: the same organ is built alike for every function that is read of it.
        shares: Root to the map's share; they sum to 1.

    Returns:
        Root to shape (anatomies,); over the roots they sum to 1 in each anatomy, and their mean is
        the map's share.

    Example:
        >>> drawn = drawn_shares("soleus", {"L5": 0.1, "S1": 0.6, "S2": 0.3})
        >>> round(float(drawn["S1"].mean()), 2)
        0.6
    """
    drawn = _drawn(organ, tuple(shares.values()))
    return {root: drawn[:, column] for column, root in enumerate(shares)}
