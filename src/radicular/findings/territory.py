"""Dermatomes and nerve territories as weights over the skin patches of the map."""

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy import load_atlas
from radicular.condition import Conditions
from radicular.findings.catalog import Driver, Finding
from radicular.parameters import parameter

__all__ = ["area_mean", "named_pattern", "resemblance", "territory"]

Floats = NDArray[np.float64]

MEAN_WEIGHT = parameter("area_mean_weight")

#: The segment from which on a nerve's name is used for a territory.
_NERVES: Mapping[str, tuple[str, ...]] = {
    "sciatic": ("sciatic_tibial_gluteal", "sciatic_fibular_gluteal"),
    "tibial": ("tibial_popliteal",),
    "common_fibular": ("common_fibular_popliteal",),
    "superficial_fibular": ("superficial_fibular_leg",),
    "deep_fibular": ("deep_fibular_leg",),
    "femoral": ("femoral_inguinal",),
}


@cache
def territory(driver: Driver) -> Floats:
    """Return how much of each patch a named root or nerve supplies, shape (patches,).

    Args:
        driver: Of role ``dermatome`` or ``nerve``.
    """
    atlas = load_atlas()
    segments = set(_NERVES.get(driver.name, (driver.name,)))
    return np.array(
        [
            sum(
                path.share
                for path in atlas.pathways(patch)
                if path.root == driver.name or segments & set(path.structures)
            )
            for patch in atlas.patches
        ]
    )


def named_pattern(finding: Finding) -> Floats | None:
    """Return the pattern over the patches that a finding names, or None, shape (patches,).

    Named are dermatomes and nerve territories: there the whole pattern has to fit.
    """
    driver = finding.drivers[0]
    return territory(driver) if driver.role in ("dermatome", "nerve") else None


def resemblance(named: Floats, conditions: Conditions) -> Floats:
    """Return how closely the reach of each lesion resembles a pattern, shape (rows,).

    The cosine between the two patterns over all patches: 1 where they are alike, 0 where they
    share no patch.
    """
    return np.asarray(conditions.skin @ (named / np.linalg.norm(named)))


def area_mean(values: Floats) -> Floats:
    """Return one value for an area from those of its patches, shape (patches, rows) to (rows,).

    An area counts as affected where a good part of it is: mean and maximum, the mean weighing
    more (assumed).
    """
    return np.asarray(MEAN_WEIGHT * values.mean(axis=0) + (1 - MEAN_WEIGHT) * values.max(axis=0))
