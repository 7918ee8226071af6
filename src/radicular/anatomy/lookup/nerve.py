"""What the map says about a nerve, a plexus, or any other single structure."""

from collections.abc import Iterable

from radicular.anatomy.atlas import ROOTS, Atlas
from radicular.anatomy.lookup.description import Fact, Section, stated
from radicular.anatomy.lookup.parts import codes, lesion_sites, supplied, variants

__all__ = ["describe_nerve", "describe_structure", "supply"]


def describe_structure(atlas: Atlas, name: str) -> tuple[Section, ...]:
    """Return course, neighbors, roots, supply and lesion sites of one structure."""
    structure = atlas.structures[name]
    generic = ((structure.uberon, structure.name), (structure.fma, structure.name))
    return (
        *_pieces(atlas, (name,)),
        *supply(atlas, (name,)),
        Section("Comes from", _names(atlas, structure.parents)),
        Section("Goes to", _names(atlas, structure.children)),
        lesion_sites(atlas, (name,)),
        variants(name),
        codes(name, generic=generic),
    )


def describe_nerve(atlas: Atlas, name: str) -> tuple[Section, ...]:
    """Return course, roots, supply and lesion sites of a nerve of several pieces, or a sheath."""
    bundle = atlas.bundles[name]
    whole = stated(bundle.course, bundle)
    course, *rest = _pieces(atlas, bundle.members)
    return (
        Section(course.title, (whole, *course.facts)),
        *rest,
        *supply(atlas, bundle.members),
        lesion_sites(atlas, bundle.members),
        variants(name, *bundle.members),
        codes(name, *bundle.members),
    )


def _names(atlas: Atlas, structures: Iterable[str]) -> tuple[Fact, ...]:
    return tuple(Fact(atlas.structures[name].name, id=name) for name in structures)


def _pieces(atlas: Atlas, members: Iterable[str]) -> tuple[Section, ...]:
    pieces = [atlas.structures[member] for member in members]
    carried = {root for piece in pieces for root in piece.roots}
    alone = len(pieces) == 1

    def told(attribute: str) -> tuple[Fact, ...]:
        texts = ((piece, getattr(piece, attribute)) for piece in pieces)
        return tuple(
            stated(text if alone else f"{piece.name}: {text}", piece, piece.id)
            for piece, text in texts
            if text
        )

    fibers = sorted({fiber for piece in pieces for fiber in piece.fibers})
    return (
        Section("Course", told("course")),
        Section("What lies beside it", told("beside")),
        Section("Roots usually listed", (Fact(", ".join(r for r in ROOTS if r in carried)),)),
        Section("Fibers", (Fact(", ".join(fibers)),)),
    )


def supply(atlas: Atlas, members: Iterable[str]) -> tuple[Section, ...]:
    """Return the organs and reflexes whose fibers run through any of these structures."""
    through = frozenset(members)
    kinds = (
        ("Muscles (part of the supply)", {of.id: of.name for of in atlas.muscles.values()}),
        ("Skin (part of the supply)", {of.id: of.name for of in atlas.patches.values()}),
        ("Autonomic organs", {of.id: of.name for of in atlas.effectors.values()}),
        ("Sensory potentials", {of.id: of.name for of in atlas.sensory_nerves.values()}),
    )
    organs = (Section(title, tuple(supplied(atlas, named, through))) for title, named in kinds)
    return (*organs, Section("Reflexes (part of the arcs)", _reflexes(atlas, through)))


def _reflexes(atlas: Atlas, through: frozenset[str]) -> tuple[Fact, ...]:
    parts = {
        reflex: sum(
            arc.share
            for arc in atlas.reflex_arcs(reflex)
            if through.intersection((*arc.afferent, *arc.efferent))
        )
        for reflex in atlas.reflexes
    }
    return tuple(
        Fact(atlas.reflexes[reflex].name, part, reflex, provenance="derived")
        for reflex, part in sorted(parts.items(), key=lambda item: -item[1])
        if part > 0
    )
