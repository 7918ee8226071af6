"""The structures of the map and how fibers run from one to the next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from radicular.errors import TableError

__all__ = ["Edge", "Graph", "Route", "Structure"]

Row = Mapping[str, str]
Fiber = Literal["motor", "sensory", "autonomic"]

_CENTRAL: Mapping[Fiber, tuple[str, ...]] = {
    "motor": ("seg", "vr", "sn"),
    "sensory": ("seg", "dr", "drg", "sn"),
    "autonomic": ("seg", "vr", "sn"),
}


@dataclass(frozen=True)
class Structure:
    """One named piece of the nervous system, the same on both sides.

    Attributes:
        id: Stable identifier without a side (``vr_S1``).
        name: Name used in reports.
        kind: ``ventral_root``, ``plexus``, ``nerve`` and so on.
        fibers: Which of motor, sensory and autonomic fibers it carries.
        ganglionic: ``central``, ``pre``, ``ganglion`` or ``post``: where it lies for a sensory
            fiber, seen from the dorsal root ganglion.
        roots: Roots whose fibers it usually carries.
        course: Where it runs.
        beside: What lies beside it.
        lesion_sites: Where and by what it is usually hurt.
        synonyms: Other names people write.
        uberon: Uberon identifier, empty where none is known.
        fma: FMA identifier, empty where none is known.
        parents: Structures its fibers come from, on the side of the cord.
        children: Structures its fibers go to.
        provenance: How the row came about.
        source_key: Key in the bibliography.
    """

    id: str
    name: str
    kind: str
    fibers: frozenset[str]
    ganglionic: str
    roots: tuple[str, ...]
    course: str
    beside: str
    lesion_sites: str
    synonyms: tuple[str, ...]
    uberon: str
    fma: str
    parents: tuple[str, ...]
    children: tuple[str, ...]
    provenance: str
    source_key: str


@dataclass(frozen=True)
class Edge:
    """Fibers running from a structure to the next one further out.

    Attributes:
        parent: The structure nearer to the cord.
        child: The structure further out.
        modality: ``motor``, ``sensory``, ``mixed``, ``autonomic`` or ``sympathetic``.
        roots: Roots whose fibers usually take this way.
        weight: Part of the child's fibers that come this way, where several ways lead to it.
        variant: How often it occurs, for a connection that most people do not have.
        provenance: How the row came about.
        source_key: Key in the bibliography.
    """

    parent: str
    child: str
    modality: str
    roots: tuple[str, ...]
    weight: float
    variant: str
    provenance: str
    source_key: str

    def carries(self, fiber: Fiber) -> bool:
        """Return whether fibers of this kind run here in most people."""
        return not self.variant and self.modality in (fiber, "mixed")


@dataclass(frozen=True)
class Route:
    """One way from the cord to a nerve.

    Attributes:
        structures: From the cord segment to the nerve.
        weight: Part of the fibers that go this way.
        usual: Whether every nerve on the way lists the root among its own.
    """

    structures: tuple[str, ...]
    weight: float
    usual: bool


class Graph:
    """All structures and edges of the map.

    Args:
        structures: Rows of ``structures.csv``.
        edges: Rows of ``edges.csv``.

    Raises:
        TableError: If an edge names a structure that is not there.
    """

    def __init__(self, structures: Iterable[Row], edges: Iterable[Row]) -> None:
        self.edges = tuple(_edge(row) for row in edges)
        rows = {row["structure"]: row for row in structures}
        self._from: dict[str, list[Edge]] = {name: [] for name in rows}
        self._to: dict[str, list[Edge]] = {name: [] for name in rows}
        for edge in self.edges:
            for name in (edge.parent, edge.child):
                if name not in rows:
                    raise TableError(f"edges.csv: {name!r} is not in structures.csv")
            self._from[edge.parent].append(edge)
            self._to[edge.child].append(edge)
        self.structures: Mapping[str, Structure] = {
            name: _structure(row, self._to[name], self._from[name]) for name, row in rows.items()
        }

    def routes(self, root: str, nerve: str, fiber: Fiber) -> tuple[Route, ...]:
        """Return every way on which fibers of a root can reach a nerve.

        Args:
            root: Root name (``S1``).
            nerve: Structure id of the nerve.
            fiber: ``motor``, ``sensory`` or ``autonomic``.

        Raises:
            KeyError: If the map has no such nerve.

        Example:
            >>> from radicular.anatomy.atlas import load_atlas
            >>> graph = load_atlas().graph
            >>> [route.structures[-1] for route in graph.routes("S1", "sural", "sensory")]
            ['sural', 'sural']
        """
        central = tuple(f"{part}_{root}" for part in _CENTRAL[fiber])
        return tuple(
            Route((*central[:-1], *route.structures), route.weight, route.usual)
            for route in self._back_to(central[-1], Route((nerve,), 1.0, usual=True), fiber, root)
        )

    def _back_to(self, start: str, tail: Route, fiber: Fiber, root: str) -> Iterable[Route]:
        nearest = tail.structures[0]
        if nearest == start:
            yield tail
            return
        for edge in self._to[nearest]:
            if edge.carries(fiber):
                longer = Route(
                    (edge.parent, *tail.structures),
                    tail.weight * edge.weight,
                    tail.usual and root in edge.roots,
                )
                yield from self._back_to(start, longer, fiber, root)


def _split(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(";")))


def _edge(row: Row) -> Edge:
    return Edge(
        parent=row["parent"],
        child=row["child"],
        modality=row["modality"],
        roots=_split(row["roots"]),
        weight=float(row["weight"]),
        variant=row["variant"],
        provenance=row["provenance"],
        source_key=row["source_key"],
    )


def _structure(row: Row, incoming: Sequence[Edge], outgoing: Sequence[Edge]) -> Structure:
    return Structure(
        id=row["structure"],
        name=row["name"],
        kind=row["kind"],
        fibers=frozenset(_split(row["fibers"])),
        ganglionic=row["ganglionic"],
        roots=_split(row["roots"]),
        course=row["course"],
        beside=row["beside"],
        lesion_sites=row["lesion_sites"],
        synonyms=_split(row["synonyms"]),
        uberon=row["uberon"],
        fma=row["fma"],
        parents=tuple(edge.parent for edge in incoming),
        children=tuple(edge.child for edge in outgoing),
        provenance=row["provenance"],
        source_key=row["source_key"],
    )
