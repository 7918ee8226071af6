"""The map as one object: structures, end organs, and the paths between cord and organ."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Protocol, TypeVar

from radicular.anatomy import organs
from radicular.anatomy.graph import Fiber, Graph, Route, Structure
from radicular.anatomy.organs import (
    Bundle,
    Effector,
    Muscle,
    Patch,
    Reflex,
    RootShare,
    SensoryNerve,
)
from radicular.errors import TableError, UnknownNameError
from radicular.tables import read_csv

__all__ = ["ROOTS", "Atlas", "Pathway", "ReflexArc", "Unrouted", "load_atlas", "load_tables"]

Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]

ROOTS = ("T12", "L1", "L2", "L3", "L4", "L5", "S1", "S2", "S3", "S4", "S5")

_TABLES = (
    "structures",
    "edges",
    "bundles",
    "muscles",
    "muscle_roots",
    "patches",
    "patch_roots",
    "patch_nerves",
    "effectors",
    "effector_roots",
    "sensory_nerves",
    "nerve_roots",
    "reflexes",
    "reflex_roots",
)


@dataclass(frozen=True)
class Pathway:
    """The fibers of one root on one way to an end organ.

    Attributes:
        organ: Muscle, patch, effector or sensory nerve.
        root: Root name.
        fiber: ``motor``, ``sensory`` or ``autonomic``.
        structures: From the cord segment to the nerve at the organ.
        share: Part of the organ's supply, 0 to 1; the shares of one organ sum to 1.
    """

    organ: str
    root: str
    fiber: Fiber
    structures: tuple[str, ...]
    share: float


@dataclass(frozen=True)
class ReflexArc:
    """One way round a reflex arc.

    Attributes:
        reflex: Reflex id.
        root: Root name.
        share: Part of the reflex, 0 to 1; the shares of one reflex sum to 1.
        effector: Muscle that answers.
        afferent: From the nerve at the receptor to the cord segment.
        efferent: From the cord segment to the nerve at the muscle.
    """

    reflex: str
    root: str
    share: float
    effector: str
    afferent: tuple[str, ...]
    efferent: tuple[str, ...]


@dataclass(frozen=True)
class Unrouted:
    """A share of the sources that no nerve of the organ can carry, and that was left out."""

    organ: str
    root: str
    share: float


class Atlas:
    """The map of the lumbosacral nervous system, the same for both sides.

    Args:
        tables: Rows of every table by its name, as :func:`load_tables` returns them.

    Raises:
        TableError: If the tables contradict each other.

    Example:
        >>> atlas = load_atlas()
        >>> atlas.muscles["soleus"].nerve
        'n_soleus'
        >>> round(sum(path.share for path in atlas.pathways("soleus")), 9)
        1.0
    """

    def __init__(self, tables: Tables) -> None:
        self.graph = Graph(tables["structures"], tables["edges"])
        self.structures: Mapping[str, Structure] = self.graph.structures
        self.bundles: Mapping[str, Bundle] = _by_id(map(organs.bundle, tables["bundles"]))
        everything = _by_id(map(organs.muscle, tables["muscles"]))
        self.muscles: Mapping[str, Muscle] = {
            name: muscle for name, muscle in everything.items() if not muscle.members
        }
        self.muscle_groups: Mapping[str, Muscle] = {
            name: muscle for name, muscle in everything.items() if muscle.members
        }
        self.groups: Mapping[str, tuple[str, ...]] = {
            name: group.members for name, group in self.muscle_groups.items()
        }
        nerves = _grouped(tables["patch_nerves"], "patch")
        self.patches: Mapping[str, Patch] = _by_id(
            organs.patch(row, nerves.get(row["patch"], ())) for row in tables["patches"]
        )
        roots = _grouped(tables["effector_roots"], "effector")
        self.effectors: Mapping[str, Effector] = _by_id(
            organs.effector(row, roots.get(row["effector"], ())) for row in tables["effectors"]
        )
        self.sensory_nerves: Mapping[str, SensoryNerve] = _by_id(
            map(organs.sensory_nerve, tables["sensory_nerves"])
        )
        self.reflexes: Mapping[str, Reflex] = _by_id(map(organs.reflex, tables["reflexes"]))
        self._shares = {
            **_shares(tables["muscle_roots"], "muscle"),
            **_shares(tables["patch_roots"], "patch"),
            **_shares(tables["effector_roots"], "effector"),
            **_shares(tables["nerve_roots"], "nerve"),
        }
        self._reflex_shares = _shares(tables["reflex_roots"], "reflex")

    @classmethod
    def load(cls) -> "Atlas":
        """Return the map of the project; it is read once."""
        return load_atlas()

    def root_shares(self, organ: str) -> tuple[RootShare, ...]:
        """Return the roots of a muscle, patch, effector or sensory nerve as the sources have it.

        Args:
            organ: Organ id.

        Raises:
            UnknownNameError: If the map has no such organ.

        Example:
            >>> [share.root for share in load_atlas().root_shares("soleus")]
            ['L5', 'S1', 'S2']
        """
        if organ not in self._shares:
            raise UnknownNameError("organ", organ)
        return self._shares[organ]

    def reflex_shares(self, reflex: str) -> tuple[RootShare, ...]:
        """Return the roots of a reflex.

        Args:
            reflex: Reflex id.

        Raises:
            UnknownNameError: If the map has no such reflex.
        """
        if reflex not in self._reflex_shares:
            raise UnknownNameError("reflex", reflex)
        return self._reflex_shares[reflex]

    def pathways(self, organ: str) -> tuple[Pathway, ...]:
        """Return the ways from the cord to a muscle, patch, effector or sensory nerve.

        The share of a root is split over the nerves of the organ that list this root on the whole
        way, by the weight of the nerve; where none does, over all that the root can reach. A root
        that no nerve of the organ can carry is left out and the rest made whole again.

        Args:
            organ: Organ id.

        Raises:
            UnknownNameError: If the map has no such organ.

        Example:
            >>> path = load_atlas().pathways("extensor_digitorum_brevis")[0]
            >>> path.structures[-2:]
            ('deep_fibular_ankle', 'deep_fibular_lateral')
        """
        if organ not in self._routed:
            raise UnknownNameError("organ", organ)
        return self._routed[organ][0]

    @cached_property
    def unrouted(self) -> tuple[Unrouted, ...]:
        """Shares of the sources that no nerve of the organ can carry."""
        return tuple(left for _, unrouted in self._routed.values() for left in unrouted)

    def reflex_arcs(self, reflex: str) -> tuple[ReflexArc, ...]:
        """Return the ways round a reflex arc, one for each root, afferent way and efferent way.

        Args:
            reflex: Reflex id.

        Raises:
            UnknownNameError: If the map has no such reflex.

        Example:
            >>> arc = load_atlas().reflex_arcs("h_reflex_soleus")[0]
            >>> arc.afferent[-3:], arc.efferent[:2]
            (('drg_S1', 'dr_S1', 'seg_S1'), ('seg_S1', 'vr_S1'))
        """
        if reflex not in self.reflexes:
            raise UnknownNameError("reflex", reflex)
        return tuple(self._arcs(self.reflexes[reflex]))

    def _arcs(self, reflex: Reflex) -> Iterator[ReflexArc]:
        for root in self._reflex_shares[reflex.id]:
            for muscle, part in reflex.effectors.items():
                for out, back in self._limbs(root.root, reflex, self.muscles[muscle]):
                    yield ReflexArc(
                        reflex=reflex.id,
                        root=root.root,
                        share=root.share * part * out.weight * back.weight,
                        effector=muscle,
                        afferent=tuple(reversed(back.structures)),
                        efferent=out.structures,
                    )

    def _limbs(self, root: str, reflex: Reflex, muscle: Muscle) -> Iterator[tuple[Route, Route]]:
        for out in self._ways(root, muscle.nerves_for(root), "motor"):
            for back in self._afferent_ways(root, reflex, out):
                yield out, back

    def _afferent_ways(self, root: str, reflex: Reflex, out: Route) -> Iterable[Route]:
        if reflex.afferents:
            return self._ways(root, reflex.afferents, "sensory")
        own = (f"seg_{root}", f"dr_{root}", f"drg_{root}", *out.structures[2:])
        return (Route(own, 1.0, out.usual),)

    def _ways(self, root: str, nerves: Mapping[str, float], fiber: Fiber) -> tuple[Route, ...]:
        """The ways of a root through the nerves of an organ; their weights sum to 1."""
        ways = [
            Route(route.structures, route.weight * weight, route.usual)
            for nerve, weight in nerves.items()
            for route in self.graph.routes(root, nerve, fiber)
        ]
        used = [way for way in ways if way.usual] or ways
        total = sum(way.weight for way in used)
        return tuple(Route(way.structures, way.weight / total, way.usual) for way in used)

    @cached_property
    def _routed(self) -> Mapping[str, tuple[tuple[Pathway, ...], tuple[Unrouted, ...]]]:
        kinds: tuple[tuple[Mapping[str, _Supplied], Fiber], ...] = (
            (self.muscles, "motor"),
            (self.patches, "sensory"),
            (self.sensory_nerves, "sensory"),
            (self.effectors, "autonomic"),
        )
        return {
            name: self._route(name, organ, fiber)
            for of_kind, fiber in kinds
            for name, organ in of_kind.items()
        }

    def _route(
        self, name: str, organ: "_Supplied", fiber: Fiber
    ) -> tuple[tuple[Pathway, ...], tuple[Unrouted, ...]]:
        ways = {
            root.root: self._ways(root.root, organ.nerves_for(root.root), fiber)
            for root in self._shares[name]
        }
        routed = [root for root in self._shares[name] if ways[root.root]]
        total = sum(root.share for root in routed)
        return (
            tuple(
                Pathway(name, root.root, fiber, way.structures, root.share / total * way.weight)
                for root in routed
                for way in ways[root.root]
            ),
            tuple(
                Unrouted(name, root.root, root.share)
                for root in self._shares[name]
                if root not in routed
            ),
        )


class _Supplied(Protocol):
    """Anything that nerves reach."""

    def nerves_for(self, root: str, /) -> Mapping[str, float]:
        """Return the nerves that may carry fibers of a root, with weights."""


class _Named(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str:
        """Stable identifier."""


_Thing = TypeVar("_Thing", bound=_Named)


def _by_id(things: Iterable[_Thing]) -> dict[str, _Thing]:
    found: dict[str, _Thing] = {}
    for thing in things:
        if thing.id in found:
            raise TableError(f"the map names {thing.id!r} twice")
        found[thing.id] = thing
    return found


def _grouped(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return groups


def _shares(rows: Iterable[Row], column: str) -> dict[str, tuple[RootShare, ...]]:
    return {name: organs.root_shares(of) for name, of in _grouped(rows, column).items()}


def load_tables() -> dict[str, list[dict[str, str]]]:
    """Return the rows of every table the atlas is built from, by the name of the table.

    Example:
        >>> load_tables()["muscle_roots"][0]["muscle"]
        'psoas_major'
    """
    return {name: read_csv("radicular.anatomy", f"tables/{name}.csv") for name in _TABLES}


@cache
def load_atlas() -> Atlas:
    """Return the map of the project; it is read once."""
    return Atlas(load_tables())
