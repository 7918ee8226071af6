"""What must hold of conduction, whatever the lesion."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radicular.anatomy import load_atlas
from radicular.anatomy.sites import load_sites
from radicular.condition import Conditions
from radicular.conduction import Channel, Function, load_conduction
from radicular.lesion import BLOCK, Lesion, Severity, Side
from tests.lesions import lesions, neural_lesions

TOLERANCE = 1e-9
MIRROR: dict[Side, Side] = {"left": "right", "right": "left", "both": "both"}
ROOT_SITES = [name for name, site in load_sites().items() if site.family in ("root", "multi_root")]


def function_of(*several: Lesion) -> Function:
    return load_conduction().function(several)


def conducting(function: Function) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Function of all channels but irritation, which grows with a lesion."""
    rows = [row for channel, row in function.channels.items() if channel.kind != "irritation"]
    return np.asarray(function.values[rows])


@given(st.lists(lesions(), max_size=3))
def test_function_stays_between_none_and_all(several: list[Lesion]) -> None:
    values = function_of(*several).values
    assert values.min() >= 0
    assert values.max() <= 1


@given(neural_lesions(), st.permutations(list(BLOCK)))
def test_more_severe_never_improves(lesion: Lesion, order: list[Severity]) -> None:
    mild, severe = sorted(order[:2], key=BLOCK.__getitem__)
    better = conducting(function_of(replace(lesion, severity=mild)))
    worse = conducting(function_of(replace(lesion, severity=severe)))
    assert np.all(worse <= better + TOLERANCE)


@given(st.lists(lesions(), min_size=1, max_size=2))
def test_left_and_right_mirror(several: list[Lesion]) -> None:
    mirrored = [replace(lesion, side=MIRROR[lesion.side]) for lesion in several]
    assert np.array_equal(function_of(*several).values, function_of(*mirrored).values[:, ::-1])


@given(neural_lesions(), neural_lesions())
def test_two_lesions_never_leave_more_than_one(first: Lesion, second: Lesion) -> None:
    both = conducting(function_of(first, second))
    assert np.all(both <= conducting(function_of(first)) + TOLERANCE)
    assert np.all(both <= conducting(function_of(second)) + TOLERANCE)


@given(lesions(ROOT_SITES))
def test_preganglionic_lesion_leaves_every_snap(lesion: Lesion) -> None:
    positions = {load_atlas().structures[name].ganglionic for name in lesion.where.structures}
    if positions <= {"pre"}:
        function = function_of(lesion)
        snaps = [row for channel, row in function.channels.items() if channel.kind == "snap"]
        assert np.all(function.values[snaps] > 1 - TOLERANCE)


@pytest.mark.parametrize("structure", sorted(load_atlas().structures))
def test_lesion_never_touches_what_branches_off_before_it(structure: str) -> None:
    lesion = Lesion(site=f"structure:{structure}", side="left", severity="complete")
    function = function_of(lesion)
    atlas = load_atlas()
    for muscle in atlas.muscles:
        through = any(structure in path.structures for path in atlas.pathways(muscle))
        tract = structure == "descending_tract"
        if not through and not tract:
            assert function.of("muscle", muscle, "left") > 1 - TOLERANCE
    for patch in atlas.patches:
        through = any(structure in path.structures for path in atlas.pathways(patch))
        if not through and structure != "ascending_tract":
            assert function.of("skin", patch, "left") > 1 - TOLERANCE


@given(lesions())
def test_other_side_of_a_one_sided_lesion_is_healthy(lesion: Lesion) -> None:
    if lesion.side == "left":
        values = function_of(lesion).values[:, 1]
        assert np.array_equal(values, function_of().values[:, 1])


@given(neural_lesions())
def test_batch_gives_what_one_lesion_gives(lesion: Lesion) -> None:
    batch = Conditions.of([replace(lesion, side="both"), Lesion.parse("left S1 root, mild")])
    alone = function_of(replace(lesion, side="left"))
    channels = (
        Channel("muscle", "soleus"),
        Channel("skin", "heel_lateral"),
        Channel("reflex", "achilles"),
    )
    for channel in channels:
        lost = 1 - alone.values[alone.channels[channel], 0]
        assert abs(batch.deficit(channel.kind, channel.organ)[0] - lost) < TOLERANCE


def test_health_is_whole_and_unirritated() -> None:
    function = function_of()
    assert np.all(conducting(function) > 1 - TOLERANCE)
    assert function.of("irritation", "heel_lateral", "left") < TOLERANCE
