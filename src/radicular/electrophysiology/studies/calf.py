"""The calf of one person and side: nerve, spinal loop and electrodes together.

A shock to the tibial nerve starts impulses both ways. In motor axons those that run backward meet
what comes down and vanish with it, or invade the soma; in spindle afferents they fire the pool.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant
from radicular.electrophysiology.effectors.surface_potential import (
    UnitPotentials,
    add_potentials,
    crosstalk,
    unit_potentials,
)
from radicular.electrophysiology.nerve.fibers import Fibers, afferent_fibers, motor_fibers
from radicular.electrophysiology.nerve.innervation import fibers_factor
from radicular.electrophysiology.nerve.ways import CORD, ORGAN
from radicular.electrophysiology.neurons.network import STEP, Drive, Spikes
from radicular.electrophysiology.neurons.pool import pool_of
from radicular.electrophysiology.neurons.reflex_loop import CALF, ReflexLoop, reflex_loop
from radicular.electrophysiology.studies.electrode import TRACE_STEP, time_axis
from radicular.electrophysiology.subject import Side, Subject
from radicular.errors import InputError
from radicular.lesion import Lesion

__all__ = ["POPLITEAL", "Arrivals", "Calf", "Response", "Volley"]

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

#: Fiber and time in ms of each impulse, by muscle and kind of fiber.
Volley = Mapping[tuple[str, str], tuple[Integers, Floats]]

POPLITEAL = "popliteal_fossa"


@dataclass(frozen=True, eq=False)
class Arrivals:
    """Impulses that reach the end plates of a muscle.

    Attributes:
        unit: Motor unit of each, (impulses,).
        time: In ms after the stimulus, (impulses,).
    """

    unit: Integers
    time: Floats


@dataclass(frozen=True, eq=False)
class Response:
    """What a stimulus did in one muscle.

    Attributes:
        direct: Impulses straight from the electrode: the M wave.
        reflex: Impulses by way of the afferents and the cord: the H reflex.
        backfire: Impulses that ran to the soma and back: the F wave.
    """

    direct: Arrivals
    reflex: Arrivals
    backfire: Arrivals


@dataclass(frozen=True, eq=False)
class Calf:
    """Nerve, spinal loop and electrodes of some muscles of one leg.

    Attributes:
        subject: Whose.
        side: Which leg.
        loop: The spinal network.
        motor: Motor fibers by muscle.
        afferent: Fibers by muscle and kind.
        gain: Strength of what the spindle afferents release, against the usual.
    """

    subject: Subject
    side: Side
    loop: ReflexLoop
    motor: Mapping[str, Fibers]
    afferent: Mapping[tuple[str, str], Fibers]
    gain: float

    @classmethod
    def of(
        cls,
        subject: Subject,
        side: Side,
        lesions: Sequence[Lesion] = (),
        *,
        muscles: tuple[str, ...] = CALF,
        step: float = STEP,
    ) -> Self:
        """Build the calf of one person and side.

        Args:
            subject: Whose.
            side: Which leg.
            lesions: What is wrong.
            muscles: Muscles that are simulated.
            step: Time step of the cells in ms.

        Example:
            >>> calf = Calf.of(Subject.typical(), "left", muscles=("soleus",))
            >>> response = calf.stimulate(13.0)["soleus"]
            >>> len(response.direct.unit) > 0, len(response.reflex.unit) > 0
            (True, True)
        """
        build = (subject, side, lesions)
        pools = {muscle: pool_of(muscle) for muscle in muscles}
        return cls(
            subject=subject,
            side=side,
            loop=reflex_loop(muscles, step),
            motor={name: motor_fibers(name, len(pool), *build) for name, pool in pools.items()},
            afferent={
                (name, kind): afferent_fibers(name, kind, pool.afferents[kind], *build)
                for name, pool in pools.items()
                for kind in ("Ia", "Ib")
            },
            gain=subject.factor("ia_gain", side) * _aging(subject),
        )

    @property
    def muscles(self) -> tuple[str, ...]:
        """The muscles that are simulated."""
        return self.loop.muscles

    @property
    def untouched(self) -> bool:
        """Whether no lesion meets any of the fibers."""
        fibers = (*self.motor.values(), *self.afferent.values())
        return all(group.damage.none for group in fibers)

    def with_fibers(
        self,
        motor: Mapping[str, Fibers] | None = None,
        afferent: Mapping[tuple[str, str], Fibers] | None = None,
    ) -> Self:
        """Return the same calf with other fibers."""
        return replace(self, motor=motor or self.motor, afferent=afferent or self.afferent)

    @cached_property
    def potentials(self) -> Mapping[tuple[str, str], UnitPotentials]:
        """Motor unit potentials by electrode and muscle; an electrode hears neighbors, too."""
        heard = [
            (electrode, muscle)
            for electrode in self.muscles
            for muscle in (electrode, *crosstalk(electrode))
            if muscle in self.muscles
        ]
        return {
            (electrode, muscle): unit_potentials(
                muscle,
                pool_of(muscle).size,
                self.subject,
                self.side,
                fibers_factor=fibers_factor(self.motor[muscle]),
                electrode=electrode,
            )
            for electrode, muscle in heard
        }

    def stimulate(
        self,
        current: float,
        *,
        release: float = 1.0,
        generator: np.random.Generator | None = None,
    ) -> Mapping[str, Response]:
        """Stimulate the tibial nerve in the popliteal fossa once.

        Args:
            current: In mA.
            release: Strength of the afferent terminals in this trial.
            generator: Source of chance for F waves; None for a trial without them.

        Raises:
            InputError: If the current is beyond what the stimulator gives.
        """
        if not 0 <= current <= constant("greatest_current"):
            raise InputError("current", current, f"0 to {constant('greatest_current'):g} mA")
        spikes = self._run(current, self._shocked(current), release)
        return {
            muscle: self._response(muscle, current, spikes.of(self.loop.cells[muscle]), generator)
            for muscle in self.muscles
        }

    def reflex_of(self, volley: Volley) -> Mapping[str, Response]:
        """Return what impulses of the afferents do that start in the muscles.

        Args:
            volley: Muscle and kind of fiber to fiber and starting time in ms of each impulse.
        """
        at_cord: dict[tuple[str, str], tuple[Integers, Floats]] = {}
        for group, (fiber, start) in volley.items():
            fibers = self.afferent[group]
            passes = fibers.passes(ORGAN, CORD)[fiber]
            time = start[passes] + fibers.time(ORGAN, CORD)[fiber[passes]]
            at_cord[group] = fiber[passes], time
        spikes = self._run(0.0, at_cord, 1.0)
        return {
            muscle: self._response(muscle, 0.0, spikes.of(self.loop.cells[muscle]), None)
            for muscle in self.muscles
        }

    def emg(self, electrode: str, responses: Mapping[str, Response]) -> Floats:
        """Return what the electrode over a muscle records in mV, (samples,).

        Args:
            electrode: Muscle that the electrode lies over.
            responses: What a stimulus did in each muscle.
        """
        trace = np.zeros(len(time_axis(constant("reflex_sweep"))))
        for (over, muscle), potentials in self.potentials.items():
            if over == electrode:
                response = responses[muscle]
                for part in (response.direct, response.reflex, response.backfire):
                    add_potentials(trace, TRACE_STEP, potentials, part.unit, part.time)
        return trace

    def _shocked(self, current: float) -> Volley:
        """What a shock to the afferents brings to the cord."""
        volley: dict[tuple[str, str], tuple[Integers, Floats]] = {}
        for group, fibers in self.afferent.items():
            excited = (fibers.threshold <= current) & fibers.passes(POPLITEAL, CORD)
            fiber = np.flatnonzero(excited)
            volley[group] = fiber, fibers.time(POPLITEAL, CORD)[fiber]
        return volley

    def _run(self, current: float, volley: Volley, release: float) -> Spikes:
        """What the motoneurons fire after a volley at the cord and a shock to their axons."""
        arrivals: dict[str, tuple[Integers, Floats]] = {}
        scales: dict[str, Floats] = {}
        for (muscle, kind), (fiber, time) in volley.items():
            strength = self.gain * release if kind == "Ia" else 1.0
            for name in self.loop.projections(muscle, kind):
                arrivals[name] = (fiber, time + constant("ia_synapse_delay"))
                scales[name] = np.full(len(fiber), strength)
        cells, times = [], []
        for muscle, fibers in self.motor.items():
            unit = np.flatnonzero(self._excited(fibers, current) & fibers.passes(POPLITEAL, CORD))
            cells.append(self.loop.cells[muscle][unit])
            times.append(fibers.time(POPLITEAL, CORD)[unit])
        return self._answer(arrivals, scales, (np.concatenate(cells), np.concatenate(times)))

    def _answer(
        self,
        arrivals: Mapping[str, tuple[Integers, Floats]],
        scales: Mapping[str, Floats],
        invasions: tuple[Integers, Floats],
    ) -> Spikes:
        """Run the loop from when the first impulse comes to when none could be seen any more."""
        every = [invasions[1], *(time for _, time in arrivals.values())]
        first = min((float(times.min()) for times in every if len(times)), default=0.0)
        start = np.floor(first / self.loop.network.step) * self.loop.network.step
        way_out = min(float(fibers.time(CORD, ORGAN).min()) for fibers in self.motor.values())
        moved = {name: (source, time - start) for name, (source, time) in arrivals.items()}
        drive = Drive(moved, scales=scales, invasions=(invasions[0], invasions[1] - start))
        spikes = self.loop.network.run(constant("reflex_sweep") - start - way_out, drive)
        return replace(spikes, time=spikes.time + start)

    @staticmethod
    def _excited(fibers: Fibers, current: float) -> NDArray[np.bool_]:
        return (fibers.threshold <= current) & (current > 0)

    def _response(
        self, muscle: str, current: float, spikes: Spikes, generator: np.random.Generator | None
    ) -> Response:
        fibers = self.motor[muscle]
        excited = self._excited(fibers, current)
        end_plate = constant("end_plate_delay")
        straight = np.flatnonzero(excited & fibers.passes(POPLITEAL, ORGAN))
        down = fibers.time(CORD, ORGAN) + end_plate
        passes = fibers.passes(CORD, ORGAN)
        up = fibers.time(POPLITEAL, CORD)
        # What leaves the soma before the impulse from below has come meets it on the way; what
        # leaves just after finds the axon refractory.
        barred = up[spikes.cell] + constant("axon_refractory")
        meets = excited[spikes.cell] & (spikes.time < barred)
        free = ~spikes.backward & passes[spikes.cell] & ~meets
        again = _reexcited(muscle, spikes, passes, generator)
        turned = spikes.time[again] + constant("reexcitation_delay")
        return Response(
            direct=Arrivals(straight, fibers.time(POPLITEAL, ORGAN)[straight] + end_plate),
            reflex=Arrivals(spikes.cell[free], spikes.time[free] + down[spikes.cell[free]]),
            backfire=Arrivals(spikes.cell[again], turned + down[spikes.cell[again]]),
        )


def _reexcited(
    muscle: str,
    spikes: Spikes,
    passes: NDArray[np.bool_],
    generator: np.random.Generator | None,
) -> NDArray[np.bool_]:
    """Impulses that ran backward into a soma and leave it again."""
    if generator is None:
        return np.zeros(len(spikes.cell), bool)
    chance = generator.random(len(spikes.cell)) < pool_of(muscle).reexcited
    return spikes.backward & passes[spikes.cell] & chance


def _aging(subject: Subject) -> float:
    """Reflexes lose strength with age."""
    years = subject.age - constant("age_typical")
    return float(np.exp(-constant("reflex_loss_per_year") * years))
