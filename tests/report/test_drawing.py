"""A pain drawing: which areas strokes speak of, and when an area is absent."""

import hashlib
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import radicular.report
from radicular.anatomy import load_atlas
from radicular.errors import InputError
from radicular.findings.catalog import load_catalog
from radicular.report.body_map import (
    BodyView,
    PlacedPatch,
    body_views,
    load_places,
    load_views,
    template_version,
)
from radicular.report.drawing import Stroke, derived_findings, load_qualities
from radicular.tables import read_csv

TABLES = Path(radicular.report.__file__).parent / "tables"
PLACED = [(view, patch) for view in load_views().values() for patch in view.patches]
SQUARE = [(10, 100), (40, 100), (40, 140), (10, 140)]


def stroke(**changed: object) -> dict[str, object]:
    usual = {"quality": "pain", "intensity": 5, "view": "front", "points": SQUARE}
    return Stroke.read({**usual, "template": template_version(), **changed}).to_dict()


def drawn(*strokes: dict[str, object], complete: bool = False) -> dict[tuple[str, str], str]:
    found = derived_findings(strokes, complete=complete)
    return {(one["finding"], one.get("side", "")): one["value"] for one in found}


def box(left: float, top: float, right: float, bottom: float) -> dict[str, object]:
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return stroke(view="back", points=corners)


def line(top: float, bottom: float) -> dict[str, object]:
    """Draw down the middle of the back of the right leg, as wide as the page draws a line."""
    return box(27, top, 32, bottom)


def areas(*strokes: dict[str, object]) -> set[str]:
    return {finding.removeprefix("pain_") for finding, _ in drawn(*strokes)}


def test_a_change_of_a_shape_needs_a_new_template() -> None:
    tables = ("body_outlines", "skin_shapes", "body_views")
    data = b"".join((TABLES / f"{name}.csv").read_bytes() for name in tables)
    row = read_csv("radicular.report", "tables/body_templates.csv")[-1]
    assert row["digest"] == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("sex", ["female", "male", ""])
def test_every_person_has_every_patch_on_both_sides(sex: str) -> None:
    shown = {(patch.patch, patch.side) for view in body_views(sex) for patch in view.patches}
    assert shown == set(product(load_atlas().patches, ("left", "right")))


def test_every_patch_has_an_area_that_covers_it() -> None:
    catalog = load_catalog()
    assert set(load_places()) == set(load_atlas().patches)
    assert all(patch in catalog.areas[one.area].patches for patch, one in load_places().items())


@given(st.sampled_from(PLACED), st.sampled_from(sorted(load_qualities())))
def test_a_stroke_equal_to_a_patch_marks_its_area_and_never_the_other_side(
    placed: tuple[BodyView, PlacedPatch], quality: str
) -> None:
    view, patch = placed
    strokes = [stroke(view=view.id, points=one, quality=quality) for one in patch.polygons]
    marked = drawn(*strokes)
    finding = load_catalog()[
        f"{load_qualities()[quality].finding}_{load_places()[patch.patch].area}"
    ]
    assert marked[finding.id, patch.side if finding.sided else ""] == "present"
    assert {side for _, side in marked} <= {patch.side, ""}


def test_the_right_of_the_picture_is_the_left_in_front_and_the_right_behind() -> None:
    assert drawn(stroke(view="front")) == {("pain_anterior_thigh", "left"): "present"}
    assert ("pain_posterior_thigh", "right") in drawn(stroke(view="back"))


def test_what_is_not_marked_is_unknown_until_the_drawing_is_complete() -> None:
    assert drawn() == {}
    whole = drawn(stroke(), complete=True)
    assert whole["pain_anterior_thigh", "left"] == "present"
    assert whole["pain_otherwise", "left"] == whole["pain_otherwise", "right"] == "absent"
    assert whole["paresthesia_otherwise", "left"] == whole["pain_low_back", ""] == "absent"


def test_an_area_that_a_stroke_only_touches_is_not_free_of_pain_when_all_is_drawn() -> None:
    line = [(-31, 120), (-28, 120), (-28, 280), (-31, 280)]
    behind = stroke(view="back", points=line)
    assert ("pain_posterior_leg", "left") not in drawn(behind)
    whole = drawn(behind, complete=True)
    assert whole["pain_posterior_thigh", "left"] == "present"
    assert whole["pain_posterior_leg", "left"] == "could not be judged"
    assert ("pain_posterior_leg", "right") not in whole
    assert whole["paresthesia_otherwise", "left"] == "absent"


def test_a_line_from_buttock_to_ankle_marks_what_it_runs_through() -> None:
    whole = drawn(line(70, 385), complete=True)
    marked = {finding for finding, value in whole.items() if value == "present"}
    through = ("buttock", "ischial", "posterior_thigh", "popliteal", "posterior_leg", "ankle")
    assert marked == {(f"pain_{area}", "right") for area in through}
    assert set(whole.values()) == {"present", "absent"}


def test_a_line_that_just_crosses_a_border_does_not_mark_the_neighbor() -> None:
    assert areas(line(130, 236)) == {"posterior_thigh"}
    assert drawn(line(130, 236), complete=True)["pain_popliteal", "right"] == "could not be judged"


def test_a_line_along_a_border_does_not_mark_what_it_only_grazes() -> None:
    grazing = box(17, 180, 22, 300)
    assert areas(grazing) == {"posterior_thigh", "popliteal", "posterior_leg"}
    assert drawn(grazing, complete=True)["pain_medial_knee", "right"] == "could not be judged"


def test_a_band_around_the_calf_marks_the_calf_alone() -> None:
    assert areas(box(9, 300, 49, 305)) == {"posterior_leg"}


def test_a_dot_marks_the_area_in_which_it_lies() -> None:
    assert areas(box(28, 150, 32, 154)) == {"posterior_thigh"}


#: A line that begins no lower than in the middle of the lower buttock.
TOPS, BOTTOMS = st.integers(25, 84), st.integers(85, 400)


@given(TOPS, st.tuples(BOTTOMS, BOTTOMS).map(sorted))
def test_a_longer_line_marks_no_fewer_areas(top: int, bottoms: list[int]) -> None:
    shorter, longer = (areas(line(top, bottom)) for bottom in bottoms)
    assert shorter <= longer


@given(st.lists(st.integers(25, 400), min_size=3, max_size=3, unique=True).map(sorted))
def test_a_line_in_two_halves_marks_no_fewer_areas(heights: list[int]) -> None:
    top, middle, bottom = heights
    assert areas(line(top, bottom)) <= areas(line(top, middle), line(middle, bottom))


@given(TOPS, BOTTOMS, st.integers(1, 100))
def test_a_line_of_more_points_marks_the_same(top: int, bottom: int, parts: int) -> None:
    heights = [top + (bottom - top) * part / parts for part in range(parts + 1)]
    down = [(27, height) for height in heights]
    fine = stroke(view="back", points=[*down, *((32, height) for height in reversed(heights))])
    assert drawn(fine, complete=True) == drawn(line(top, bottom), complete=True)


def test_a_stroke_on_an_older_drawing_says_nothing_and_leaves_the_rest_unknown() -> None:
    assert drawn(stroke() | {"template": "body-0"}, complete=True) == {}


def test_a_derived_finding_says_that_it_is() -> None:
    (found,) = derived_findings([stroke()], complete=False)
    assert "derived from the pain drawing" in found["note"]
    assert template_version() in found["note"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("quality", "awful"),
        ("quality", None),
        ("view", "inside"),
        ("view", ["front"]),
        ("template", "body-0"),
        ("intensity", 11),
        ("intensity", -1),
        ("intensity", 2.5),
        ("points", SQUARE[:2]),
        ("points", SQUARE * 126),
        ("points", None),
        ("points", [(float("nan"), 100), *SQUARE]),
        ("points", [(float("inf"), 100), *SQUARE]),
        ("points", [(900, 100), *SQUARE]),
        ("points", [("1", 100), *SQUARE]),
        ("points", [(10, 100), (20, 100), (30, 100)]),
        ("points", [(70, 440), (72, 440), (72, 445)]),
    ],
)
def test_a_bad_stroke_is_refused_with_its_field(field: str, value: object) -> None:
    with pytest.raises(InputError) as caught:
        stroke(**{field: value})
    assert caught.value.field == field
