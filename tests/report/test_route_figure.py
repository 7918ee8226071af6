"""The drawn way of a finding is the way on the map, and conducts as the map says."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radicular.anatomy import load_atlas
from radicular.conduction import Kind, load_conduction
from radicular.findings.catalog import load_catalog
from radicular.lesion import Lesion
from radicular.report.route_figure import line_words, route_figure, route_organs
from radicular.report.route_lines import route_lines
from radicular.tables import read_csv
from tests.lesions import neural_lesions

ATLAS = load_atlas()
SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")
ORGANS: list[tuple[Kind, str]] = [
    *(("muscle", organ) for organ in ATLAS.muscles),
    *(("axon", organ) for organ in ATLAS.muscles),
    *(("skin", organ) for organ in ATLAS.patches),
    *(("irritation", organ) for organ in ATLAS.patches),
    *(("effector", organ) for organ in ATLAS.effectors),
    *(("snap", organ) for organ in ATLAS.sensory_nerves),
    *(("reflex", organ) for organ in ATLAS.reflexes),
]
LESIONS = [
    Lesion.parse(text)
    for text in (
        "left S1 root, severe",
        "right S1 root in the foramen, moderate",
        "both L4 to S1 roots, complete",
        "left sciatic nerve in the thigh (fibular division more), moderate",
        "left lumbosacral radiculoplexus neuropathy, moderate, motor",
        "cauda equina below S1, complete",
        "polyneuropathy, mild, sensory",
        "myopathy, severe",
        "spinal cord above the conus, moderate",
    )
]


def way_on_the_map(kind: Kind, organ: str) -> Iterator[tuple[str, float, tuple[str, ...]]]:
    """Yield root, share and structures of every way, as the signal runs."""
    if kind == "reflex":
        for arc in ATLAS.reflex_arcs(organ):
            begin = () if ATLAS.reflexes[organ].afferents else (arc.effector,)
            yield arc.root, arc.share, (*begin, *arc.afferent, *arc.efferent, arc.effector)
        return
    outward = {"muscle": ("descending_tract",), "effector": ("descending_tract",), "axon": ()}
    for path in ATLAS.pathways(organ):
        if kind in outward:
            yield path.root, path.share, (*outward[kind], *path.structures, organ)
            continue
        own = () if kind == "snap" else (organ,)
        above = ("ascending_tract",) if kind == "skin" else ()
        yield path.root, path.share, (*own, *reversed(path.structures), *above)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(("kind", "organ"), ORGANS)
def test_every_step_is_that_of_the_map(
    kind: Kind, organ: str, side: Literal["left", "right"]
) -> None:
    drawn = [
        (line.root, line.share, tuple(step.structure for step in line.steps))
        for line in route_lines(kind, organ, side, LESIONS[0])
    ]
    assert drawn == list(way_on_the_map(kind, organ))


def conducted(kind: Kind, organ: str, side: Literal["left", "right"], lesion: Lesion) -> float:
    lines = route_lines(kind, organ, side, lesion)
    if kind == "irritation":
        return sum(line.share * line.held for line in lines)
    return sum(line.share * line.conducts for line in lines)


@pytest.mark.parametrize("lesion", LESIONS, ids=str)
def test_the_lines_conduct_as_the_map_does(lesion: Lesion) -> None:
    function = load_conduction().function([lesion])
    for kind, organ in ORGANS:
        for side in SIDES:
            expected = function.of(kind, organ, side)
            assert conducted(kind, organ, side, lesion) == pytest.approx(expected), (kind, organ)


@settings(max_examples=40, deadline=None)
@given(neural_lesions(), st.sampled_from(ORGANS), st.sampled_from(SIDES))
def test_any_lesion_conducts_as_on_the_map(
    lesion: Lesion, seen: tuple[Kind, str], side: Literal["left", "right"]
) -> None:
    kind, organ = seen
    expected = load_conduction().function([lesion]).of(kind, organ, side)
    assert conducted(kind, organ, side, lesion) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("lesion", LESIONS, ids=str)
def test_a_signal_stops_at_the_first_structure_of_the_lesion(lesion: Lesion) -> None:
    stopped = 0
    for kind, organ in ORGANS:
        for side in SIDES:
            for line in route_lines(kind, organ, side, lesion):
                if line.stop is None:
                    assert line.held == 0
                    continue
                stopped += 1
                assert lesion.side in (side, "both")
                before = line.steps[: line.stop]
                assert line.steps[line.stop].structure in lesion.where.structures
                assert not any(
                    step.part
                    and step.structure in lesion.where.structures
                    and lesion.fibers in ("mixed", step.fibers)
                    and lesion.where.fibers in ("mixed", step.fibers)
                    for step in before
                    if kind != "irritation"
                )
    assert stopped


@pytest.mark.parametrize("side", SIDES)
def test_the_links_are_the_steps_of_the_lines(side: Literal["left", "right"]) -> None:
    lesion = Lesion.parse("both S1 root, severe")
    drawable = [finding for finding in load_catalog().findings.values() if route_organs(finding)]
    assert len(drawable) > 400
    for finding in drawable:
        figure = route_figure(finding, side, lesion)
        assert figure is not None
        pairs = {
            (one.structure, other.structure, other.fibers)
            for line in figure.lines
            for one, other in pairwise(line.steps)
        }
        links = {(link.start, link.end, link.fibers): link for link in figure.links}
        assert set(links) == pairs
        assert all(0 <= link.carried <= link.share * (1 + 1e-9) for link in links.values())
        assert {signal.root for signal in figure.signals} == {line.root for line in figure.main}


def test_the_two_sides_mirror_each_other() -> None:
    finding = load_catalog()["reflex_achilles"]
    left, right = (route_figure(finding, side, None) for side in SIDES)
    assert left is not None
    assert right is not None
    assert [(-label.at[0], label.at[1]) for label in left.labels] == [
        label.at for label in right.labels
    ]
    assert left.left_edge + left.width == -right.left_edge


def test_the_ankle_jerk_stops_in_the_root_and_the_share_is_told() -> None:
    figure = route_figure(
        load_catalog()["reflex_achilles"], "left", Lesion.parse("left S1 root, complete")
    )
    assert figure is not None
    first = figure.main[0]
    assert first.root == "S1"
    assert line_words(first) == "stops at the S1 dorsal root: nothing conducts beyond it"
    signal = figure.signals[0]
    assert signal.stop is not None
    assert signal.key_points.split(";")[-1] == f"{signal.stop:.4g}"
    assert "still conducts" in figure.sentences[0]


def test_a_preganglionic_lesion_leaves_the_sensory_response() -> None:
    figure = route_figure(
        load_catalog()["snap_sural"], "left", Lesion.parse("left S1 root, complete")
    )
    assert figure is not None
    assert all(line.conducts == 1 for line in figure.lines)
    assert [mark.on_the_way for mark in figure.marks] == [False, False]
    assert "does not lie on this way" in figure.sentences[0]


def test_pain_begins_at_the_lesion_and_runs_to_the_cord() -> None:
    figure = route_figure(
        load_catalog()["pain_heel"], "left", Lesion.parse("left S1 root, moderate")
    )
    assert figure is not None
    for line, signal in zip(figure.main, figure.signals, strict=True):
        assert line.steps[-1].structure == f"seg_{line.root}"
        assert signal.begins
        if line.stop is not None:
            assert signal.key_points.split(";")[0] == f"{signal.stop:.4g}"


def test_what_has_no_fibers_has_no_picture() -> None:
    assert route_figure(load_catalog()["slr"], "left", None) is None


def test_every_structure_and_organ_has_its_place() -> None:
    places = {row["place"] for row in read_csv("radicular.report", "tables/structure_places.csv")}
    wanted = {*ATLAS.structures, *ATLAS.muscles, *ATLAS.patches, *ATLAS.effectors}
    assert {name for name in places if not name.startswith("vertebra_")} == wanted
