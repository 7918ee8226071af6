"""The map of the body on which people draw: views, patches, and where each patch lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy import load_atlas
from radicular.report.skin_shapes import Point, Shape, load_outlines, load_shapes
from radicular.tables import read_csv

__all__ = [
    "BodyView",
    "Place",
    "PlacedPatch",
    "body_views",
    "filled",
    "load_places",
    "load_views",
    "template_version",
]

Cells = NDArray[np.bool_]

#: Cells of the grid to one unit of the drawing; corners of an ellipse.
FINENESS, CORNERS = 2, 32
MARGIN = 4


@dataclass(frozen=True)
class Place:
    """Where what is found on a patch is recorded.

    Attributes:
        area: Of the catalog.
        bone: Bone under the skin where a tuning fork can stand, or nothing.
    """

    area: str
    bone: str


@dataclass(frozen=True)
class PlacedPatch:
    """One patch on one side of a view.

    Attributes:
        patch: Its key on the map.
        name: Its name in words.
        side: ``left`` or ``right``.
        shapes: What is drawn, for the half with positive ``x``; the toes of one patch are several.
        mirrored: Whether the shapes have to be mirrored.
    """

    patch: str
    name: str
    side: str
    shapes: tuple[Shape, ...]
    mirrored: bool

    @property
    def polygons(self) -> tuple[tuple[Point, ...], ...]:
        """Its shapes in the coordinates of the view."""
        sign = -1 if self.mirrored else 1
        return tuple(tuple((sign * x, y) for x, y in _corners(shape)) for shape in self.shapes)

    @property
    def path(self) -> str:
        """Its shapes as path data, not mirrored."""
        return "".join(shape.path for shape in self.shapes)

    @property
    def free(self) -> bool:
        """Whether it stands beside the outline of the body."""
        return self.shapes[0].free


@dataclass(frozen=True)
class BodyView:
    """One view of the body; ``x`` runs from the midline to the right of the drawing, ``y`` down.

    Attributes:
        id: Its key in the tables.
        title: Its name in words.
        right_hand: Side of the body on the right of the drawing.
        sex: Whom it shows; empty for everyone.
    """

    id: str
    title: str
    right_hand: str
    sex: str

    @property
    def outline(self) -> tuple[Point, ...]:
        """The outline of the half with positive ``x``."""
        return load_outlines()[self.id]

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the canvas."""
        shapes = load_shapes()[self.id]
        points = [*self.outline, *(point for shape in shapes for point in _corners(shape))]
        xs, ys = zip(*points, strict=True)
        half = float(np.ceil(max(xs) + MARGIN))
        return -half, float(np.floor(min(ys) - MARGIN)), half, float(np.ceil(max(ys) + MARGIN))

    @property
    def left_hand(self) -> str:
        """Side of the body on the left of the drawing."""
        return "left" if self.right_hand == "right" else "right"

    @cached_property
    def patches(self) -> tuple[PlacedPatch, ...]:
        """The patches of the right half of the drawing, then those of the left one."""
        names = load_atlas().patches
        by_patch: dict[str, list[Shape]] = {}
        for shape in load_shapes()[self.id]:
            by_patch.setdefault(shape.patch, []).append(shape)
        return tuple(
            PlacedPatch(patch, names[patch].name, side, tuple(shapes), side != self.right_hand)
            for side in (self.right_hand, self.left_hand)
            for patch, shapes in by_patch.items()
        )

    @cached_property
    def cells(self) -> Mapping[tuple[str, str], Cells]:
        """The cells of the grid that belong to each patch and side, each cell to one patch."""
        right = filled(self.outline, self.box)
        body = right | right[:, ::-1]
        owner = np.full(body.shape, -1)
        for number, patch in enumerate(self.patches):
            inside = _union(patch.polygons, self.box)
            owner[inside if patch.free else inside & body] = number
        return {
            (patch.patch, patch.side): owner == number for number, patch in enumerate(self.patches)
        }

    @cached_property
    def centers(self) -> Mapping[tuple[str, str], Point]:
        """The middle of what is seen of each patch and side."""
        left, top, _, _ = self.box
        return {
            place: (
                round(float(left + (columns.mean() + 0.5) / FINENESS), 1),
                round(float(top + (rows.mean() + 0.5) / FINENESS), 1),
            )
            for place, (rows, columns) in (
                (place, np.nonzero(cells)) for place, cells in self.cells.items()
            )
        }


@cache
def load_views() -> Mapping[str, BodyView]:
    """Return every view by its key."""
    rows = read_csv("radicular.report", "tables/body_views.csv")
    views = (BodyView(row["view"], row["title"], row["right_hand"], row["sex"]) for row in rows)
    return {view.id: view for view in views}


def body_views(sex: str) -> tuple[BodyView, ...]:
    """Return the views that show a person.

    Args:
        sex: ``female`` or ``male``; anything else is shown without.

    Example:
        >>> [view.id for view in body_views("female")]
        ['front', 'back', 'foot_top', 'foot_sole', 'perineum_female']
    """
    shown = sex if sex in ("female", "male") else "not_stated"
    return tuple(view for view in load_views().values() if view.sex in ("", shown))


@cache
def load_places() -> Mapping[str, Place]:
    """Return for every patch where what is found on it is recorded."""
    rows = read_csv("radicular.report", "tables/patch_areas.csv")
    return {row["patch"]: Place(row["area"], row["bone"]) for row in rows}


@cache
def template_version() -> str:
    """Return the version of the drawing; it changes with every change of a shape."""
    return read_csv("radicular.report", "tables/body_templates.csv")[-1]["template"]


def filled(points: tuple[Point, ...], box: tuple[float, float, float, float]) -> Cells:
    """Return the cells of a grid over a box whose centers lie in a polygon.

    A place that the line goes around is inside, however often it crosses itself.

    Args:
        points: Corners.
        box: Left, top, right and bottom.
    """
    left, top, right, bottom = box
    rows, columns = round((bottom - top) * FINENESS), round((right - left) * FINENESS)
    start = (np.array(points) - (left, top)) * FINENESS - 0.5
    end = np.roll(start, -1, axis=0)
    (x0, y0), (x1, y1) = start.T[:, :, None], end.T[:, :, None]
    row = np.arange(rows)
    winding = np.where((y0 <= row) & (row < y1), 1, 0) - np.where((y1 <= row) & (row < y0), 1, 0)
    edge, at = np.nonzero(winding)
    x = x0[edge, 0] + (at - y0[edge, 0]) / (y1 - y0)[edge, 0] * (x1 - x0)[edge, 0]
    turns = np.zeros((rows, columns + 1), dtype=np.int32)
    np.add.at(turns, (at, np.clip(np.ceil(x), 0, columns).astype(int)), winding[edge, at])
    return np.asarray(turns.cumsum(axis=1)[:, :columns] != 0)


def _union(
    polygons: tuple[tuple[Point, ...], ...], box: tuple[float, float, float, float]
) -> Cells:
    return np.asarray(np.any([filled(polygon, box) for polygon in polygons], axis=0))


def _corners(shape: Shape) -> tuple[Point, ...]:
    """The corners of a shape, of an ellipse enough of them."""
    if not shape.round:
        return shape.points
    (x, y), (rx, ry) = shape.points
    angles = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    return tuple(
        (round(float(x + rx * np.cos(angle)), 2), round(float(y + ry * np.sin(angle)), 2))
        for angle in angles
    )
