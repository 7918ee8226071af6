"""A motor nerve with its muscle: direct responses to shocks, and what comes back from the cord."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant
from radicular.electrophysiology.effectors.surface_potential import (
    UnitPotentials,
    add_potentials,
    unit_potentials,
)
from radicular.electrophysiology.nerve.fibers import Fibers, motor_fibers
from radicular.electrophysiology.nerve.innervation import fibers_factor
from radicular.electrophysiology.nerve.ways import CORD, ORGAN
from radicular.electrophysiology.neurons.pool import Pool, pool_of
from radicular.electrophysiology.studies.electrode import TRACE_STEP, noise, time_axis
from radicular.electrophysiology.subject import Side, Subject
from radicular.lesion import Lesion

__all__ = ["MotorNerve"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MotorNerve:
    """The motor fibers of a muscle and the electrode over it.

    Attributes:
        pool: Its motor units.
        fibers: Their axons.
        subject: Whose.
        side: Which leg.
    """

    pool: Pool
    fibers: Fibers
    subject: Subject
    side: Side

    @classmethod
    def of(cls, muscle: str, subject: Subject, side: Side, lesions: Sequence[Lesion] = ()) -> Self:
        """Build the nerve of a muscle.

        Args:
            muscle: A muscle with a motor pool.
            subject: Whose.
            side: Which leg.
            lesions: What is wrong.

        Raises:
            UnknownNameError: If the simulation has no pool of that muscle.

        Example:
            >>> nerve = MotorNerve.of("abductor_hallucis", Subject.typical(), "left")
            >>> bool(nerve.response("medial_ankle", 40.0).max() > 3)
            True
        """
        pool = pool_of(muscle)
        return cls(pool, motor_fibers(muscle, len(pool), subject, side, lesions), subject, side)

    @cached_property
    def potentials(self) -> UnitPotentials:
        """Motor unit potentials under the electrode."""
        return unit_potentials(
            self.pool.muscle,
            self.pool.size,
            self.subject,
            self.side,
            fibers_factor=fibers_factor(self.fibers),
        )

    @property
    def supramaximal(self) -> float:
        """A current in mA that excites every axon under the electrode."""
        return min(1.2 * float(self.fibers.threshold.max()), constant("greatest_current"))

    def response(self, place: str, current: float) -> Floats:
        """Return the direct response to a shock in mV, (samples,).

        Args:
            place: Point of stimulation.
            current: In mA.
        """
        passes = self.fibers.passes(place, ORGAN) & (self.fibers.threshold <= current)
        unit = np.flatnonzero(passes)
        time = self.fibers.time(place, ORGAN)[unit] + constant("end_plate_delay")
        return self._recorded(unit, time)

    def late_responses(self, place: str, count: int, generator: np.random.Generator) -> Floats:
        """Return recordings of what comes back from the cord after supramaximal shocks.

        An impulse that runs backward into a soma leaves it again with a small chance (F wave). The
        direct response is left out, as a high gain would overload.

        Args:
            place: Point of stimulation.
            count: Number of shocks.
            generator: Source of chance.

        Returns:
            In mV, shape (shocks, samples).
        """
        passes = self.fibers.passes(place, CORD) & self.fibers.passes(CORD, ORGAN)
        up, down = self.fibers.time(place, CORD), self.fibers.time(CORD, ORGAN)
        time = up + constant("reexcitation_delay") + down + constant("end_plate_delay")
        again = passes & (generator.random((count, len(passes))) < self.pool.reexcited)
        rows = [self._recorded(np.flatnonzero(row), time[row]) for row in again]
        return np.stack([row + noise(len(row), generator) for row in rows])

    def _recorded(self, unit: NDArray[np.intp], time: Floats) -> Floats:
        trace = np.zeros(len(time_axis(constant("sweep"))))
        add_potentials(trace, TRACE_STEP, self.potentials, unit, time)
        return trace
