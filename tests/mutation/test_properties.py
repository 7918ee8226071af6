"""The properties of any map hold on this one, and notice what they are there for."""

from radicular.anatomy import Atlas
from radicular.anatomy.atlas import load_tables
from radicular.conduction import Conduction, load_conduction
from tests.mutation.properties import broken


def spoiled(table: str, column: str, name: str, **cells: str) -> Conduction:
    tables = dict(load_tables())
    tables[table] = [{**row, **cells} if row[column] == name else row for row in tables[table]]
    return Conduction(Atlas(tables))


def test_nothing_is_broken() -> None:
    assert not list(broken(load_conduction()))


def test_a_misplaced_ganglion_is_noticed() -> None:
    lines = list(broken(spoiled("structures", "structure", "dr_S1", ganglionic="post")))
    assert "S1: a root lesion lowers a sensory nerve action potential" in lines


def test_a_branch_on_the_wrong_spinal_nerve_is_noticed() -> None:
    lines = list(broken(spoiled("edges", "child", "drmed_L4", parent="dram_L3")))
    assert "drmed_L4: hangs on dram_L3" in lines


def test_a_bundle_unlike_its_site_is_noticed() -> None:
    lines = list(broken(spoiled("bundles", "bundle", "femoral", members="femoral_pelvis")))
    assert lines == ["femoral: not the structures of the site"]
