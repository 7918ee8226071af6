"""The picture of the skin."""

import pytest

from radicular.anatomy import load_atlas
from radicular.case import Case
from radicular.localize.localizer import load_localizer
from radicular.report.skin_figure import Half, skin_figure
from radicular.report.skin_map import SkinMap, skin_map
from radicular.tables import read_csv

VIEWS = {"front", "back", "foot_top", "foot_sole", "saddle"}


def skin(side: str, *more: dict[str, str]) -> SkinMap:
    findings = [
        {"finding": "ankle jerk", "side": side, "value": "absent"},
        {"finding": "toe walking", "side": side, "value": "unable"},
        {"finding": "straight leg raise", "side": side, "value": "positive"},
        *more,
    ]
    case = Case.from_dict({"radicular_case": 1, "findings": findings})
    return skin_map(load_localizer().locate(case))


def halves(map_: SkinMap, side: str, sense: str = "loss") -> dict[str, Half]:
    figure = skin_figure(map_, "loss" if sense == "loss" else "irritation")
    return {half.key.split("-")[1]: half for half in figure.halves if half.side == side}


def test_every_patch_of_the_map_is_drawn_and_no_other() -> None:
    drawn = {row["patch"] for row in read_csv("radicular.report", "tables/skin_shapes.csv")}
    assert drawn == set(load_atlas().patches)


def test_every_view_has_an_outline() -> None:
    rows = read_csv("radicular.report", "tables/body_outlines.csv")
    assert {row["view"] for row in rows} == VIEWS | {"perineum_female", "perineum_male"}


def test_affected_side_is_painted_and_the_other_is_not() -> None:
    map_ = skin("left")
    assert map_.irritation["heel_lateral", "left"] > 0.5
    assert map_.irritation["heel_lateral", "right"] < 0.05
    assert 0 < map_.loss["heel_lateral", "left"] < map_.irritation["heel_lateral", "left"]


def test_sides_mirror() -> None:
    left, right = skin("left"), skin("right")
    for (patch, side), value in left.loss.items():
        other = "right" if side == "left" else "left"
        assert right.loss[patch, other] == pytest.approx(value, abs=1e-9)


def test_left_is_on_the_right_hand_in_front_and_on_the_left_hand_behind() -> None:
    left = halves(skin("left"), "left")
    assert "scale(-" not in left["front"].transform
    assert "scale(-" in left["back"].transform


def test_recorded_finding_is_marked_on_its_side_only() -> None:
    heel = {"finding": "sensation heel", "side": "right", "value": "reduced"}
    map_ = skin("right", heel)
    assert [mark.kind for mark in halves(map_, "right")["foot_sole"].marks] == ["changed"]
    assert not halves(map_, "left")["foot_sole"].marks
    assert not halves(map_, "right", "irritation")["foot_sole"].marks


def test_dermatome_marks_the_patches_of_its_root() -> None:
    named = {"finding": "sensation_dermatome_S1", "side": "left", "value": "reduced"}
    (mark,) = skin("left", named).marks
    assert "heel_lateral" in mark.patches
    assert "anterior_knee" not in mark.patches


def test_border_of_touching_patches_leaves_out_the_seam() -> None:
    thigh = {"finding": "sensation posterior thigh", "side": "left", "value": "reduced"}
    (mark,) = halves(skin("left", thigh), "left")["back"].marks
    # The seam between the upper and the lower posterior thigh.
    assert "M16 170L39 170" not in mark.border
    assert mark.border.count("M") >= 4
