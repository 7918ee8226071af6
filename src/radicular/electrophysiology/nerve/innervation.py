"""Which motor unit supplies how many muscle fibers after axons have been lost."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant
from radicular.electrophysiology.effectors.surface_potential import unit_fibers
from radicular.electrophysiology.nerve.clocks import fibrillation_days, sprouted
from radicular.electrophysiology.nerve.fibers import Fibers

__all__ = ["Denervation", "denervation", "fibers_factor"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Denervation:
    """What of a muscle has lost its nerve.

    Attributes:
        lost: Share of muscle fibers whose own axon is lost, 0 to 1.
        without: Share of muscle fibers that no axon supplies, 0 to 1.
        fibrillating: Share of muscle fibers that fibrillate, 0 to 1.
        adopted: Share of muscle fibers that a neighbor has taken over, 0 to 1.
        days: Since the loss; 0 where nothing is lost.
    """

    lost: float
    without: float
    fibrillating: float
    adopted: float
    days: float


def denervation(fibers: Fibers) -> Denervation:
    """Return what of a muscle has lost its nerve, by its motor fibers.

    Args:
        fibers: Motor fibers of the muscle.
    """
    gone = np.isfinite(fibers.denervated)
    if not gone.any():
        return Denervation(0.0, 0.0, 0.0, 0.0, 0.0)
    counts = unit_fibers(fibers.caliber, fibers.organ)
    days = float(np.nanmax(fibers.denervated))
    lost = float(counts[gone].sum())
    can_adopt = (1 - lost) * (constant("sprouting_most") - 1)
    adopted = min(lost, can_adopt) * sprouted(days)
    starts = np.array([fibrillation_days(away) for away in fibers.lesion_distance[gone]])
    begun = float(np.sum(counts[gone] * (days >= starts)))
    free = 1 - adopted / lost
    return Denervation(lost, lost - adopted, begun * free, adopted, days)


def fibers_factor(fibers: Fibers) -> Floats:
    """Return by what factor each unit has more or fewer muscle fibers than at first, (units,).

    A unit without axon keeps its fibers as long as its axon still conducts; neighbors that live on
    share what is taken over, each up to about five times its own.

    Args:
        fibers: Motor fibers of the muscle.

    Example:
        >>> from radicular.electrophysiology.nerve.fibers import motor_fibers
        >>> from radicular.electrophysiology.subject import Subject
        >>> from radicular.lesion import Lesion
        >>> lesion = Lesion.parse("left S1 root, severe, axon loss, 2 years")
        >>> fibers = motor_fibers("soleus", 900, Subject.typical(), "left", [lesion])
        >>> float(fibers_factor(fibers).max()) > 1
        True
    """
    gone = np.isfinite(fibers.denervated)
    factor = np.ones(len(fibers))
    if gone.any():
        own = float(unit_fibers(fibers.caliber, fibers.organ)[~gone].sum())
        adopted = denervation(fibers).adopted
        factor[~gone] += adopted / own if own else 0.0
    return factor
