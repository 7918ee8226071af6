"""Hypothesis strategies for lesions."""

from typing import get_args

from hypothesis import strategies as st

from radicular.anatomy.sites import load_sites
from radicular.lesion import Caliber, Fibers, Lesion, Mechanism, Process, Severity, Side

__all__ = ["lesions", "neural_lesions"]

SITES = sorted(load_sites())
NEURAL = [name for name in SITES if any(place.structures for place in load_sites()[name].places)]


@st.composite
def lesions(draw: st.DrawFn, sites: list[str] = SITES) -> Lesion:
    """Draw a lesion at any place of any of the sites, with any of its fields left open."""
    site = load_sites()[draw(st.sampled_from(sites))]
    weeks = st.integers(1, 400).map(float)
    return Lesion(
        site=site.id,
        side=draw(st.sampled_from(get_args(Side))),
        place=draw(st.sampled_from([None, *(place.id for place in site.places if place.label)])),
        severity=draw(st.sampled_from([None, *get_args(Severity)])),
        fibers=draw(st.sampled_from(get_args(Fibers))),
        weeks=draw(st.none() | weeks),
        painful=draw(st.sampled_from([None, True, False])),
        mechanism=draw(st.sampled_from([None, *get_args(Mechanism)])),
        process=draw(st.sampled_from([None, *get_args(Process)])),
        caliber=draw(st.sampled_from([None, *get_args(Caliber)])),
    )


def neural_lesions() -> st.SearchStrategy[Lesion]:
    """Draw a lesion of a site that holds structures of the map."""
    return lesions(NEURAL)
