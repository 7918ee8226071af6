"""What a lesion does to single fibers: block, loss of the axon, delay, irritation.

A lesion hits the part of the fibers that its severity and its reach over the structure say, the
most vulnerable first. A fiber that is hit has lost its axon there or conducts no longer; of the
others some are slowed. What happens later runs on clocks of its own (:mod:`.clocks`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radicular.condition import USUAL_WEEKS
from radicular.conduction import GANGLION_REACH
from radicular.electrophysiology.constants import constant
from radicular.electrophysiology.nerve.clocks import DAYS_PER_WEEK, degeneration_days, regrown_days
from radicular.electrophysiology.nerve.ways import Way
from radicular.electrophysiology.subject import Side, Subject
from radicular.lesion import Lesion
from radicular.parameters import parameter

__all__ = ["Axons", "Damage", "Injury", "damage_of"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Axons:
    """What of a group of fibers decides how a lesion hits them.

    Attributes:
        name: Organ and kind of fiber; other groups are drawn apart.
        ways: Their ways.
        way: Position in ``ways`` of each fiber, (fibers,).
        caliber: Rank by diameter, 0 to 1, (fibers,).
        motor: Whether the fibers are motor.
        ganglion: Distance of each fiber's ganglion from the cord in m, nan for motor, (fibers,).
        small: Whether the fibers are thin ones (A delta, C).
    """

    name: str
    ways: tuple[Way, ...]
    way: NDArray[np.intp]
    caliber: Floats
    motor: bool
    ganglion: Floats
    small: bool


@dataclass(frozen=True, eq=False)
class Injury:
    """One lesion as the fibers of a group have it; all arrays have shape (fibers,).

    Attributes:
        lesion: What is wrong.
        place: Where each fiber meets it, in m from the cord; nan where it does not.
        blocked: Whether it no longer conducts across that place.
        cut: Whether the axon is lost from there.
        delay: Extra time across that place in ms.
        irritated: Whether impulses can arise there.
        at_ganglion: Whether the cell body is hit, so that both branches of the axon are lost.
        dies: Days from the onset after which what is cut off no longer conducts.
        regrown: Days from the onset after which the axon has reached its organ again; inf if never.
        days: Since the onset.
    """

    lesion: Lesion
    place: Floats
    blocked: Flags
    cut: Flags
    delay: Floats
    irritated: Flags
    at_ganglion: Flags
    dies: Floats
    regrown: Floats
    days: float

    @property
    def lost(self) -> Flags:
        """Fibers whose axon is lost and has not grown again."""
        return self.cut & (self.days < self.regrown)

    @property
    def degenerated(self) -> Flags:
        """Fibers of which the part that was cut off no longer conducts."""
        return self.lost & (self.days >= self.dies)


@dataclass(frozen=True, eq=False)
class Damage:
    """All lesions of one side as a group of fibers has them.

    Attributes:
        injuries: One for each lesion that the fibers meet.
    """

    injuries: tuple[Injury, ...] = ()

    @property
    def none(self) -> bool:
        """Whether no lesion meets these fibers."""
        return not self.injuries


def damage_of(axons: Axons, lesions: Sequence[Lesion], subject: Subject, side: Side) -> Damage:
    """Return what lesions do to a group of fibers.

    Args:
        axons: The fibers.
        lesions: Lesions of either side; those of the other side are left out.
        subject: Whose fibers.
        side: Which leg.
    """
    here = [lesion for lesion in lesions if lesion.side in (side, "both")]
    met = [_injury(axons, lesion, number, subject, side) for number, lesion in enumerate(here)]
    return Damage(tuple(injury for injury in met if np.isfinite(injury.place).any()))


def _injury(axons: Axons, lesion: Lesion, number: int, subject: Subject, side: Side) -> Injury:
    generator = subject.generator(f"{axons.name} lesion {number}", side)
    place, reach, structure = _met(axons, lesion)
    vulnerable = _vulnerability(axons, lesion, generator)
    met = np.isfinite(place)
    hit = met & (vulnerable < _extent(lesion, subject, side, motor=axons.motor) * reach)
    blocks = lesion.process != "demyelination"
    cut = hit & blocks & _loses_axon(lesion, len(hit), subject, side, generator)
    at_ganglion = hit & _hits_ganglion(structure, lesion, axons, subject, side, generator)
    days = DAYS_PER_WEEK * (USUAL_WEEKS if lesion.weeks is None else lesion.weeks)
    length = np.array([way.length for way in axons.ways])[axons.way]
    return Injury(
        lesion=lesion,
        place=place,
        blocked=hit & blocks & ~cut,
        cut=cut,
        delay=_delays(lesion, met, hit, generator) * met,
        irritated=met & (lesion.painful is not False) & (not axons.motor),
        at_ganglion=at_ganglion,
        dies=degeneration_days(generator, len(hit), motor=axons.motor),
        regrown=regrown_days(generator, np.nan_to_num(length - place)),
        days=days,
    )


def _extent(lesion: Lesion, subject: Subject, side: Side, *, motor: bool) -> float:
    """Share of the fibers of one kind that a lesion hits.

    In a person it can lean to the motor or to the sensory fibers, which lie apart in the root.
    """
    if not subject.seed:
        return lesion.extent
    kind = "motor" if motor else "sensory"
    lean = constant("unevenness") * subject.deviate(f"{kind} part of {lesion.site}", side)
    return float(1 - (1 - lesion.extent) ** np.exp(lean))


def _met(axons: Axons, lesion: Lesion) -> tuple[Floats, Floats, tuple[str, ...]]:
    """Where each fiber meets the lesion, what part of the fibers there it holds, in which part."""
    where, wrong_kind = lesion.where, "sensory" if axons.motor else "motor"
    spared = lesion.caliber == ("large fibers" if axons.small else "small fibers")
    found = []
    for way in axons.ways:
        held = {name: where.structures[name] for name in way.structures if name in where.structures}
        if (
            not held
            or wrong_kind in (where.fibers, lesion.fibers)
            or where.fibers == "none"
            or spared
        ):
            found.append((float("nan"), 0.0, ""))
            continue
        most = max(held, key=lambda name: held[name])
        found.append((way.distance(most), held[most], most))
    place = np.array([at for at, _, _ in found])[axons.way]
    reach = np.array([part for _, part, _ in found])[axons.way]
    return place, reach, tuple(name for _, _, name in found)


def _vulnerability(axons: Axons, lesion: Lesion, generator: np.random.Generator) -> Floats:
    """Rank of each fiber among those of its way, 0 the first to be hit, shape (fibers,)."""
    leaning = {"large fibers": 1.0, "small fibers": -1.0, None: constant("caliber_leaning")}
    weight = leaning[lesion.caliber]
    order = -weight * axons.caliber + (1 - abs(weight)) * generator.random(len(axons.way))
    rank = np.empty(len(order))
    for number in range(len(axons.ways)):
        of_way = np.flatnonzero(axons.way == number)
        rank[of_way[np.argsort(order[of_way], kind="stable")]] = (
            np.arange(len(of_way)) + 0.5
        ) / max(len(of_way), 1)
    return rank


def _loses_axon(
    lesion: Lesion, count: int, subject: Subject, side: Side, generator: np.random.Generator
) -> Flags:
    """Whether a fiber loses its axon if it is hit."""
    chance = parameter("axonal_part") * lesion.extent
    if subject.seed:
        person = subject.generator(f"axon loss of {lesion.site}", side).random()
        chance = 0.0 if person < constant("block_only_people") else chance
    whole = {"axon loss": 1.0, "block": 0.0}
    return generator.random(count) < whole.get(lesion.process or "", chance)


def _hits_ganglion(
    structure: Sequence[str],
    lesion: Lesion,
    axons: Axons,
    subject: Subject,
    side: Side,
    generator: np.random.Generator,
) -> Flags:
    """Whether the cell body is in reach; the S1 ganglion lies inside the canal in some people."""
    canal = subject.generator("ganglion", side).random() < GANGLION_REACH
    inside = bool(subject.seed) and canal and lesion.where.id == "recess"
    exposed = [name.startswith("drg_") or (inside and name == "dr_S1") for name in structure]
    coin = generator.random(len(axons.way)) < GANGLION_REACH
    return np.array(exposed)[axons.way] & coin


def _delays(lesion: Lesion, met: Flags, hit: Flags, generator: np.random.Generator) -> Floats:
    """Extra time of the fibers that still conduct, in ms."""
    drawn = generator.exponential(1.0, len(hit)) * constant("slowing") * lesion.extent
    slowed = generator.random(len(hit)) < lesion.extent
    if lesion.process in ("block", "axon loss"):
        return np.zeros(len(hit))
    return np.where(hit, drawn, 0.0) if lesion.process == "demyelination" else drawn * slowed * met
