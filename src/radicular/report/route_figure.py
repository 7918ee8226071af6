"""The way of a finding drawn over spine and leg, with how far a signal comes on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import atan2, degrees, hypot
from textwrap import wrap
from typing import Literal

from radicular.anatomy import load_atlas
from radicular.findings.finding import Finding
from radicular.lesion import Lesion
from radicular.localize.carriers import Carrier, carrier_of
from radicular.localize.route_words import LEAST_ROOT, place_words, plain_name
from radicular.report.route_lines import (
    FeltOrMoved,
    Line,
    organ_name,
    route_lines,
    step_name,
)
from radicular.tables import read_csv
from radicular.wording import percent

__all__ = [
    "Label",
    "Link",
    "Mark",
    "RouteFigure",
    "Signal",
    "line_words",
    "route_figure",
    "route_organs",
]

Point = tuple[float, float]
Side = Literal["left", "right"]

#: The picture for the left side, which lies on the right as a body is seen from the front.
BEHIND, BEYOND, TOP, HEIGHT = 138.0, 304.0, -14.0, 644.0
LABELS_AT, LABEL_ROW, LETTERS = 142.0, 13.0, 23
#: How far the two limbs of a reflex are drawn apart.
APART = 1.7
#: A link shorter than this bears no arrow.
ARROW_FROM = 24.0
#: Units of the picture that a signal runs in a second.
SPEED = 190.0
_PIECES = 12
_ROOT_PARTS = ("vr", "dr")
#: What goes without saying between its neighbors.
_UNNAMED = ("tract", "spinal_nerve", "ventral_ramus")


@dataclass(frozen=True)
class Link:
    """Fibers between two neighboring steps, those of all lines together.

    Attributes:
        start: Step from which the signal comes.
        end: Step to which it goes.
        fibers: ``motor`` or ``sensory``.
        share: Part of the organ's fibers that run here, 0 to 1.
        carried: Part of the organ's fibers on which a signal comes through here, 0 to 1.
        path: SVG path data.
        arrow: Where an arrow stands, with its angle; None on a short link.
    """

    start: str
    end: str
    fibers: FeltOrMoved
    share: float
    carried: float
    path: str
    arrow: tuple[float, float, float] | None

    @property
    def width(self) -> float:
        """Width of the line."""
        return round(1.2 + 4.4 * self.share, 2)

    @property
    def carried_width(self) -> float:
        """Width of what comes through, drawn over it; 0 for nothing."""
        return round(self.width * self.carried / self.share, 2) if self.carried else 0.0


@dataclass(frozen=True)
class Signal:
    """A dot that travels along the main way of a root.

    Attributes:
        root: Root name.
        path: SVG path data of its way.
        stop: Part of the way to the lesion, 0 to 1; None where it meets none.
        conducts: Part of the fibers on which it comes through, 0 to 1.
        begins: Whether it begins at the lesion.
        seconds: How long it takes.
    """

    root: str
    path: str
    stop: float | None
    conducts: float
    begins: bool
    seconds: float

    @property
    def key_points(self) -> str:
        """Parts of the way at the key times, as SMIL writes them."""
        if self.stop is None:
            return "0;0;1;1" if not self.begins else "0;0;0;0"
        first = self.stop if self.begins else 0.0
        last = 1.0 if self.begins or self.conducts else self.stop
        return ";".join(f"{at:.4g}" for at in (first, first, self.stop, self.stop, last, last))

    @property
    def key_times(self) -> str:
        """Parts of the time at the key points: a pause where the lesion is met, and at the end."""
        if self.stop is None:
            return "0;0.02;0.9;1"
        met = 0.04 if self.begins else 0.04 + 0.7 * self.stop
        return ";".join(f"{at:.4g}" for at in (0, 0.02, met, min(met + 0.12, 0.88), 0.9, 1))

    @property
    def radii(self) -> str:
        """Radius at the key times: the dot shrinks to what still conducts."""
        full, left = 5.0, 5.0 * self.conducts**0.5
        if self.stop is None:
            return ";".join([f"{full:.3g}"] * 4)
        return ";".join(f"{radius:.3g}" for radius in (full, full, full, left, left, left))


@dataclass(frozen=True)
class Label:
    """A name beside the picture with the point that it belongs to."""

    text: str
    at: Point
    anchor: Point
    organ: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """The name in lines that fit."""
        return tuple(wrap(self.text, LETTERS))


@dataclass(frozen=True)
class Mark:
    """A structure that the lesion holds."""

    structure: str
    name: str
    at: Point
    on_the_way: bool


@dataclass(frozen=True)
class RouteFigure:
    """The picture of one organ of a finding.

    Attributes:
        finding: Id of the finding.
        title: The finding and the organ.
        organ: Muscle, patch, effector, sensory nerve or reflex that is drawn.
        side: ``left`` or ``right``.
        lines: Its ways, in the order of the map.
        links: What is drawn of them.
        signals: What travels on them.
        labels: Names beside the picture.
        marks: Where the lesion sits.
        vertebrae: Name and height of the bodies.
        outlines: Names and path data of the half that is drawn to the right.
        sentences: What the picture shows, in words.
        left_edge: Of the picture.
    """

    finding: str
    title: str
    organ: str
    side: Side
    lines: tuple[Line, ...]
    links: tuple[Link, ...]
    signals: tuple[Signal, ...]
    labels: tuple[Label, ...]
    marks: tuple[Mark, ...]
    vertebrae: tuple[tuple[str, float], ...]
    outlines: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]
    left_edge: float
    width: float = BEHIND + BEYOND
    top: float = TOP
    height: float = HEIGHT

    @property
    def main(self) -> tuple[Line, ...]:
        """The weightiest line of every root that matters, the weightiest root first."""
        return _main(self.lines)

    @property
    def view_box(self) -> str:
        """As SVG writes it."""
        return f"{self.left_edge:g} {self.top:g} {self.width:g} {self.height:g}"


def route_organs(finding: Finding) -> tuple[str, ...]:
    """Return the organs of a finding whose ways can be drawn, the weightiest first.

    Args:
        finding: From the catalog.

    Example:
        >>> from radicular.findings.catalog import load_catalog
        >>> route_organs(load_catalog()["reflex_achilles"]), route_organs(load_catalog()["slr"])
        (('achilles',), ())
    """
    return carrier_of(finding).organs


def route_figure(
    finding: Finding, side: Side, lesion: Lesion | None, organ: str | None = None
) -> RouteFigure | None:
    """Return the picture of a finding, or None where the map has no fibers for it.

    Args:
        finding: From the catalog.
        side: Which side is drawn.
        lesion: What is wrong; None for health.
        organ: One of :func:`route_organs`; None for the first.

    Example:
        >>> from radicular.findings.catalog import load_catalog
        >>> ankle = load_catalog()["reflex_achilles"]
        >>> figure = route_figure(ankle, "left", Lesion.parse("left S1 root, complete"))
        >>> [signal.root for signal in figure.signals if signal.conducts == 0]
        ['S1']
    """
    carrier = carrier_of(finding)
    if carrier.kind is None:
        return None
    chosen = organ or carrier.organs[0]
    lines = route_lines(carrier.kind, chosen, side, lesion)
    whole = finding.name
    if carrier.kind != "reflex" and len(carrier.organs) > 1:
        whole = f"{whole} ({organ_name(chosen)})"
    return RouteFigure(
        finding=finding.id,
        title=f"{whole}, {side}",
        organ=chosen,
        side=side,
        lines=lines,
        links=tuple(_links(lines, side)),
        signals=tuple(_signal(line, side) for line in _main(lines)),
        labels=_labels(lines, side),
        marks=tuple(_marks(lines, side, lesion)),
        vertebrae=tuple(_vertebrae()),
        outlines=tuple((row["outline"], row["path"]) for row in _rows("route_outlines")),
        sentences=tuple(_sentences(carrier, lines, side, lesion)),
        left_edge=-BEHIND if side == "left" else -BEYOND,
    )


def _main(lines: Sequence[Line]) -> tuple[Line, ...]:
    roots: dict[str, float] = {}
    for line in lines:
        roots[line.root] = roots.get(line.root, 0.0) + line.share
    told = sorted((root for root in roots if roots[root] >= LEAST_ROOT), key=lambda r: -roots[r])
    return tuple(
        max((line for line in lines if line.root == root), key=lambda line: line.share)
        for root in told
    )


# Where things lie


def _rows(table: str) -> Sequence[Mapping[str, str]]:
    return read_csv("radicular.report", f"tables/{table}.csv")


@cache
def _places() -> Mapping[str, Point]:
    return {row["place"]: (float(row["x"]), float(row["y"])) for row in _rows("structure_places")}


def _vertebrae() -> Iterator[tuple[str, float]]:
    for row in _rows("structure_places"):
        if row["kind"] == "vertebra":
            yield row["place"].partition("_")[2], float(row["y"])


def _at(structure: str, side: Side, shift: float = 0.0) -> Point:
    x, y = _places()[structure]
    return ((x + shift) if side == "left" else -(x + shift)), y


def _points(line: Line, side: Side) -> list[Point]:
    """Where the steps of a line are drawn; the limbs of a reflex lie beside each other."""
    shift = APART if line.kind == "reflex" else 0.0
    shifts = {"sensory": shift, "motor": -shift}
    return [_at(step.structure, side, shifts[step.fibers]) for step in line.steps]


# What is drawn of the lines


def _links(lines: Sequence[Line], side: Side) -> Iterator[Link]:
    found: dict[tuple[str, str, FeltOrMoved], list[float]] = {}
    ends: dict[tuple[str, str, FeltOrMoved], tuple[Point, Point]] = {}
    for line in lines:
        points = _points(line, side)
        for number, (one, other) in enumerate(pairwise(line.steps)):
            key = one.structure, other.structure, other.fibers
            ends[key] = points[number], points[number + 1]
            sums = found.setdefault(key, [0.0, 0.0])
            sums[0] += line.share
            sums[1] += line.share * _carried(line, number)
    for key, (share, carried) in found.items():
        if ends[key][0] != ends[key][1]:
            yield Link(*key, share, carried, _path(ends[key]), _arrow(*ends[key]))


def _carried(line: Line, number: int) -> float:
    """Part of a line's fibers that carry the signal from a step to the next."""
    beyond = line.stop is not None and number >= line.stop
    if line.irritated:
        return line.held if beyond else 0.0
    return line.conducts if beyond else 1.0


def _signal(line: Line, side: Side) -> Signal:
    points = _points(line, side)
    lengths = [_length(one, other) for one, other in pairwise(points)]
    whole = sum(lengths)
    stop = None if line.stop is None else sum(lengths[: line.stop]) / whole
    return Signal(
        root=line.root,
        path=_path(points),
        stop=stop,
        conducts=line.conducts,
        begins=line.irritated,
        seconds=round(1.5 + whole / SPEED, 1),
    )


def _path(points: Sequence[Point]) -> str:
    data = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for one, other in pairwise(points):
        first, second = _handles(one, other)
        data.append("C" + " ".join(f"{x:g} {y:g}" for x, y in (first, second, other)))
    return "".join(data)


def _handles(one: Point, other: Point) -> tuple[Point, Point]:
    """Control points of a curve that leaves and arrives along the longer of its two extents."""
    if abs(other[0] - one[0]) > abs(other[1] - one[1]):
        middle = (one[0] + other[0]) / 2
        return (middle, one[1]), (middle, other[1])
    middle = (one[1] + other[1]) / 2
    return (one[0], middle), (other[0], middle)


def _on_curve(one: Point, other: Point, part: float) -> Point:
    first, second = _handles(one, other)
    back = 1 - part
    weights = back**3, 3 * back**2 * part, 3 * back * part**2, part**3
    corners = one, first, second, other
    x, y = (sum(w * p[axis] for w, p in zip(weights, corners, strict=True)) for axis in (0, 1))
    return x, y


def _length(one: Point, other: Point) -> float:
    points = [_on_curve(one, other, number / _PIECES) for number in range(_PIECES + 1)]
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points))


def _arrow(one: Point, other: Point) -> tuple[float, float, float] | None:
    if hypot(other[0] - one[0], other[1] - one[1]) < ARROW_FROM:
        return None
    before, after = _on_curve(one, other, 0.45), _on_curve(one, other, 0.55)
    angle = degrees(atan2(after[1] - before[1], after[0] - before[0]))
    x, y = _on_curve(one, other, 0.5)
    return round(x, 1), round(y, 1), round(angle, 1)


# Names and marks


def _labels(lines: Sequence[Line], side: Side) -> tuple[Label, ...]:
    """The names on the weightiest way, and the roots of the others, none over another."""
    first, *others = _main(lines)
    named: dict[str, Point] = {}
    for step in first.steps:
        if _is_named(step.structure):
            named.setdefault(_label(step.structure), _at(step.structure, side))
    for line in others:
        for step in line.steps:
            if step.structure.partition("_")[0] in _ROOT_PARTS:
                named.setdefault(_label(step.structure), _at(step.structure, side))
    ordered = sorted(named.items(), key=lambda item: item[1][1])
    rows = [len(wrap(name, LETTERS)) for name, _ in ordered]
    heights = _spread([at[1] for _, at in ordered], rows)
    x = LABELS_AT if side == "left" else -LABELS_AT
    organ = _label(first.organ) if first.organ in _places() else ""
    return tuple(
        Label(text, (x, height), at, organ=text == organ)
        for (text, at), height in zip(ordered, heights, strict=True)
    )


def _is_named(structure: str) -> bool:
    known = load_atlas().structures.get(structure)
    return known is None or not (
        known.kind in _UNNAMED or (known.kind == "branch" and "motor" in known.fibers)
    )


def _label(structure: str) -> str:
    return plain_name(structure) if structure in load_atlas().structures else step_name(structure)


def _spread(heights: Sequence[float], rows: Sequence[int]) -> list[float]:
    """Heights moved down, and where the picture ends up again, so that no two touch."""
    spread: list[float] = []
    least = TOP
    for height, count in zip(heights, rows, strict=True):
        spread.append(max(height, least))
        least = spread[-1] + count * LABEL_ROW
    least = TOP + HEIGHT
    for number in reversed(range(len(spread))):
        spread[number] = min(spread[number], least - rows[number] * LABEL_ROW)
        least = spread[number]
    return spread


def _marks(lines: Sequence[Line], side: Side, lesion: Lesion | None) -> Iterator[Mark]:
    if lesion is None or lesion.side not in (side, "both"):
        return
    met = {step.structure for line in lines for step in line.steps if step.reach}
    for structure in lesion.where.structures:
        yield Mark(structure, step_name(structure), _at(structure, side), structure in met)


# In words


def _sentences(
    carrier: Carrier, lines: Sequence[Line], side: Side, lesion: Lesion | None
) -> Iterator[str]:
    held = sum(line.share * line.held for line in lines)
    met = any(line.stop is not None for line in lines)
    what = _WHAT[carrier.kind or "muscle"]
    if lesion is None:
        yield f"No lesion is put on the map: every signal comes through on the {side}."
        return
    place = place_words(lesion)
    if lesion.side not in (side, "both"):
        yield f"The lesion ({place}) is on the other side; on the {side} all of {what} is intact."
    elif not met:
        yield f"The lesion ({place}) does not lie on this way: {_UNMET[lines[0].irritated]}"
    elif carrier.kind == "irritation":
        yield (
            f"The signal begins at the lesion ({place}), which can irritate {percent(held)} of "
            "the fibers from here; the brain feels it in the skin where they end."
        )
    elif not lesion.block:
        yield (
            f"The signal passes the lesion ({place}): one that only irritates or slows blocks "
            "nothing."
        )
    else:
        left = percent(1 - held)
        yield f"The signal meets the lesion ({place}): {left} of {what} still conducts."


_WHAT: Mapping[str, str] = {
    "muscle": "the supply of the muscle",
    "axon": "the axons to the muscle",
    "skin": "the supply of the skin",
    "irritation": "the supply of the skin",
    "effector": "the supply of the organ",
    "snap": "the response",
    "reflex": "the reflex arc",
}
_UNMET: Mapping[bool, str] = {
    False: "every signal comes through.",
    True: "nothing on it is irritated, so the map does not explain a pain felt here.",
}


def line_words(line: Line) -> str:
    """Return what becomes of the signal on one line.

    Args:
        line: From a figure.

    Example:
        >>> from radicular.report.route_lines import route_lines
        >>> lesion = Lesion.parse("left S1 root, complete")
        >>> lines = route_lines("muscle", "soleus", "left", lesion)
        >>> [line_words(line) for line in lines if line.root == "S1"]
        ['stops at the S1 ventral root: nothing conducts beyond it']
    """
    if line.stop is None:
        return "nothing is irritated" if line.irritated else "comes through; all fibers conduct"
    where = step_name(line.steps[line.stop].structure)
    if line.irritated:
        return f"begins at the {where}; {percent(line.held)} of these fibers can be irritated"
    if not line.held:
        return f"passes the {where}, where the lesion sits; all fibers conduct"
    if not line.conducts:
        return f"stops at the {where}: nothing conducts beyond it"
    return (
        f"stops at the {where} in {percent(line.held)} of these fibers; "
        f"{percent(line.conducts)} still conduct"
    )
