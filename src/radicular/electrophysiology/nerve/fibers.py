"""Groups of nerve fibers of one person: how fast they conduct, and what still passes where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant, remembered
from radicular.electrophysiology.nerve.damage import Axons, Damage, Injury, damage_of
from radicular.electrophysiology.nerve.ways import ORGAN, Way, afferent_ways, ways_of
from radicular.electrophysiology.subject import Side, Subject
from radicular.errors import UnknownNameError
from radicular.lesion import Lesion
from radicular.tables import read_csv

__all__ = ["Fibers", "afferent_fibers", "fiber_kind", "motor_fibers", "sensory_fibers"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Fibers:
    """A group of fibers of one kind to one organ on one side.

    Attributes:
        organ: Muscle, skin patch or sensory nerve.
        kind: Row of ``fiber_kinds.csv``: ``motor``, ``Ia``, ``touch`` and so on.
        ways: Ways of the map that they take.
        way: Position in ``ways`` of each fiber, (fibers,).
        caliber: Rank by diameter, 0 to 1, (fibers,).
        velocity: In the root in m/s, (fibers,).
        threshold: Current that excites each under an electrode, in mA, (fibers,).
        damage: What lesions do to them.
    """

    organ: str
    kind: str
    ways: tuple[Way, ...]
    way: NDArray[np.intp]
    caliber: Floats
    velocity: Floats
    threshold: Floats
    damage: Damage

    def __len__(self) -> int:
        return len(self.way)

    @property
    def root(self) -> NDArray[np.str_]:
        """Root of each fiber, (fibers,)."""
        return np.array([way.root for way in self.ways])[self.way]

    def distance(self, place: str) -> Floats:
        """Return how far a place lies from the cord along each fiber in m, nan if not on its way.

        Args:
            place: ``cord``, ``organ``, a point of ``points.csv`` or a structure.
        """
        return np.array([way.distance(place) for way in self.ways])[self.way]

    def time(self, start: str, stop: str) -> Floats:
        """Return how long an impulse takes between two places in ms, the same both ways, (fibers,).

        Args:
            start: As for :meth:`distance`.
            stop: The other end.
        """
        ends = [(way.distance(start), way.distance(stop)) for way in self.ways]
        paths = zip(self.ways, ends, strict=True)
        slowness = np.array([way.slowness(*pair) for way, pair in paths])[self.way]
        return 1000 * slowness / self.velocity + self._delays(start, stop)

    def _delays(self, start: str, stop: str) -> Floats:
        total = np.zeros(len(self))
        for injury in self.damage.injuries:
            total += np.where(self._between(injury, start, stop), injury.delay, 0.0)
        return total

    def _between(self, injury: Injury, start: str, stop: str) -> Flags:
        one, other = self.distance(start), self.distance(stop)
        low, high = np.minimum(one, other), np.maximum(one, other)
        return (injury.place >= low) & (injury.place <= high)

    def passes(self, start: str, stop: str) -> Flags:
        """Return which fibers still conduct between two places, (fibers,).

        Args:
            start: As for :meth:`distance`.
            stop: The other end.
        """
        passing = np.isfinite(self.distance(start)) & np.isfinite(self.distance(stop))
        for injury in self.damage.injuries:
            stopped = injury.blocked | injury.lost
            passing &= ~(stopped & self._between(injury, start, stop))
            passing &= ~self._gone(injury, start, stop)
        return passing

    def _gone(self, injury: Injury, start: str, stop: str) -> Flags:
        """Fibers that have degenerated somewhere between two places."""
        one, other = self.distance(start), self.distance(stop)
        low, high = np.minimum(one, other), np.maximum(one, other)
        outward = (self.kind == "motor") | (injury.place > self._ganglion)
        gone = np.where(outward, high > injury.place, low < injury.place)
        return injury.degenerated & (gone | injury.at_ganglion)

    def reaches_cord(self, injury: Injury) -> Flags:
        """Return in which fibers an impulse that arises at a lesion still reaches the cord."""
        inward = injury.place <= self._ganglion
        return ~(injury.degenerated & (inward | injury.at_ganglion)) & np.isfinite(injury.place)

    @cached_property
    def _ganglion(self) -> Floats:
        return _ganglion_distance(self.ways)[self.way]

    @property
    def denervated(self) -> Floats:
        """Days since the axon was lost where the organ has none any more, nan elsewhere."""
        days = np.full(len(self), np.nan)
        for injury in self.damage.injuries:
            days = np.where(injury.lost, injury.days, days)
        return days

    @property
    def lesion_distance(self) -> Floats:
        """How far the organ lies from the lesion that cut each fiber in m, nan where none did."""
        found = np.full(len(self), np.nan)
        for injury in self.damage.injuries:
            found = np.where(injury.lost, self.distance(ORGAN) - injury.place, found)
        return found

    def slowed(self, delay: float) -> Self:
        """Return the same fibers with every impulse late by as many ms at the ganglion or root."""
        never, off = np.full(len(self), np.inf), np.zeros(len(self), bool)
        in_root = float(np.min(self.distance(ORGAN)) / 10)
        injury = Injury(
            lesion=Lesion("root_S1", "both", process="demyelination"),
            place=np.nan_to_num(self._ganglion, nan=in_root),
            blocked=off,
            cut=off,
            delay=np.full(len(self), delay),
            irritated=off,
            at_ganglion=off,
            dies=never,
            regrown=never,
            days=0.0,
        )
        return replace(self, damage=Damage((*self.damage.injuries, injury)))


@remembered
def _kinds() -> Mapping[str, Mapping[str, str]]:
    rows = read_csv("radicular.electrophysiology", "tables/fiber_kinds.csv")
    return {row["kind"]: row for row in rows}


def fiber_kind(name: str) -> Mapping[str, str]:
    """Return the row of a kind of fiber.

    Raises:
        UnknownNameError: If there is no such kind.

    Example:
        >>> fiber_kind("Ia")["group"]
        'muscle'
    """
    if name not in _kinds():
        raise UnknownNameError("kind of fiber", name, list(_kinds()))
    return _kinds()[name]


def motor_fibers(
    muscle: str, count: int, subject: Subject, side: Side, lesions: Sequence[Lesion] = ()
) -> Fibers:
    """Return the motor axons of a muscle, in the order of their size.

    Args:
        muscle: Id of the muscle.
        count: Number of motor units.
        subject: Whose.
        side: Which leg.
        lesions: What is wrong.

    Example:
        >>> axons = motor_fibers("soleus", 900, Subject.typical(), "left")
        >>> len(axons), float(axons.velocity.max()) > float(axons.velocity.min())
        (900, True)
    """
    return _fibers(muscle, "motor", count, ways_of(muscle, subject, side), subject, side, lesions)


def afferent_fibers(
    muscle: str, kind: str, count: int, subject: Subject, side: Side, lesions: Sequence[Lesion] = ()
) -> Fibers:
    """Return the fibers of one kind that report from a muscle, in the order of their size.

    Args:
        muscle: Id of the muscle.
        kind: ``Ia``, ``Ib`` or ``II``.
        count: Number of fibers.
        subject: Whose.
        side: Which leg.
        lesions: What is wrong.
    """
    return _fibers(
        muscle, kind, count, afferent_ways(muscle, subject, side), subject, side, lesions
    )


def sensory_fibers(
    organ: str, kind: str, count: int, subject: Subject, side: Side, lesions: Sequence[Lesion] = ()
) -> Fibers:
    """Return the fibers of one kind of a skin patch or sensory nerve, in the order of their size.

    Args:
        organ: Id of the patch or nerve.
        kind: ``touch``, ``cold``, ``pinprick``, ``warmth``, ``pain``.
        count: Number of fibers.
        subject: Whose.
        side: Which leg.
        lesions: What is wrong.
    """
    return _fibers(organ, kind, count, ways_of(organ, subject, side), subject, side, lesions)


def _fibers(
    organ: str,
    kind: str,
    count: int,
    ways: tuple[Way, ...],
    subject: Subject,
    side: Side,
    lesions: Sequence[Lesion],
) -> Fibers:
    row = fiber_kind(kind)
    name = f"{organ} {kind}"
    generator = subject.generator(name, side)
    way = _assigned(ways, count, generator)
    caliber = (np.arange(count) + 0.5) / count
    slowest, fastest = float(row["slowest"]), float(row["fastest"])
    aging = 1 - constant("velocity_loss_per_year") * (subject.age - constant("age_typical"))
    velocity = (slowest + (fastest - slowest) * caliber) * subject.factor("velocity", side) * aging
    axons = Axons(
        name=name,
        ways=ways,
        way=way,
        caliber=caliber,
        motor=kind == "motor",
        ganglion=_ganglion_distance(ways)[way],
        small=row["caliber"] == "small",
    )
    return Fibers(
        organ=organ,
        kind=kind,
        ways=ways,
        way=way,
        caliber=caliber,
        velocity=velocity,
        threshold=_thresholds(row, caliber, subject, side, generator),
        damage=damage_of(axons, lesions, subject, side),
    )


def _assigned(ways: Sequence[Way], count: int, generator: np.random.Generator) -> NDArray[np.intp]:
    """Give each fiber a way, as many to each as its share says, in random order."""
    shares = np.array([way.share for way in ways])
    bounds = np.rint(np.cumsum(shares) / shares.sum() * count).astype(np.intp)
    return generator.permutation(np.repeat(np.arange(len(ways)), np.diff(bounds, prepend=0)))


def _ganglion_distance(ways: Sequence[Way]) -> Floats:
    """Distance of the ganglion of every way from the cord in m; nan for a motor way."""
    names = [f"drg_{way.root}" for way in ways]
    return np.array([way.distance(name) for way, name in zip(ways, names, strict=True)])


def _thresholds(
    row: Mapping[str, str],
    caliber: Floats,
    subject: Subject,
    side: Side,
    generator: np.random.Generator,
) -> Floats:
    """Thick fibers need less current; where each lies under the electrode is chance."""
    slope = constant("threshold_caliber_slope")
    spread = np.exp(
        constant("threshold_spread") * np.clip(generator.standard_normal(len(caliber)), -2.5, 2.5)
    )
    own = subject.factor("excitability", side)
    if row["group"] == "muscle":
        own *= subject.factor("afferent_threshold", side)
    return float(row["threshold"]) * own * spread * (1 - slope * (caliber - 0.5))
