"""What the map says about a site that is more than one nerve: cauda equina, conus, a plexus."""

from radicular.anatomy.atlas import Atlas
from radicular.anatomy.lookup.description import Fact, Section
from radicular.anatomy.lookup.nerve import supply
from radicular.anatomy.lookup.parts import lesion_sites, variants, whole_names
from radicular.anatomy.sites import Place, load_sites

__all__ = ["describe_site"]


def describe_site(atlas: Atlas, name: str) -> tuple[Section, ...]:
    """Return the places of a site, the structures hit there, and what runs through them.

    Args:
        atlas: The map.
        name: Site id.
    """
    site = load_sites()[name]
    members = [
        structure
        for structure in dict.fromkeys(hit for place in site.places for hit in place.structures)
        if structure in atlas.structures
    ]
    kind = Fact(f"{site.family.replace('_', ' ')}, {site.sidedness}")
    return (
        Section("Kind of site", (kind,)),
        Section("Places", tuple(_place(atlas, place) for place in site.places)),
        *supply(atlas, members),
        lesion_sites(atlas, members),
        variants(name, *members),
    )


def _place(atlas: Atlas, place: Place) -> Fact:
    hit = [structure for structure in place.structures if structure in atlas.structures]
    names = ", ".join(whole_names(atlas, hit)) or "no nerve"
    return Fact(
        ": ".join(filter(None, (place.label, names))),
        id=place.id,
        provenance="assumed",
        source_keys=(place.source_key,),
    )
