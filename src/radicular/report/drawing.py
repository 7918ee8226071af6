"""A pain drawing: what strokes on the body map say about the areas of the body."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from radicular.errors import InputError
from radicular.findings.catalog import load_catalog
from radicular.findings.grades import UNJUDGED
from radicular.report.body_map import filled, load_places, load_views, template_version
from radicular.report.skin_shapes import Point
from radicular.tables import read_csv

__all__ = ["Quality", "Stroke", "derived_findings", "load_qualities"]

FEWEST, MOST = 3, 500
HIGHEST = 10
SIDES = ("left", "right")

#: A view with the corners of a stroke on it; an area of the catalog with a side.
Polygon = tuple[str, tuple[Point, ...]]
AreaSide = tuple[str, str]


@dataclass(frozen=True)
class Quality:
    """How something feels.

    Attributes:
        id: Key.
        name: In words.
        finding: First part of the finding of an area that it is recorded as.
        letter: On the drawing.
    """

    id: str
    name: str
    finding: str
    letter: str


@dataclass(frozen=True)
class Stroke:
    """One closed stroke on a view of the body.

    Attributes:
        quality: How it feels there.
        intensity: 0 to 10, None if it was not asked.
        view: On which drawing.
        points: Corners in the coordinates of the view.
        template: Version of the drawing.
    """

    quality: str
    intensity: int | None
    view: str
    points: tuple[Point, ...]
    template: str

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Self:
        """Read a stroke.

        Args:
            fields: ``quality``, ``intensity``, ``view``, ``points`` (pairs) and ``template``.

        Raises:
            InputError: If a field is missing or wrong.
        """
        quality, view = fields.get("quality"), fields.get("view")
        if not isinstance(quality, str) or quality not in load_qualities():
            raise InputError("quality", quality, ", ".join(load_qualities()))
        if not isinstance(view, str) or view not in load_views():
            raise InputError("view", view, ", ".join(load_views()))
        if fields.get("template") != template_version():
            allowed = f"{template_version()}, the version of the drawing"
            raise InputError("template", fields.get("template"), allowed)
        points = _read_points(fields.get("points"), load_views()[view].box)
        if not _covered(view, points):
            raise InputError("points", "a stroke beside the body", "a stroke on the body")
        return cls(
            quality, _read_intensity(fields.get("intensity")), view, points, template_version()
        )

    def to_dict(self) -> dict[str, object]:
        """Return the fields as ``read`` takes them."""
        return {
            "quality": self.quality,
            "intensity": self.intensity,
            "view": self.view,
            "points": [list(point) for point in self.points],
            "template": self.template,
        }


@cache
def load_qualities() -> Mapping[str, Quality]:
    """Return the qualities by key.

    Example:
        >>> load_qualities()["electric"].finding
        'pain'
    """
    rows = read_csv("radicular.report", "tables/drawing_qualities.csv")
    return {
        row["quality"]: Quality(row["quality"], row["name"], row["finding"], row["letter"])
        for row in rows
    }


def derived_findings(
    strokes: Iterable[Mapping[str, Any]], *, complete: bool
) -> tuple[dict[str, str], ...]:
    """Return the findings that follow from a pain drawing, as a case file writes them.

    Args:
        strokes: As ``Stroke.to_dict`` gives them. One that was made on another version of the
            drawing says nothing, and nothing is absent then.
        complete: Whether everything was drawn: then what is not marked is absent, in one finding
            for the rest of the legs as the catalog has it, and area by area on the midline. An
            area that a stroke touches without marking it is neither: it could not be judged.
    """
    kept = tuple(strokes)
    current = tuple(one for one in kept if one["template"] == template_version())
    note = f"derived from the pain drawing, template {template_version()}"
    return tuple(
        {**finding, "note": note}
        for kind in dict.fromkeys(quality.finding for quality in load_qualities().values())
        for finding in _of_kind(kind, current, absent=complete and len(current) == len(kept))
    )


def _of_kind(
    kind: str, strokes: Iterable[Mapping[str, Any]], *, absent: bool
) -> Iterator[dict[str, str]]:
    polygons = [
        (one["view"], tuple((float(x), float(y)) for x, y in one["points"]))
        for one in strokes
        if load_qualities()[one["quality"]].finding == kind
    ]
    marked = _reached(
        polygons, "least_part_of_patch", "least_part_of_stroke", "least_part_of_length"
    )
    touched = _reached(polygons, *["least_part_touched"] * 3) if absent else marked
    for area in dict.fromkeys(place.area for place in load_places().values()):
        finding = load_catalog()[f"{kind}_{area}"]
        values = {
            side: "present" if (area, side) in marked else UNJUDGED
            for side in SIDES
            if (area, side) in marked | touched
        }
        if finding.sided:
            for side, value in values.items():
                yield {"finding": finding.id, "side": side, "value": value}
        elif "present" in values.values():
            yield {"finding": finding.id, "value": "present"}
        elif absent:
            yield {"finding": finding.id, "value": UNJUDGED if values else "absent"}
    if absent:
        rest = f"{kind}_otherwise"
        yield from ({"finding": rest, "side": side, "value": "absent"} for side in SIDES)


def _reached(
    polygons: Sequence[Polygon], of_a_patch: str, of_a_stroke: str, of_a_length: str
) -> frozenset[AreaSide]:
    """The areas and sides that strokes of one kind cover as far as three rules say."""
    return frozenset(
        [
            *_filled(polygons, _rules()[of_a_patch]),
            *_held(polygons, _rules()[of_a_stroke]),
            *_run_through(polygons, _rules()[of_a_length]),
        ]
    )


def _filled(polygons: Iterable[Polygon], least: float) -> Iterator[AreaSide]:
    """The areas of which strokes together cover at least a part of one patch."""
    of_patch: dict[tuple[str, str, str], NDArray[np.bool_]] = {}
    for view, points in polygons:
        cells = load_views()[view].cells
        for (patch, side), inside in _covered(view, points).items():
            together = of_patch.setdefault(
                (view, patch, side), np.zeros(cells[patch, side].size, bool)
            )
            together[inside] = True
    for (view, patch, side), together in of_patch.items():
        if together.sum() >= least * load_views()[view].cells[patch, side].sum():
            yield load_places()[patch].area, side


def _held(polygons: Iterable[Polygon], least: float) -> Iterator[AreaSide]:
    """The areas that hold at least a part of one stroke."""
    for view, points in polygons:
        sizes = {place: int(rows.sum()) for place, rows in _rows(view, points).items()}
        whole = sum(sizes.values())
        yield from (place for place, size in sizes.items() if size >= least * whole)


def _run_through(polygons: Iterable[Polygon], least: float) -> Iterator[AreaSide]:
    """The areas of which strokes together run through at least a part of the length of one patch.

    A stroke runs through an area at the heights of the view at which enough of it lies there.
    """
    heights: dict[tuple[str, str, str], NDArray[np.bool_]] = {}
    for view, points in polygons:
        by_area = _rows(view, points)
        enough = _rules()["least_part_at_height"] * np.sum(list(by_area.values()), axis=0)
        for (patch, side), inside in _covered(view, points).items():
            height, width = load_views()[view].cells[patch, side].shape
            together = heights.setdefault((view, patch, side), np.zeros(height, bool))
            run = np.flatnonzero(by_area[load_places()[patch].area, side] >= enough)
            together[np.intersect1d(run, inside // width)] = True
    for (view, patch, side), together in heights.items():
        whole = load_views()[view].cells[patch, side].any(axis=1).sum()
        if together.sum() >= least * whole:
            yield load_places()[patch].area, side


def _rows(view: str, points: tuple[Point, ...]) -> Mapping[AreaSide, NDArray[np.intp]]:
    """How many cells of every row of the grid a polygon covers, by area and side."""
    height, width = next(iter(load_views()[view].cells.values())).shape
    rows: dict[AreaSide, NDArray[np.intp]] = {}
    for (patch, side), inside in _covered(view, points).items():
        counts = rows.setdefault((load_places()[patch].area, side), np.zeros(height, np.intp))
        counts += np.bincount(inside // width, minlength=height)
    return rows


@lru_cache(maxsize=1024)
def _covered(view: str, points: tuple[Point, ...]) -> Mapping[tuple[str, str], NDArray[np.intp]]:
    """The numbers of the cells that a polygon covers, by patch and side."""
    drawing = load_views()[view]
    stroke = filled(points, drawing.box)
    covered = {place: np.flatnonzero(stroke & cells) for place, cells in drawing.cells.items()}
    return {place: cells for place, cells in covered.items() if cells.size}


def _read_intensity(given: object) -> int | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= HIGHEST:
        raise InputError("intensity", given, f"a whole number from 0 to {HIGHEST}, or nothing")
    return given


def _read_points(given: object, box: tuple[float, float, float, float]) -> tuple[Point, ...]:
    if not isinstance(given, (list, tuple)) or not FEWEST <= len(given) <= MOST:
        found = len(given) if isinstance(given, (list, tuple)) else given
        raise InputError("points", found, f"a list of {FEWEST} to {MOST} points")
    return tuple(_read_point(point, box) for point in given)


def _read_point(given: object, box: tuple[float, float, float, float]) -> Point:
    left, top, right, bottom = box
    allowed = f"x from {left:g} to {right:g}, y from {top:g} to {bottom:g}"
    match given:
        case [int() | float() as x, int() | float() as y] if (
            math.isfinite(x) and left <= x <= right and top <= y <= bottom
        ):
            return float(x), float(y)
        case _:
            raise InputError("points", given, allowed)


@cache
def _rules() -> Mapping[str, float]:
    rows = read_csv("radicular.report", "tables/drawing_rules.csv")
    return {row["rule"]: float(row["value"]) for row in rows}
