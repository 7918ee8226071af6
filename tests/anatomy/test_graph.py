"""The graph is whole, runs outward, and keeps apart what is apart."""

from graphlib import TopologicalSorter

import pytest

from radicular.anatomy import load_atlas
from radicular.anatomy.atlas import ROOTS
from radicular.anatomy.sites import load_sites

ATLAS = load_atlas()
TRACTS = ("descending_tract", "ascending_tract")
SHEATHS = [bundle for bundle in ATLAS.bundles.values() if bundle.kind == "sheath"]


def below(start: str) -> set[str]:
    """Return a structure and everything that its fibers go to."""
    found = {start}
    waiting = [start]
    while waiting:
        new = set(ATLAS.structures[waiting.pop()].children) - found
        found |= new
        waiting += new
    return found


def test_no_fiber_runs_in_a_circle() -> None:
    parents = {name: structure.parents for name, structure in ATLAS.structures.items()}
    assert len(list(TopologicalSorter(parents).static_order())) == len(parents)


def test_every_structure_hangs_on_the_cord() -> None:
    hanging = {name for tract in TRACTS for name in below(tract)}
    loose = set(ATLAS.structures) - hanging
    assert loose == {f"gray_{root}" for root in ROOTS}, "gray rami come from the sympathetic trunk"


@pytest.mark.parametrize("root", ROOTS)
def test_dorsal_and_ventral_roots_meet_only_in_the_spinal_nerve(root: str) -> None:
    assert ATLAS.structures[f"seg_{root}"].children == (f"vr_{root}", f"dr_{root}")
    assert set(ATLAS.structures[f"sn_{root}"].parents) >= {f"vr_{root}", f"drg_{root}"}
    assert ATLAS.structures[f"dr_{root}"].children == (f"drg_{root}",)


def test_position_to_the_ganglion() -> None:
    expected = {"seg": "central", "vr": "pre", "dr": "pre", "drg": "ganglion"}
    for structure in ATLAS.structures.values():
        stem = structure.id.rpartition("_")[0]
        if structure.kind != "tract":
            assert structure.ganglionic == expected.get(stem, "post"), structure.id


@pytest.mark.parametrize("sheath", SHEATHS, ids=lambda sheath: sheath.id)
def test_the_two_divisions_stay_apart_in_the_common_sheath(sheath: object) -> None:
    tibial, fibular = sheath.members  # type: ignore[attr-defined]
    assert "tibial" in tibial
    assert "fibular" in fibular
    assert fibular not in below(tibial)
    assert tibial not in below(fibular)
    assert below(tibial) & below(fibular) == below("sural"), "only the sural nerve has both"


def test_no_sheath_is_a_structure() -> None:
    assert not {sheath.id for sheath in SHEATHS} & set(ATLAS.structures)


def test_every_structure_says_where_it_runs_and_what_lies_beside_it() -> None:
    for structure in ATLAS.structures.values():
        assert structure.course, structure.id
        assert structure.beside, structure.id


def test_every_site_sits_on_the_map() -> None:
    known = {*ATLAS.structures, *ATLAS.muscles}
    for site in load_sites().values():
        for place in site.places:
            assert set(place.structures) <= known, (site.id, place.id)
