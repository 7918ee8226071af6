"""The ways of the map with lengths: how far every structure lies from the cord in one person."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy import load_atlas
from radicular.anatomy.anatomies import drawn_shares, load_anatomies
from radicular.anatomy.atlas import Pathway
from radicular.electrophysiology.subject import Side, Subject
from radicular.tables import read_csv

__all__ = ["CORD", "ORGAN", "Point", "Way", "afferent_ways", "ways_of"]

Floats = NDArray[np.float64]

CORD, ORGAN = "cord", "organ"


@dataclass(frozen=True)
class Point:
    """A place where a nerve is stimulated or recorded from.

    Attributes:
        id: Stable identifier.
        structure: Structure of the map in which it lies.
        part: How far along the structure, seen from the cord, 0 to 1.
    """

    id: str
    structure: str
    part: float


@dataclass(frozen=True, eq=False)
class Way:
    """The fibers of one root on one way to an organ, with distances.

    Attributes:
        organ: Muscle, skin patch or sensory nerve.
        root: Root name.
        share: Part of the organ's supply in this person, 0 to 1.
        structures: From the cord segment to the nerve at the organ.
        ends: Distance of the outer end of each structure from the cord in m, (structures,).
        pace: Velocity in each structure against that in the roots, (structures,).
    """

    organ: str
    root: str
    share: float
    structures: tuple[str, ...]
    ends: Floats
    pace: Floats

    @property
    def length(self) -> float:
        """Distance from the cord to the organ in m."""
        return float(self.ends[-1])

    def distance(self, place: str) -> float:
        """Return how far a place lies from the cord in m; nan where the way does not pass it.

        Args:
            place: ``cord``, ``organ``, a point of ``points.csv`` or a structure (its middle).
        """
        if place == CORD:
            return 0.0
        if place == ORGAN:
            return self.length
        spot = _points().get(place, Point(place, place, 0.5))
        if spot.structure not in self.structures:
            return float("nan")
        row = self.structures.index(spot.structure)
        start = float(self.ends[row - 1]) if row else 0.0
        return start + spot.part * (float(self.ends[row]) - start)

    def slowness(self, start: float, stop: float) -> float:
        """Return the length in m that a stretch would have at the velocity of the roots.

        Args:
            start: Distance from the cord in m.
            stop: The same of the other end.
        """
        low, high = min(start, stop), max(start, stop)
        starts = np.concatenate([[0.0], self.ends[:-1]])
        covered = np.clip(np.minimum(self.ends, high) - np.maximum(starts, low), 0.0, None)
        return float(np.sum(covered / self.pace))


@cache
def _points() -> Mapping[str, Point]:
    rows = read_csv("radicular.electrophysiology", "tables/points.csv")
    return {row["point"]: Point(row["point"], row["structure"], float(row["part"])) for row in rows}


@cache
def _lengths() -> Mapping[str, tuple[float, float, float]]:
    """Part of body height, part of leg length and pace of each structure."""
    rows = read_csv("radicular.electrophysiology", "tables/lengths.csv")
    return {
        row["structure"]: (float(row["of_height"]), float(row["of_leg"]), float(row["pace"]))
        for row in rows
    }


def ways_of(organ: str, subject: Subject, side: Side) -> tuple[Way, ...]:
    """Return the ways of the map to an organ in one person.

    Args:
        organ: Id of the muscle, skin patch or sensory nerve.
        subject: Whose.
        side: Which leg.

    Raises:
        UnknownNameError: If the map has no such organ.

    Example:
        >>> ways = ways_of("soleus", Subject.typical(), "left")
        >>> [way.root for way in ways], round(ways[1].distance("popliteal_fossa"), 1)
        (['L5', 'S1', 'S2'], 0.7)
    """
    return tuple(_way(path, subject) for path in _drawn(organ, subject, side))


#: The reflex that says by which roots the spindles and tendon organs of a muscle report.
_REFLEX_OF = dict.fromkeys(("soleus", "gastrocnemius_medial", "gastrocnemius_lateral"), "achilles")


def afferent_ways(muscle: str, subject: Subject, side: Side) -> tuple[Way, ...]:
    """Return the ways of the fibers that report from a muscle.

    They run with its motor fibers, through the dorsal in place of the ventral root. Where the map
    has a reflex of the muscle, the roots have the shares of that reflex, else those of the muscle.

    Args:
        muscle: Id of the muscle.
        subject: Whose.
        side: Which leg.

    Example:
        >>> [way.root for way in afferent_ways("soleus", Subject.typical(), "left")]
        ['L5', 'S1', 'S2']
    """
    shares = _afferent_shares(muscle, subject, side)
    inward = [
        Pathway(
            muscle,
            path.root,
            "sensory",
            (f"seg_{path.root}", f"dr_{path.root}", f"drg_{path.root}", *path.structures[2:]),
            shares[path.root],
        )
        for path in load_atlas().pathways(muscle)
        if shares.get(path.root)
    ]
    return tuple(_way(path, subject) for path in inward)


def _afferent_shares(muscle: str, subject: Subject, side: Side) -> Mapping[str, float]:
    atlas = load_atlas()
    carried = {path.root: path.share for path in atlas.pathways(muscle)}
    name = _REFLEX_OF.get(muscle, muscle)
    if name != muscle:
        stated = {share.root: share.share for share in atlas.reflex_shares(name)}
        carried = {root: stated[root] for root in carried if root in stated}
    total = sum(carried.values())
    usual = {root: share / total for root, share in carried.items()}
    return _drawn_shares(name, usual, subject, side)


def _drawn_shares(
    organ: str, usual: Mapping[str, float], subject: Subject, side: Side
) -> Mapping[str, float]:
    """The shares that this person's roots have; the usual ones in the usual person."""
    if not subject.seed:
        return usual
    number = int(subject.generator("anatomy", side).integers(len(load_anatomies())))
    return {root: float(drawn[number]) for root, drawn in drawn_shares(organ, usual).items()}


def _drawn(organ: str, subject: Subject, side: Side) -> tuple[Pathway, ...]:
    """The pathways of the map, with the shares that this person's roots have."""
    paths = load_atlas().pathways(organ)
    of_root: dict[str, float] = {}
    for path in paths:
        of_root[path.root] = of_root.get(path.root, 0.0) + path.share
    own = _drawn_shares(organ, of_root, subject, side)
    return tuple(
        replace(path, share=path.share / of_root[path.root] * own[path.root]) for path in paths
    )


def _way(path: Pathway, subject: Subject) -> Way:
    rows = [_lengths()[_measured(structure)] for structure in path.structures]
    height, leg = subject.height / 100, subject.leg_length / 100
    lengths = [height * of_height + leg * of_leg for of_height, of_leg, _ in rows]
    return Way(
        organ=path.organ,
        root=path.root,
        share=path.share,
        structures=path.structures,
        ends=np.cumsum(lengths),
        pace=np.array([pace for *_, pace in rows]),
    )


def _measured(structure: str) -> str:
    """The row of the table of lengths for a structure: its own, or that of its kind."""
    own = structure in _lengths()
    return structure if own else f"any {load_atlas().structures[structure].kind}"
