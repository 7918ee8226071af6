"""What the body map shows of an examination: areas with their states, strokes, patches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from radicular.anatomy import load_atlas
from radicular.case.fields import MODALITIES
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.grades import UNJUDGED
from radicular.report.body_map import BodyView, PlacedPatch, load_places
from radicular.report.drawing import load_qualities
from radicular.report.skin_shapes import smooth
from radicular.workbench.records.models import Entry
from radicular.workbench.records.state import State

__all__ = ["MODES", "AreaRow", "Drawn", "MapView", "area_rows", "map_views", "strokes_of"]

PAIN = "pain"
#: The pain drawing, and the senses that are tested patch by patch.
MODES: Mapping[str, str] = {PAIN: "Pain drawing"} | {
    sense: sense.capitalize() for sense in MODALITIES if sense != "proprioception"
}
_FELT = {"pain": "pain", "paresthesia": "numbness or tingling"}


@dataclass(frozen=True)
class AreaCell:
    """An area on one side.

    Attributes:
        side: ``left``, ``right`` or ``midline``.
        value: The grade, in the pain drawing the kinds that are present.
        text: The same in words.
    """

    side: str
    value: str
    text: str


@dataclass(frozen=True)
class AreaRow:
    """An area of the body with what is recorded of it.

    Attributes:
        area: Its key.
        name: Its name.
        finding: Under which it is recorded.
        where: Where it is tested: the bones for vibration.
        cells: Its sides, the right one first as on the front view.
    """

    area: str
    name: str
    finding: Finding
    where: str
    cells: tuple[AreaCell, ...]

    @property
    def grades(self) -> tuple[tuple[str, str], ...]:
        """The grades that can be entered, with their labels."""
        scale = self.finding.scale
        return tuple((grade, scale.labels[grade]) for grade in scale.grades)


@dataclass(frozen=True)
class MapPatch:
    """A patch of the map with the row and cell of the table that tells its state."""

    placed: PlacedPatch
    area: str
    cell: str
    open: bool
    center: tuple[float, float]

    @property
    def points(self) -> str:
        """Its polygons, for a stroke over the whole patch."""
        polygons = (
            " ".join(f"{x:g},{y:g}" for x, y in polygon) for polygon in self.placed.polygons
        )
        return "|".join(polygons)


@dataclass(frozen=True)
class Part:
    """Patches that the outline of the body bounds, or free ones."""

    free: bool
    patches: tuple[MapPatch, ...]


@dataclass(frozen=True)
class MapView:
    """A view of the body with its patches."""

    view: BodyView
    patches: tuple[MapPatch, ...]

    @property
    def box(self) -> str:
        """Its canvas as an SVG box."""
        left, top, right, bottom = self.view.box
        return f"{left:g} {top:g} {right - left:g} {bottom - top:g}"

    @property
    def outline(self) -> str:
        """The outline of the right half as path data."""
        return smooth(self.view.outline)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The patches inside the outline, and the toes beside it."""
        return tuple(
            Part(free, tuple(patch for patch in self.patches if patch.placed.free == free))
            for free in (False, True)
        )

    @property
    def label_at(self) -> tuple[float, float]:
        """Where the letter of the right hand side stands."""
        _, top, right, _ = self.view.box
        return right - 7, top + 9


@dataclass(frozen=True)
class Drawn:
    """A stroke in the list."""

    key: str
    entry: Entry
    quality: str
    letter: str
    view: str

    @property
    def points(self) -> str:
        """Its corners."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.entry.value["points"])


def map_views(views: tuple[BodyView, ...], mode: str) -> tuple[MapView, ...]:
    """Return the views with their patches in one mode."""
    return tuple(
        MapView(view, tuple(_map_patch(view, placed, mode) for placed in view.patches))
        for view in views
    )


def _map_patch(view: BodyView, placed: PlacedPatch, mode: str) -> MapPatch:
    place = load_places()[placed.patch]
    sided = load_catalog()[f"sensation_{place.area}"].sided
    tested = mode != "vibration" or bool(place.bone)
    cell = placed.side if sided else "midline"
    center = view.centers[placed.patch, placed.side]
    return MapPatch(placed, place.area, cell, tested, center)


def area_rows(state: State, mode: str) -> tuple[AreaRow, ...]:
    """Return the areas of the map with their states in one mode."""
    prefix = "pain" if mode == PAIN else "sensation"
    areas: dict[str, list[str]] = {}
    for patch, place in load_places().items():
        if mode != "vibration" or place.bone:
            where = place.bone if mode == "vibration" else load_atlas().patches[patch].name
            areas.setdefault(place.area, []).append(where)
    return tuple(
        AreaRow(
            area,
            load_catalog().areas[area].name,
            finding := load_catalog()[f"{prefix}_{area}"],
            "; ".join(dict.fromkeys(where)),
            tuple(
                _drawn_cell(state, area, side)
                if mode == PAIN
                else _tested_cell(state, finding, side, mode)
                for side in (("right", "left") if finding.sided else ("midline",))
            ),
        )
        for area, where in areas.items()
    )


def _tested_cell(state: State, finding: Finding, side: str, mode: str) -> AreaCell:
    for one in state.findings:
        here = str(one.get("side") or "midline"), one.get("modality", "")
        if one["finding"] == finding.id and here == (side, mode):
            return AreaCell(side, str(one["value"]), str(one["value"]))
    return AreaCell(side, "", "not recorded")


def _drawn_cell(state: State, area: str, side: str) -> AreaCell:
    told = tuple(_told(state, area, side))
    present = " ".join(kind for kind, value, _ in told if value == "present")
    words = (_words(*one) for one in told)
    return AreaCell(side, present, ", ".join(words) or "not known")


def _words(kind: str, value: str, origin: str) -> str:
    felt = _FELT[kind]
    if value == UNJUDGED and origin == "drawn":
        return f"{felt} not known (touched by a stroke)"
    told = {"present": felt, "absent": f"no {felt}"}
    return f"{told.get(value, f'{felt} {value}')} ({origin})"


def _told(state: State, area: str, side: str) -> Iterator[tuple[str, str, str]]:
    for kind in _FELT:
        for origin, findings in (("recorded", state.findings), ("drawn", state.derived)):
            values = {
                str(one["finding"]): str(one["value"])
                for one in findings
                if str(one.get("side") or "midline") == side
            }
            value = values.get(f"{kind}_{area}")
            if value is None and origin == "drawn":
                value = values.get(f"{kind}_otherwise")
            if value is not None:
                yield kind, value, origin
                break


def strokes_of(state: State) -> tuple[Drawn, ...]:
    """Return the strokes of the drawing, the oldest first."""
    prefetch_related_objects(list(state.strokes.values()), "by")
    return tuple(_drawn(cell, entry) for cell, entry in state.strokes.items())


def _drawn(cell: str, entry: Entry) -> Drawn:
    quality = load_qualities()[entry.value["quality"]]
    view = entry.value["view"]
    return Drawn(cell.partition(":")[2], entry, quality.name, quality.letter, view)
