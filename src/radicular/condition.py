"""Many lesions at once: what each leaves on the side that it affects, as columns."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy.anatomies import load_anatomies
from radicular.anatomy.sites import Place, site_of
from radicular.conduction import Channel, Conduction, Kind, load_conduction
from radicular.lesion import Lesion
from radicular.parameters import parameter

__all__ = ["Conditions", "distinct_lesions"]

Floats = NDArray[np.float64]

USUAL_WEEKS = parameter("usual_weeks")
_PER_ROW = ("block", "painful", "weeks", "motor", "sensory", "row", "lesion", "share")
#: A smaller reach is what summing many shares leaves of none.
_NOISE = 1e-9
#: Functions that differ by less than this are one.
_ALIKE = 1e-6


@dataclass(frozen=True)
class Conditions:
    """A batch of lesions, each seen from the side that it affects.

    Attributes:
        sites: Site id of each row.
        places: Place of each row.
        block: Share of fibers that no longer conduct, shape (rows,).
        painful: Shape (rows,).
        weeks: Time since onset, shape (rows,).
        motor: Whether motor fibers are hit, shape (rows,).
        sensory: Whether sensory fibers are hit, shape (rows,).
        row: Row of ``function`` that belongs to each lesion, shape (rows,).
        lesion: Position of the lesion of each row among those that were given, shape (rows,).
        share: Part of people whose anatomy gives this row, shape (rows,); 1 for one lesion.
        function: Surviving function of the distinct lesions, shape (distinct, channels).
        reach: Share of each channel's supply in reach of the distinct lesions, block apart,
            shape (distinct, channels).
        channels: Position of each channel in ``function`` and ``reach``.
    """

    sites: tuple[str, ...]
    places: tuple[Place, ...]
    block: Floats
    painful: NDArray[np.bool_]
    weeks: Floats
    motor: NDArray[np.bool_]
    sensory: NDArray[np.bool_]
    row: NDArray[np.intp]
    lesion: NDArray[np.intp]
    share: Floats
    function: Floats
    reach: Floats
    channels: Mapping[Channel, int]

    @classmethod
    def of(cls, lesions: Sequence[Lesion], conduction: Conduction | None = None) -> "Conditions":
        """Compute what each lesion leaves in the usual anatomy.

        Args:
            lesions: The lesions; their sides are not used.
            conduction: The compiled map; the project's own where none is given.

        Example:
            >>> batch = Conditions.of([Lesion.parse("left S1 root, severe")])
            >>> float(batch.deficit("muscle", "tibialis_anterior")[0]) < 0.1
            True
        """
        conduction = conduction or load_conduction()
        distinct, row = distinct_lesions(lesions)
        block, hit, reach = _held(distinct, conduction)
        return cls._of(
            lesions,
            lesion=np.arange(len(lesions)),
            share=np.ones(len(lesions)),
            row=row,
            function=conduction.summed(1 - block[:, None] * hit),
            reach=1 - conduction.summed(1 - reach),
            channels=conduction.channels,
        )

    @classmethod
    def over_anatomies(
        cls, lesions: Sequence[Lesion], conduction: Conduction | None = None
    ) -> "Conditions":
        """Compute what each lesion leaves in every drawn anatomy.

        Anatomies in which a lesion leaves the same are one row with their summed share.

        Args:
            lesions: The lesions; their sides are not used.
            conduction: The compiled map; the project's own where none is given.

        Example:
            >>> batch = Conditions.over_anatomies([Lesion.parse("left tibial nerve, severe")])
            >>> len(batch), float(batch.share.sum())
            (64, 1.0)
        """
        conduction = conduction or load_conduction()
        distinct, row = distinct_lesions(lesions)
        states = [
            _states(*held, conduction) for held in zip(*_held(distinct, conduction), strict=True)
        ]
        counts = np.array([len(state.share) for state in states], dtype=np.intp)
        starts = np.cumsum(counts) - counts
        lesion = np.repeat(np.arange(len(lesions)), counts[row])
        within = np.concatenate([np.arange(counts[number]) for number in row])
        rows = starts[row][lesion] + within
        return cls._of(
            lesions,
            lesion=lesion,
            share=np.concatenate([state.share for state in states])[rows],
            row=rows,
            function=_stacked([state.function for state in states]),
            reach=_stacked([state.reach for state in states]),
            channels=conduction.channels,
        )

    @classmethod
    def _of(
        cls, lesions: Sequence[Lesion], lesion: NDArray[np.intp], **supply: Any
    ) -> "Conditions":
        chosen = [lesions[number] for number in lesion]
        return cls(
            sites=tuple(item.site for item in chosen),
            places=tuple(item.where for item in chosen),
            block=np.array([item.block for item in chosen]),
            painful=np.array([item.painful is not False for item in chosen]),
            weeks=np.array([_weeks(item) for item in chosen]),
            motor=np.array([item.fibers != "sensory" for item in chosen]),
            sensory=np.array([item.fibers != "motor" for item in chosen]),
            lesion=lesion,
            **supply,
        )

    def __len__(self) -> int:
        return len(self.sites)

    def take(self, rows: NDArray[np.intp]) -> "Conditions":
        """Return the conditions of some rows only.

        Args:
            rows: Positions, shape (kept,).
        """
        return replace(
            self,
            sites=tuple(self.sites[row] for row in rows),
            places=tuple(self.places[row] for row in rows),
            **{name: getattr(self, name)[rows] for name in _PER_ROW},
        )

    def deficit(self, kind: Kind, organ: str) -> Floats:
        """Return the lost function of one organ under each lesion, shape (rows,)."""
        return self._by_row(1 - self.function[:, self.channels[Channel(kind, organ)]])

    def supply(self, kind: Kind, organ: str) -> Floats:
        """Return the share of the organ's supply in reach of each lesion, shape (rows,)."""
        return self._by_row(self.reach[:, self.channels[Channel(kind, organ)]])

    def _by_row(self, values: Floats) -> Floats:
        """Values of the distinct lesions for every row."""
        return values if self._in_order else values[self.row]

    @cached_property
    def _in_order(self) -> bool:
        """Whether every row has a lesion of its own, in the order of the rows."""
        return np.array_equal(self.row, np.arange(len(self.function)))

    @cached_property
    def skin(self) -> Floats:
        """Reach over all skin patches as a pattern of length 1, shape (rows, patches)."""
        patches = [row for channel, row in self.channels.items() if channel.kind == "irritation"]
        reach = np.ascontiguousarray(self.reach[:, patches])
        reach[reach <= _NOISE] = 0.0
        size = np.linalg.norm(reach, axis=1, keepdims=True)
        return self._by_row(reach / np.where(size > 0, size, 1.0))

    @cached_property
    def territory(self) -> Floats:
        """How many skin patches lie in reach of each lesion, in parts of a patch, (rows,)."""
        patches = [row for channel, row in self.channels.items() if channel.kind == "irritation"]
        size: Floats = self.reach[:, patches].sum(axis=1)[self.row]
        return size

    @cached_property
    def spots(self) -> tuple[tuple[str, Place], ...]:
        """The distinct pairs of site and place, in the order in which they come."""
        return tuple(dict.fromkeys(zip(self.sites, self.places, strict=True)))

    @cached_property
    def spot(self) -> NDArray[np.intp]:
        """Position in ``spots`` of each row, shape (rows,)."""
        position = {spot: number for number, spot in enumerate(self.spots)}
        pairs = zip(self.sites, self.places, strict=True)
        return np.array([position[pair] for pair in pairs], dtype=np.intp)

    def structure(self, weights: Mapping[str, float]) -> Floats:
        """Return how strongly each lesion sits on the weighted structures, shape (rows,)."""
        loads = [
            max(
                (part * weights.get(name, 0.0) for name, part in place.structures.items()),
                default=0.0,
            )
            for _, place in self.spots
        ]
        return np.array(loads)[self.spot]

    def at_sites(self, names: Collection[str]) -> Floats:
        """Return 1 for rows at one of the named sites and 0 for others, shape (rows,)."""
        return np.array([float(site in names) for site, _ in self.spots])[self.spot]

    def in_family(self, name: str) -> Floats:
        """Return 1 for rows of a family of sites and 0 for others, shape (rows,)."""
        return np.array([float(site_of(site).family == name) for site, _ in self.spots])[self.spot]


@dataclass(frozen=True)
class _States:
    """What one lesion leaves in the anatomies that it tells apart."""

    share: Floats
    function: Floats
    reach: Floats


def _states(block: float, hit: Floats, reach: Floats, conduction: Conduction) -> _States:
    function = conduction.summed(1 - block * hit, conduction.shares)
    supply = 1 - conduction.summed(1 - reach, conduction.shares)
    both = np.round(np.concatenate([function, supply], axis=1) / _ALIKE).astype(np.int64)
    position: dict[bytes, int] = {}
    alike = [position.setdefault(row.tobytes(), len(position)) for row in both]
    first = np.unique(alike, return_index=True)[1]
    probability = np.array([anatomy.probability for anatomy in load_anatomies()])
    share = np.bincount(alike, probability).astype(np.float64)
    return _States(share, function[first], supply[first])


def _stacked(parts: Sequence[Floats]) -> Floats:
    """One below the other, with every column in one piece, as columns are what is asked for."""
    whole = np.empty((len(parts[0].T), sum(map(len, parts))))
    return np.concatenate([part.T for part in parts], axis=1, out=whole).T


def distinct_lesions(lesions: Sequence[Lesion]) -> tuple[list[Lesion], NDArray[np.intp]]:
    """Return the lesions that leave different function, and which of them each lesion is."""
    position: dict[tuple[int, float, str], int] = {}
    distinct: list[Lesion] = []
    row = []
    for lesion in lesions:
        key = (id(lesion.where), lesion.block, lesion.fibers)
        if key not in position:
            position[key] = len(distinct)
            distinct.append(lesion)
        row.append(position[key])
    return distinct, np.array(row, dtype=np.intp)


def _held(lesions: Sequence[Lesion], conduction: Conduction) -> tuple[Floats, Floats, Floats]:
    """Return of each lesion the block, and what of every pathway it blocks and holds."""
    return (
        np.array([lesion.block for lesion in lesions]),
        np.array([conduction.hit(lesion) for lesion in lesions]),
        np.array([conduction.reach(lesion.where.structures) for lesion in lesions]),
    )


def _weeks(lesion: Lesion) -> float:
    return USUAL_WEEKS if lesion.weeks is None else lesion.weeks
