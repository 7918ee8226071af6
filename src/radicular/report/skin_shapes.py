"""The shapes of our own drawing of the body, as its tables hold them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from radicular.tables import read_csv

__all__ = ["Point", "Shape", "load_outlines", "load_shapes", "smooth"]

Point = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """A patch of skin as drawn in one view, for the half with positive ``x``."""

    patch: str
    kind: str
    points: tuple[Point, ...]

    @property
    def free(self) -> bool:
        """Whether it stands beside the outline of the body, as a toe does."""
        return self.kind in ("toe", "toe_side")

    @property
    def round(self) -> bool:
        """Whether it is an ellipse, given by center and radii."""
        return self.kind in ("toe", "oval")

    @property
    def path(self) -> str:
        """The shape as path data."""
        if not self.round:
            return _closed(self.points)
        (x, y), (rx, ry) = self.points
        half = f"a{rx:g} {ry:g} 0 1 0"
        return f"M{x - rx:g} {y:g}{half} {2 * rx:g} 0{half} {-2 * rx:g} 0Z"


@cache
def load_shapes() -> Mapping[str, tuple[Shape, ...]]:
    """Return the patches of every view, in the order in which they are drawn."""
    shapes: dict[str, list[Shape]] = {}
    for row in read_csv("radicular.report", "tables/skin_shapes.csv"):
        shape = Shape(row["patch"], row["shape"], _read_points(row["points"]))
        shapes.setdefault(row["view"], []).append(shape)
    return {view: tuple(of_view) for view, of_view in shapes.items()}


@cache
def load_outlines() -> Mapping[str, tuple[Point, ...]]:
    """Return the outline of the body in every view, for the half with positive ``x``."""
    rows = read_csv("radicular.report", "tables/body_outlines.csv")
    return {row["view"]: _read_points(row["points"]) for row in rows}


def smooth(points: Sequence[Point]) -> str:
    """Return a smooth open line through points, as path data (Catmull-Rom as cubic Bezier).

    The line is closed along the midline where it begins and ends there.
    """
    padded = [points[0], *points, points[-1]]
    data = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        x1, y1 = _handle(start, before, end)
        x2, y2 = _handle(end, after, start)
        data.append(f"C{x1:.4g} {y1:.4g} {x2:.4g} {y2:.4g} {end[0]:g} {end[1]:g}")
    return "".join(data)


def _handle(at: Point, beyond: Point, toward: Point) -> Point:
    """Return the control point near a corner, a sixth of the way between its neighbors."""
    return at[0] + (toward[0] - beyond[0]) / 6, at[1] + (toward[1] - beyond[1]) / 6


def _closed(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z"


def _read_points(text: str) -> tuple[Point, ...]:
    pairs = (pair.split(",") for pair in text.split())
    return tuple((float(x), float(y)) for x, y in pairs)
