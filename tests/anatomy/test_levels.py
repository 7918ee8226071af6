"""Disc levels and zones of every place of the map."""

from radicular.anatomy.levels import LEVELS, level_and_zone
from radicular.anatomy.sites import load_sites, structure_sites


def test_every_place_has_levels_of_the_spine_or_none() -> None:
    for site in (*load_sites().values(), *structure_sites().values()):
        for place in site.places:
            levels = level_and_zone(site.id, place.id)
            assert {level for level, _, _ in levels} <= set(LEVELS)


def test_a_segment_of_the_cord_lies_at_no_disc() -> None:
    assert level_and_zone("structure:seg_S2", "main") == ()
