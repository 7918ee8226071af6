"""What has to hold on any map of the nervous system, whatever its numbers are."""

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

import numpy as np

from radicular.anatomy import Atlas
from radicular.anatomy.atlas import ROOTS
from radicular.anatomy.sites import load_sites
from radicular.conduction import Conduction

#: Positions on the way of a sensory fiber, from the cord outward.
OUTWARD = {"central": 0, "pre": 1, "ganglion": 2, "post": 3}
#: Kinds of edges that can carry each kind of fibers.
CARRIERS = {
    "motor": ("motor", "mixed"),
    "sensory": ("sensory", "mixed"),
    "stretch": ("motor", "sensory", "mixed"),
    "autonomic": ("autonomic", "motor", "mixed"),
}
#: The rami communicantes hang on the sympathetic trunk, which is not on the map.
AUTONOMIC = frozenset({"autonomic"})
#: How the pieces of one spinal nerve hang together (Gray's Anatomy, ed. Standring).
SPINAL_NERVE = {
    ("seg", "vr"),
    ("seg", "dr"),
    ("dr", "drg"),
    ("vr", "sn"),
    ("drg", "sn"),
    ("gray", "sn"),
    ("sn", "mening"),
    ("sn", "vram"),
    ("sn", "dram"),
    ("dram", "drmed"),
}
LATERAL = ("dram", "drlat")
#: The L5 dorsal ramus has no lateral branch (Bogduk N et al. J Anat 1982;134:383-97).
NO_LATERAL = "L5"
#: Roots with a white ramus: the sympathetic outflow ends at L2 (Gray's Anatomy, ed. Standring).
WHITE = ("T12", "L1", "L2")
CENTRAL_PIECES = ("seg", "vr", "dr")


def broken(conduction: Conduction) -> Iterator[str]:
    """Yield a line for everything that cannot be true of a map.

    Args:
        conduction: The compiled map.
    """
    atlas = conduction.atlas
    yield from shares_not_whole(atlas)
    yield from gaps(atlas)
    yield from spinal_nerves_unlike(atlas)
    yield from ganglion_misplaced(atlas)
    yield from snap_hit_from_within_the_canal(conduction)
    yield from bundles_unlike_sites(atlas)


def ways(atlas: Atlas) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Yield the organ, the fibers and the structures of every way, from the cord outward.

    The fibers that feel the stretch of a muscle run in its motor nerve.
    """
    for organ in chain(atlas.muscles, atlas.patches, atlas.effectors, atlas.sensory_nerves):
        for way in atlas.pathways(organ):
            yield organ, way.fiber, way.structures
    for reflex in atlas.reflexes.values():
        for arc in atlas.reflex_arcs(reflex.id):
            yield reflex.id, "sensory" if reflex.afferents else "stretch", arc.afferent[::-1]
            yield reflex.id, "motor", arc.efferent


def shares_not_whole(atlas: Atlas) -> Iterator[str]:
    """The shares of every organ and reflex sum to 1, and none is negative."""
    for organ in chain(atlas.muscles, atlas.patches, atlas.effectors, atlas.sensory_nerves):
        yield from _whole(organ, [way.share for way in atlas.pathways(organ)])
    for reflex in atlas.reflexes:
        yield from _whole(reflex, [arc.share for arc in atlas.reflex_arcs(reflex)])


def _whole(organ: str, shares: Sequence[float]) -> Iterator[str]:
    if abs(sum(shares) - 1) > 1e-9 or min(shares, default=0.0) < 0:
        yield f"{organ}: shares sum to {sum(shares):.3f}"


def gaps(atlas: Atlas) -> Iterator[str]:
    """Every structure hangs on another, and every step of a way is an edge that carries it."""
    for structure in atlas.structures.values():
        if structure.kind != "tract" and not (structure.parents or structure.fibers == AUTONOMIC):
            yield f"{structure.id}: hangs on nothing"
        if structure.kind == "cord_segment" and len(structure.parents) < 2:
            yield f"{structure.id}: a tract is missing"
    carried = {
        (edge.parent, edge.child, fiber)
        for edge in atlas.graph.edges
        for fiber, kinds in CARRIERS.items()
        if edge.modality in kinds
    }
    for organ, fiber, structures in ways(atlas):
        for step in pairwise(structures):
            if (*step, fiber) not in carried:
                yield f"{organ}: no edge from {step[0]} to {step[1]} for {fiber} fibers"


def spinal_nerves_unlike(atlas: Atlas) -> Iterator[str]:
    """The pieces of every spinal nerve hang together in the same way, white rami apart."""
    joined: dict[str, set[tuple[str, str]]] = {root: set() for root in ROOTS}
    for edge in atlas.graph.edges:
        (parent, of), (child, root) = _piece(edge.parent), _piece(edge.child)
        if of and root and of != root:
            yield f"{edge.child}: hangs on {edge.parent}"
        elif root and of:
            joined[root].add((parent, child))
    for root, steps in joined.items():
        usual = SPINAL_NERVE | ({("sn", "white")} if root in WHITE else set())
        usual |= set() if root == NO_LATERAL else {LATERAL}
        if steps != usual:
            yield f"{root}: its pieces hang together in an unusual way: {steps ^ usual}"


def _piece(structure: str) -> tuple[str, str]:
    name, _, ending = structure.rpartition("_")
    return (name, ending) if ending in ROOTS else ("", "")


def ganglion_misplaced(atlas: Atlas) -> Iterator[str]:
    """Every way leads outward past one ganglion, and nothing hangs on a piece beyond it."""
    position = {name: OUTWARD[piece.ganglionic] for name, piece in atlas.structures.items()}
    for edge in atlas.graph.edges:
        if position[edge.child] < position[edge.parent]:
            yield f"{edge.child}: nearer to the cord than {edge.parent}, which it hangs on"
    for organ, fiber, structures in ways(atlas):
        if fiber not in ("sensory", "stretch"):
            continue
        places = [position[name] for name in structures]
        if places != sorted(places) or places.count(OUTWARD["ganglion"]) != 1:
            yield f"{organ}: the ganglion is not where it can be"


def snap_hit_from_within_the_canal(conduction: Conduction) -> Iterator[str]:
    """A lesion between cord and ganglion leaves every sensory nerve action potential whole."""
    snaps = [at for channel, at in conduction.channels.items() if channel.kind == "snap"]
    for root in ROOTS:
        hit = conduction.reach({f"{piece}_{root}": 1.0 for piece in CENTRAL_PIECES})
        if np.any(conduction.summed(1 - hit)[snaps] < 1 - 1e-9):
            yield f"{root}: a root lesion lowers a sensory nerve action potential"


def bundles_unlike_sites(atlas: Atlas) -> Iterator[str]:
    """A nerve or sheath holds the structures of the sites of the same name.

    Places that hold some of their structures in part name fascicles, not the sheath.
    """
    held: dict[str, set[str]] = {}
    for site in load_sites().values():
        for place in (place for place in site.places if set(place.structures.values()) == {1.0}):
            held.setdefault(site.id, set()).update(place.structures)
            held.setdefault(f"{site.id}_{place.id}", set()).update(place.structures)
    for bundle in atlas.bundles.values():
        if bundle.id in held and held[bundle.id] != set(bundle.members):
            yield f"{bundle.id}: not the structures of the site"
