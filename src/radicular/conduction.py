"""What still conducts: the map and a set of lesions in, surviving function out.

Every end organ is reached by pathways, each with a share of the organ's supply. A lesion passes
``1 - block * reach`` of a pathway, where ``reach`` is the largest part in which it holds one of the
pathway's structures; several lesions multiply. Function of an organ is the sum of share times
passage over its pathways (the map's rule, `derived`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy import Atlas, load_atlas
from radicular.anatomy.anatomies import drawn_shares, load_anatomies
from radicular.anatomy.atlas import ROOTS
from radicular.errors import UnknownNameError
from radicular.lesion import Lesion
from radicular.parameters import parameter

__all__ = ["SIDES", "Channel", "Conduction", "Function", "Kind", "load_conduction"]

Kind = Literal["muscle", "axon", "skin", "reflex", "effector", "snap", "irritation"]
Floats = NDArray[np.float64]
SIDES = ("left", "right")

GANGLION_REACH = parameter("ganglion_reach")

_SENSORY_OR_NOT: Mapping[str, frozenset[bool]] = {
    "none": frozenset(),
    "mixed": frozenset((False, True)),
    "motor": frozenset((False,)),
    "sensory": frozenset((True,)),
}
_FIBERS = {"muscle": "motor", "skin": "sensory", "effector": "motor", "snap": "sensory"}
_TRACT = {"muscle": "descending_tract", "effector": "descending_tract", "skin": "ascending_tract"}


class Channel(NamedTuple):
    """One thing that can still work or not: an end organ seen through one of its functions."""

    kind: Kind
    organ: str


class _Path(NamedTuple):
    channel: int
    share: float
    fibers: str
    structures: Mapping[str, float]
    organ: str
    root: str
    moved: int = 0


@dataclass(frozen=True)
class Function:
    """Surviving function of every channel on both sides.

    Attributes:
        values: Shape (channels, 2), left then right; 1 is healthy, 0 is lost. For the kind
            ``irritation`` the share of the patch's sensory supply that runs through a lesion.
        channels: Position of each channel in ``values``.
        lesions: The lesions that gave it.
    """

    values: Floats
    channels: Mapping[Channel, int]
    lesions: tuple[Lesion, ...]

    def of(self, kind: Kind, organ: str, side: Literal["left", "right"]) -> float:
        """Return the function of one organ on one side, 0 to 1.

        Args:
            kind: ``muscle``, ``skin``, ``reflex``, ``effector``, ``snap`` or ``irritation``.
            organ: Id of the organ.
            side: ``left`` or ``right``.

        Raises:
            UnknownNameError: If the map has no such organ of that kind.

        Example:
            >>> function = load_conduction().function([Lesion.parse("left S1 root, complete")])
            >>> function.of("muscle", "vastus_medialis", "left") > 0.99
            True
        """
        channel = Channel(kind, organ)
        if channel not in self.channels:
            raise UnknownNameError(kind, organ)
        return float(self.values[self.channels[channel], SIDES.index(side)])

    def to_dict(self) -> dict[str, dict[str, dict[str, float]]]:
        """Return function by kind, organ and side."""
        result: dict[str, dict[str, dict[str, float]]] = {}
        for (kind, organ), row in self.channels.items():
            sides = dict(zip(SIDES, map(float, self.values[row]), strict=True))
            result.setdefault(kind, {})[organ] = sides
        return result


class Conduction:
    """The map compiled for conduction: pathways, and which of them run through a structure.

    Args:
        atlas: The map.

    Example:
        >>> conduction = load_conduction()
        >>> healthy = conduction.function([])
        >>> round(healthy.of("reflex", "achilles", "left"), 9)
        1.0
    """

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self.channels: dict[Channel, int] = {}
        direct = list(_with_neighbors([*self._end_organ_paths(), *self._irritation_paths()]))
        limbs = list(_with_neighbors(self._reflex_limbs()))
        self._direct = len(direct)
        self._paths = direct + limbs
        self._sensory = np.array([path.fibers == "sensory" for path in self._paths])
        self._through = self._index_structures()
        #: The paths whose passage makes up the channels: direct ways and, of an arc, one limb.
        self._carriers = direct + limbs[::2]
        self._starts = _group_starts([path.channel for path in self._carriers])
        self._usual = np.array([0.0 if path.moved else path.share for path in self._carriers])

    def _add(self, kind: Kind, organ: str) -> int:
        return self.channels.setdefault(Channel(kind, organ), len(self.channels))

    def _end_organ_paths(self) -> Iterator[_Path]:
        organs: list[tuple[Kind, str]] = [
            *(("muscle", organ) for organ in self.atlas.muscles),
            *(("skin", organ) for organ in self.atlas.patches),
            *(("effector", organ) for organ in self.atlas.effectors),
        ]
        for kind, organ in organs:
            row = self._add(kind, organ)
            for pathway in self.atlas.pathways(organ):
                route = dict.fromkeys([_TRACT[kind], *pathway.structures, organ], 1.0)
                yield _Path(row, pathway.share, _FIBERS[kind], route, organ, pathway.root)
        yield from self._axon_paths()
        for nerve in self.atlas.sensory_nerves:
            row = self._add("snap", nerve)
            for pathway in self.atlas.pathways(nerve):
                route = self._postganglionic(pathway.structures)
                yield _Path(row, pathway.share, "sensory", route, nerve, pathway.root)

    def _axon_paths(self) -> Iterator[_Path]:
        """Motor axons from the horn cell on: what wasting, needle and motor response see."""
        for muscle in self.atlas.muscles:
            row = self._add("axon", muscle)
            for pathway in self.atlas.pathways(muscle):
                route = dict.fromkeys(pathway.structures, 1.0)
                yield _Path(row, pathway.share, "motor", route, muscle, pathway.root)

    def _postganglionic(self, structures: Sequence[str]) -> dict[str, float]:
        position = {name: self.atlas.structures[name].ganglionic for name in structures}
        reach = {"post": 1.0, "ganglion": GANGLION_REACH}
        return {name: reach[where] for name, where in position.items() if where in reach}

    def _irritation_paths(self) -> Iterator[_Path]:
        for patch in self.atlas.patches:
            row = self._add("irritation", patch)
            for pathway in self.atlas.pathways(patch):
                route = dict.fromkeys([*pathway.structures, patch], 1.0)
                yield _Path(row, pathway.share, "sensory", route, patch, pathway.root)

    def _reflex_limbs(self) -> Iterator[_Path]:
        """The two limbs of every arc, one after the other."""
        for reflex in self.atlas.reflexes:
            row = self._add("reflex", reflex)
            for arc in self.atlas.reflex_arcs(reflex):
                there, back = dict.fromkeys(arc.afferent, 1.0), dict.fromkeys(arc.efferent, 1.0)
                yield _Path(row, arc.share, "sensory", there, arc.effector, arc.root)
                yield _Path(row, arc.share, "motor", back, arc.effector, arc.root)

    def _index_structures(self) -> dict[str, tuple[NDArray[np.intp], Floats]]:
        members: dict[str, list[tuple[int, float]]] = {}
        for row, path in enumerate(self._paths):
            for structure, reach in path.structures.items():
                members.setdefault(structure, []).append((row, reach))
        return {
            name: (np.array([row for row, _ in rows]), np.array([reach for _, reach in rows]))
            for name, rows in members.items()
        }

    @cached_property
    def shares(self) -> Floats:
        """Share of every carrying path in each drawn anatomy, shape (anatomies, carriers)."""
        drawn = self._drawn()
        shares = np.empty((len(load_anatomies()), len(self._carriers)))
        for column, path in enumerate(self._carriers):
            shift = _shift(path)
            shares[:, column] = path.share * shift * drawn[path.organ].get(path.root, 1.0)
        total = np.repeat(np.add.reduceat(shares, self._starts, axis=1), self._sizes, axis=1)
        whole: Floats = shares / total
        return whole

    @cached_property
    def _sizes(self) -> NDArray[np.intp]:
        return np.diff(np.append(self._starts, len(self._carriers)))

    def _drawn(self) -> Mapping[str, Mapping[str, Floats]]:
        """Factor on the share of each root of each organ in every anatomy."""
        found = {}
        for organ in {path.organ for path in self._carriers}:
            shares: dict[str, float] = {}
            for pathway in self.atlas.pathways(organ):
                shares[pathway.root] = shares.get(pathway.root, 0.0) + pathway.share
            drawn = drawn_shares(organ, shares)
            found[organ] = {root: drawn[root] / share for root, share in shares.items()}
        return found

    def reach(self, structures: Mapping[str, float]) -> Floats:
        """Return the part of every pathway that a set of structures holds, shape (pathways,)."""
        reach = np.zeros(len(self._paths))
        for name, weight in structures.items():
            if name in self._through:
                rows, parts = self._through[name]
                reach[rows] = np.maximum(reach[rows], weight * parts)
        return reach

    def hit(self, lesion: Lesion) -> Floats:
        """Return the part of every pathway that a lesion can block, shape (pathways,)."""
        place = lesion.where
        sensory = _SENSORY_OR_NOT[place.fibers] & _SENSORY_OR_NOT[lesion.fibers]
        return self.reach(place.structures) * np.isin(self._sensory, list(sensory))

    def summed(self, passage: Floats, shares: Floats | None = None) -> Floats:
        """Return the function of every channel from the passage of its pathways.

        Args:
            passage: What every pathway still passes, 0 to 1, shape (..., pathways).
            shares: Of the carrying paths, shape (..., carriers); the map's own where none is given.

        Returns:
            Shape (..., channels).
        """
        limbs = passage[..., self._direct :]
        carried = np.concatenate(
            [passage[..., : self._direct], limbs[..., ::2] * limbs[..., 1::2]], axis=-1
        )
        weighted = carried * (self._usual if shares is None else shares)
        return np.clip(np.add.reduceat(weighted, self._starts, axis=-1), 0.0, 1.0)

    def irritation(self, lesions: Sequence[Lesion]) -> Floats:
        """Return the share of each channel's supply that runs through a lesion, (channels,)."""
        quiet = np.ones(len(self._paths))
        for lesion in lesions:
            if lesion.fibers != "motor":
                quiet *= 1 - self.reach(lesion.where.structures)
        return 1 - self.summed(quiet)

    def affected(self, lesions: Sequence[Lesion]) -> Floats:
        """Return all channels of a side that has these lesions, shape (channels,)."""
        passage = np.ones(len(self._paths))
        for lesion in lesions:
            passage *= 1 - lesion.block * self.hit(lesion)
        painful = [lesion for lesion in lesions if lesion.painful is not False]
        return np.where(self._irritable, self.irritation(painful), self.summed(passage))

    @cached_property
    def _irritable(self) -> NDArray[np.bool_]:
        return np.array([channel.kind == "irritation" for channel in self.channels])

    def function(self, lesions: Sequence[Lesion]) -> Function:
        """Return what still works under the lesions.

        Args:
            lesions: Any number of lesions; none is health.

        Example:
            >>> worse = load_conduction().function([Lesion.parse("left sciatic nerve, severe")])
            >>> worse.of("muscle", "soleus", "left") < 0.2
            True
        """
        of_side = [[item for item in lesions if item.side in (side, "both")] for side in SIDES]
        values = np.stack([self.affected(there) for there in of_side], axis=1)
        return Function(values, self.channels, tuple(lesions))


_OF_A_ROOT = re.compile(r"^(seg|vr|dr|drg|sn|vram)_([TLS]\d+)$")
_PLEXUS = re.compile(r"_plexus$|^lumbosacral_trunk$")


def _with_neighbors(paths: Iterable[_Path]) -> Iterator[_Path]:
    """Yield every path, and after a group of one channel its copies by the neighboring roots."""
    for _, group in groupby(paths, key=lambda path: path.channel):
        own = list(group)
        yield from own
        for moved in (-1, 1):
            yield from (_moved(path, moved) for path in own if _can_move(path, moved))


def _can_move(path: _Path, moved: int) -> bool:
    through_plexus = any(_PLEXUS.search(name) for name in path.structures)
    return through_plexus and 0 < ROOTS.index(path.root) + moved < len(ROOTS)


def _moved(path: _Path, moved: int) -> _Path:
    """The same way with the root above or below in place of its own."""
    neighbor = ROOTS[ROOTS.index(path.root) + moved]
    route = {
        _OF_A_ROOT.sub(rf"\g<1>_{neighbor}", name): part for name, part in path.structures.items()
    }
    return path._replace(structures=route, moved=moved)


def _shift(path: _Path) -> Floats:
    """Part of a path's share that it keeps, or takes over, in every anatomy, (anatomies,)."""
    shift = np.array([anatomy.shift for anatomy in load_anatomies()])
    if path.moved:
        return np.asarray(shift[:, 1 + path.moved])
    stays = sum(shift[:, 1 + moved] for moved in (-1, 1) if not _can_move(path, moved))
    return np.asarray(shift[:, 1] + stays)


def _group_starts(numbers: Sequence[int]) -> NDArray[np.intp]:
    """Return where each group of equal numbers starts; the groups stand in ascending order."""
    return np.flatnonzero(np.diff(np.array(numbers), prepend=-1))


@cache
def load_conduction() -> Conduction:
    """Return the map compiled for conduction."""
    return Conduction(load_atlas())
