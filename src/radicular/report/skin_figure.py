"""A simple picture of the skin of both legs: front, back, feet and saddle, patch by patch."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from radicular.anatomy import load_atlas
from radicular.conduction import SIDES
from radicular.report.skin_map import Mark, Sense, SkinMap
from radicular.report.skin_shapes import Point, Shape, load_outlines, load_shapes, smooth
from radicular.wording import percent

__all__ = ["Figure", "skin_figure"]

Edge = tuple[Point, Point]

#: How near a corner must lie to a line to be on it, in units of the picture.
ON_LINE = 0.3
#: An expected change below this is left blank.
LEAST = 0.03
#: Sides that differ by less are named together; patches that are named.
ALIKE, NAMED = 0.02, 4


@dataclass(frozen=True)
class View:
    """One drawing of a figure.

    Attributes:
        id: Name in the tables.
        title: Name in words.
        origin: Where its midline begins in the figure.
        scale: Units of the figure to one unit of the table.
        right_hand: Side of the body on the right of the drawing.
        title_at: Height of its title in the figure.
    """

    id: str
    title: str
    origin: Point
    scale: float
    right_hand: str
    title_at: float


VIEWS = (
    View("front", "Front", (78, 44), 0.94, "left", 20),
    View("back", "Back", (232, 72), 0.94, "right", 20),
    View("foot_top", "Top of the feet", (388, 58), 1.0, "left", 20),
    View("foot_sole", "Soles", (388, 226), 1.0, "right", 200),
    View("saddle", "Saddle", (388, 382), 0.86, "left", 362),
)
WIDTH, HEIGHT = 466, 490


@dataclass(frozen=True)
class Painted:
    """A shape with its expected change."""

    path: str
    value: float
    title: str
    free: bool
    oval: bool


@dataclass(frozen=True)
class MarkLine:
    """The border of the patches that recorded findings of one kind speak of."""

    kind: str
    border: str
    clip: str
    free: str
    titles: str


@dataclass(frozen=True)
class Half:
    """One side of one view."""

    key: str
    side: str
    transform: str
    outline: str
    painted: tuple[Painted, ...]
    marks: tuple[MarkLine, ...]


@dataclass(frozen=True)
class Figure:
    """A picture of one sense: the views with their halves.

    Attributes:
        sense: ``loss`` or ``irritation``.
        width: Of the drawing.
        height: Of the drawing.
        halves: Both sides of every view.
        views: The views, for their titles.
        most: The patches with the largest expected change, in words.
        mark_kinds: The kinds of recorded findings that are drawn.
    """

    sense: Sense
    halves: tuple[Half, ...]
    most: str
    mark_kinds: tuple[str, ...]
    views: tuple[View, ...] = VIEWS
    width: int = WIDTH
    height: int = HEIGHT


def skin_figure(skin: SkinMap, sense: Sense) -> Figure:
    """Return the picture of one sense.

    Args:
        skin: Expected and recorded changes.
        sense: ``loss`` of feeling, or ``irritation`` (pain and tingling).
    """
    marks = [mark for mark in skin.marks if mark.sense == sense]
    return Figure(
        sense=sense,
        halves=tuple(_half(view, side, skin, sense, marks) for view in VIEWS for side in SIDES),
        most=_most(skin.of(sense)),
        mark_kinds=tuple(dict.fromkeys(mark.kind for mark in marks)),
    )


def _half(view: View, side: str, skin: SkinMap, sense: Sense, marks: Sequence[Mark]) -> Half:
    x, y = view.origin
    mirror = view.scale if side == view.right_hand else -view.scale
    shapes = load_shapes()[view.id]
    here = [mark for mark in marks if mark.side == side]
    return Half(
        key=f"{sense}-{view.id}-{side}",
        side=side,
        transform=f"translate({x:g} {y:g}) scale({mirror:g} {view.scale:g})",
        outline=smooth(load_outlines()[view.id]),
        painted=tuple(_painted(shape, side, skin.of(sense)) for shape in shapes),
        marks=tuple(_mark_lines(view.id, shapes, here)),
    )


def _painted(shape: Shape, side: str, change: Mapping[tuple[str, str], float]) -> Painted:
    value = change[shape.patch, side]
    name = load_atlas().patches[shape.patch].name
    return Painted(
        path=shape.path,
        value=round(value, 2) if value >= LEAST else 0.0,
        title=f"{name}, {side}: {percent(value)}",
        free=shape.free,
        oval=shape.kind == "oval",
    )


def _mark_lines(view: str, shapes: Sequence[Shape], marks: Sequence[Mark]) -> Iterator[MarkLine]:
    for kind in dict.fromkeys(mark.kind for mark in marks):
        of_kind = [mark for mark in marks if mark.kind == kind]
        patches = {patch for mark in of_kind for patch in mark.patches}
        marked = [shape for shape in shapes if shape.patch in patches]
        if marked:
            polygons = [shape for shape in marked if shape.kind == "polygon"]
            yield MarkLine(
                kind=kind,
                border=_border(polygons, _corners(view)),
                clip="".join(shape.path for shape in polygons),
                free="".join(shape.path for shape in marked if shape.kind != "polygon"),
                titles="; ".join(mark.text for mark in of_kind),
            )


def _most(change: Mapping[tuple[str, str], float]) -> str:
    """The patches with the largest change in words; one that is alike on both sides once."""
    named: dict[str, float] = {}
    for patch, structure in load_atlas().patches.items():
        left, right = (change[patch, side] for side in SIDES)
        name = structure.name[0].lower() + structure.name[1:]
        if abs(left - right) < ALIKE:
            named[f"{name}, both sides"] = left
        else:
            named |= {f"{name}, left": left, f"{name}, right": right}
    ranked = sorted(named, key=lambda name: -named[name])[:NAMED]
    return "; ".join(f"{name} {percent(named[name])}" for name in ranked if named[name] >= LEAST)


@cache
def _corners(view: str) -> tuple[Point, ...]:
    polygons = (shape.points for shape in load_shapes()[view] if shape.kind == "polygon")
    return tuple(dict.fromkeys(point for points in polygons for point in points))


def _border(polygons: Iterable[Shape], corners: Sequence[Point]) -> str:
    """Return the border around polygons that touch, as path data: edges that only one has."""
    count: dict[frozenset[Point], int] = {}
    for polygon in polygons:
        for edge in _pieces(polygon.points, corners):
            count[frozenset(edge)] = count.get(frozenset(edge), 0) + 1
    lines = (tuple(edge) for edge, times in count.items() if times == 1)
    return "".join(
        f"M{one[0]:g} {one[1]:g}L{other[0]:g} {other[1]:g}"
        for one, other in sorted(tuple(sorted(line)) for line in lines)
    )


def _pieces(points: Sequence[Point], corners: Sequence[Point]) -> Iterator[Edge]:
    """Yield the edges of a polygon, cut where a corner of another polygon lies on them."""
    for start, end in zip(points, (*points[1:], points[0]), strict=True):
        inside = [corner for corner in corners if _lies_on(corner, start, end)]
        stops = [start, *sorted(inside, key=lambda point: _distance(start, point)), end]
        yield from pairwise(stops)


def _lies_on(point: Point, start: Point, end: Point) -> bool:
    if point in (start, end):
        return False
    detour = _distance(start, point) + _distance(point, end) - _distance(start, end)
    length = _distance(start, end)
    # The height of a flat triangle follows from how much longer its two short sides are.
    return detour * length / 2 < ON_LINE**2


def _distance(one: Point, other: Point) -> float:
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)
