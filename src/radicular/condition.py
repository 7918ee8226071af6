"""Many lesions at once: what each leaves on the side that it affects, as columns."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy.sites import Place, site_of
from radicular.conduction import Channel, Conduction, Kind, load_conduction
from radicular.lesion import Lesion
from radicular.parameters import parameter

__all__ = ["Conditions"]

Floats = NDArray[np.float64]

USUAL_WEEKS = parameter("usual_weeks")
_PER_ROW = ("block", "painful", "weeks", "motor", "sensory", "row")


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
        function: Surviving function of the distinct lesions, shape (distinct, channels).
        reach: Share of each channel's supply in reach of the distinct lesions, block apart,
            shape (distinct, channels).
    """

    sites: tuple[str, ...]
    places: tuple[Place, ...]
    block: Floats
    painful: NDArray[np.bool_]
    weeks: Floats
    motor: NDArray[np.bool_]
    sensory: NDArray[np.bool_]
    row: NDArray[np.intp]
    function: Floats
    reach: Floats
    channels: Mapping[Channel, int]

    @classmethod
    def of(cls, lesions: Sequence[Lesion], conduction: Conduction | None = None) -> "Conditions":
        """Compute what each lesion leaves.

        Args:
            lesions: The lesions; their sides are not used.
            conduction: The compiled map; the project's own where none is given.

        Example:
            >>> batch = Conditions.of([Lesion.parse("left S1 root, severe")])
            >>> float(batch.deficit("muscle", "tibialis_anterior")[0]) < 0.1
            True
        """
        conduction = conduction or load_conduction()
        places = [lesion.where for lesion in lesions]
        alike: dict[tuple[int, float, str], int] = {}
        distinct: list[Lesion] = []
        row = []
        for place, lesion in zip(places, lesions, strict=True):
            key = (id(place), lesion.block, lesion.fibers)
            if key not in alike:
                alike[key] = len(distinct)
                distinct.append(lesion)
            row.append(alike[key])
        block = np.array([lesion.block for lesion in distinct])
        hit = np.array([conduction.hit(lesion) for lesion in distinct])
        reach = [conduction.reach(lesion.where.structures) for lesion in distinct]
        return cls(
            sites=tuple(lesion.site for lesion in lesions),
            places=tuple(places),
            block=np.array([lesion.block for lesion in lesions]),
            painful=np.array([lesion.painful is not False for lesion in lesions]),
            weeks=np.array([_weeks(lesion) for lesion in lesions]),
            motor=np.array([lesion.fibers != "sensory" for lesion in lesions]),
            sensory=np.array([lesion.fibers != "motor" for lesion in lesions]),
            row=np.array(row, dtype=np.intp),
            function=conduction.summed(1 - block[:, None] * hit),
            reach=1 - conduction.summed(1 - np.array(reach)),
            channels=conduction.channels,
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
        return (1 - self.function[:, self.channels[Channel(kind, organ)]])[self.row]

    def supply(self, kind: Kind, organ: str) -> Floats:
        """Return the share of the organ's supply in reach of each lesion, shape (rows,)."""
        return self.reach[:, self.channels[Channel(kind, organ)]][self.row]

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


def _weeks(lesion: Lesion) -> float:
    return USUAL_WEEKS if lesion.weeks is None else lesion.weeks
