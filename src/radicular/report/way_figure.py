"""A picture of the ways of a finding: cord, roots, plexus and nerves up to the organ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

from radicular.anatomy import load_atlas
from radicular.findings.catalog import load_catalog
from radicular.localize.carriers import Carrier, Strand, carrier_of
from radicular.localize.route_words import LEAST_ROOT, plain_name, way_names
from radicular.localize.routes import Route
from radicular.wording import percent

__all__ = ["WayFigure", "distinct", "way_figure"]

#: Distances and sizes in units of the picture.
COLUMN, ROW, LEFT, TOP = 112.0, 44.0, 8.0, 34.0
BOX_WIDTH, BOX_HEIGHT = 92.0, 32.0
#: Letters in a line of a box, and lines.
LETTERS, LINES = 16, 2
_CENTRAL = ("cord", "root", "exit")
_TITLES: Mapping[str, str] = {"cord": "cord", "root": "root", "exit": "ganglion, exit"}
_PARTS: Mapping[str, str] = {
    "seg": "cord",
    "vr": "root",
    "dr": "root",
    "drg": "exit",
    "sn": "exit",
    "vram": "exit",
    "dram": "exit",
}
_TRACTS = ("descending_tract", "ascending_tract")
_ORGAN = "organ"


@dataclass(frozen=True)
class Box:
    """One stop on the way.

    Attributes:
        x: Left edge.
        y: Upper edge.
        name: Its name.
        first: Whether the first place holds it.
        second: Whether the second place holds it.
        organ: Whether it is the end of the way.
    """

    x: float
    y: float
    name: str
    first: bool
    second: bool
    organ: bool

    @property
    def lines(self) -> tuple[str, ...]:
        """Its name in lines that the box can hold."""
        lines = wrap(self.name, LETTERS)
        if len(lines) <= LINES:
            return tuple(lines)
        return (*lines[: LINES - 1], f"{lines[LINES - 1][: LETTERS - 1]}…")

    @property
    def words(self) -> str:
        """Its name and which place holds it, for those who do not see the picture."""
        held = {
            (True, True): ": both places lie here",
            (True, False): ": the first place lies here",
            (False, True): ": the second place lies here",
        }
        return self.name + held.get((self.first, self.second), "")


@dataclass(frozen=True)
class WayFigure:
    """The picture of one finding.

    Attributes:
        title: The finding.
        text: The ways and the two places in words, as the text beside the picture has it.
        boxes: Stops.
        links: Lines between them, as start and end points.
        titles: Headings of the columns with their middle.
        width: Of the picture.
        height: Of the picture.
    """

    title: str
    text: str
    boxes: tuple[Box, ...]
    links: tuple[tuple[float, float, float, float], ...]
    titles: tuple[tuple[float, str], ...]
    width: float
    height: float
    box_width: float = BOX_WIDTH
    box_height: float = BOX_HEIGHT


Stop = tuple[str, str]


def way_figure(route: Route) -> WayFigure | None:
    """Return the picture of a way, or None where the map has no fibers for the finding.

    Args:
        route: The way with its two places.

    Example:
        >>> from radicular.lesion import Lesion
        >>> from radicular.localize.routes import route_of
        >>> root, nerve = Lesion.parse("left S1 root"), Lesion.parse("left tibial nerve")
        >>> figure = way_figure(route_of(load_catalog()["reflex_achilles"], "left", root, nerve))
        >>> [box.name for box in figure.boxes if box.second]
        ['tibial nerve']
    """
    finding = load_catalog()[route.finding]
    carrier = carrier_of(finding)
    ways = _Ways(carrier, finding.name) if carrier.strands and not carrier.sums_up else None
    if ways is None:
        return None
    places = ways.places
    boxes = tuple(_box(stop, at, ways, route) for stop, at in places.items())
    links = tuple(_link(places[one], places[other]) for one, other in ways.links)
    across = 1 + max(column for column, _ in places.values())
    down = 1 + max(row for _, row in places.values())
    titles = tuple(
        (LEFT + COLUMN * column + BOX_WIDTH / 2, _TITLES[kind])
        for column, kind in enumerate(ways.central)
    )
    return WayFigure(
        title=finding.name,
        text=route.text,
        boxes=boxes,
        links=links,
        titles=titles,
        width=2 * LEFT + COLUMN * (across - 1) + BOX_WIDTH,
        height=TOP + ROW * down,
    )


class _Ways:
    """The stops of a carrier and how they follow each other."""

    def __init__(self, carrier: Carrier, organ: str) -> None:
        self.organ: Stop = (_ORGAN, organ)
        self.parts: dict[str, float] = {}
        for strand in carrier.strands:
            self.parts[strand.root] = self.parts.get(strand.root, 0.0) + strand.part
        self.roots = [root for root in self.parts if self.parts[root] >= LEAST_ROOT]
        self.structures: dict[Stop, set[str]] = {}
        self._named = set(way_names(carrier))
        chains = [chain for strand in carrier.strands for chain in self._chains(strand)]
        pairs = (pair for chain in chains for pair in pairwise(chain))
        self.links: tuple[tuple[Stop, Stop], ...] = tuple(dict.fromkeys(pairs))
        self.central = [
            kind for kind in _CENTRAL if any(stop[0] == kind for stop in self.structures)
        ]

    def _chains(self, strand: Strand) -> Iterator[list[Stop]]:
        """The stops of each limb of a strand, from the cord to the organ."""
        if strand.root not in self.roots:
            return
        for limb in strand.limbs:
            chain: list[Stop] = []
            for name in limb.structures:
                stop = self._stop(name, strand.root)
                if stop is not None:
                    self.structures.setdefault(stop, set()).add(name)
                    if stop not in chain:
                        chain.append(stop)
            self.structures.setdefault(self.organ, set()).add(strand.organ)
            yield [*chain, self.organ]

    def _stop(self, name: str, root: str) -> Stop | None:
        if name in _TRACTS:
            return "cord", root
        part, _, of = name.partition("_")
        if part in _PARTS and of == root:
            return _PARTS[part], root
        if name in load_atlas().structures and plain_name(name) in self._named:
            return "nerve", plain_name(name)
        return None

    @property
    def places(self) -> Mapping[Stop, tuple[int, float]]:
        """Column and row of every stop: each as far out as the longest way to it."""
        columns = self._columns()
        places: dict[Stop, tuple[int, float]] = {}
        by_column: dict[int, list[Stop]] = {}
        for stop, column in columns.items():
            by_column.setdefault(column, []).append(stop)
        tallest = max(map(len, by_column.values()))
        for column, stops in by_column.items():
            start = (tallest - len(stops)) / 2
            for number, stop in enumerate(stops):
                places[stop] = column, start + number
        return places

    def _columns(self) -> Mapping[Stop, int]:
        ordered = sorted(self.structures, key=self._rank)
        columns = {stop: self._first_column(stop) for stop in ordered}
        for _ in ordered:
            for one, other in self.links:
                columns[other] = max(columns[other], columns[one] + 1)
        return columns

    def _first_column(self, stop: Stop) -> int:
        return self.central.index(stop[0]) if stop[0] in self.central else len(self.central)

    def _rank(self, stop: Stop) -> tuple[int, float]:
        """Roots in the order of their names, which is that of the cord."""
        kinds = (*_CENTRAL, "nerve", _ORGAN)
        names = sorted(self.roots, key=lambda root: (root[0] != "T", root))
        return kinds.index(stop[0]), names.index(stop[1]) if stop[1] in names else 0


def _box(stop: Stop, at: tuple[int, float], ways: _Ways, route: Route) -> Box:
    kind, name = stop
    column, row = at
    held = ways.structures[stop]
    return Box(
        x=LEFT + COLUMN * column,
        y=TOP + ROW * row,
        name=_label(kind, name, ways),
        first=bool(held & set(route.first.structures)),
        second=bool(held & set(route.second.structures)),
        organ=kind == _ORGAN,
    )


def _label(kind: str, name: str, ways: _Ways) -> str:
    return {
        "cord": f"{name} segment",
        "root": f"{name} root {percent(ways.parts.get(name, 0.0))}",
        "exit": f"{name} exit",
    }.get(kind, name)


def _link(one: tuple[int, float], other: tuple[int, float]) -> tuple[float, float, float, float]:
    """A line from the right edge of one box to the left edge of the other."""
    half = BOX_HEIGHT / 2
    return (
        LEFT + COLUMN * one[0] + BOX_WIDTH,
        TOP + ROW * one[1] + half,
        LEFT + COLUMN * other[0],
        TOP + ROW * other[1] + half,
    )


def distinct(routes: Sequence[Route], most: int) -> tuple[WayFigure, ...]:
    """Return the pictures of the first ways that differ from each other.

    Args:
        routes: The most telling first.
        most: How many.
    """
    figures: dict[tuple[str, ...], WayFigure] = {}
    for route in routes:
        figure = way_figure(route) if len(figures) < most else None
        if figure is not None:
            figures.setdefault(route.structures, figure)
    return tuple(figures.values())
