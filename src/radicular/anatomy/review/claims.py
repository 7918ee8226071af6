"""Every claim of the map as a sentence that a clinician can call right or wrong."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from radicular.anatomy.atlas import Atlas, Pathway, load_atlas
from radicular.anatomy.discs import DiscZone, load_disc_zones
from radicular.anatomy.graph import Structure
from radicular.anatomy.lookup.description import percent
from radicular.anatomy.lookup.parts import main_path, path_of
from radicular.anatomy.organs import RootShare
from radicular.anatomy.variants import load_variants
from radicular.errors import TableError

__all__ = ["Claim", "load_claims"]


@dataclass(frozen=True)
class Claim:
    """One claim of the map.

    Attributes:
        id: Stable identifier (``muscle_root:soleus:S1``).
        group: Heading that it stands under.
        text: The claim as a sentence.
        provenance: How it came about.
        source_keys: Keys in the bibliography.
    """

    id: str
    group: str
    text: str
    provenance: str
    source_keys: tuple[str, ...]


@cache
def load_claims() -> Mapping[str, Claim]:
    """Return every claim of the map by its id, in the order of the worksheet.

    Raises:
        TableError: If two claims have the same id.

    Example:
        >>> load_claims()["muscle_root:soleus:S1"].text
        'Soleus: 58 % of the supply comes from S1 (sources: 33 % to 100 %).'
    """
    atlas = load_atlas()
    claims: dict[str, Claim] = {}
    for part in _PARTS:
        for claim in part(atlas):
            if claim.id in claims:
                raise TableError(f"two claims of the map are called {claim.id!r}")
            claims[claim.id] = claim
    return claims


_WHOLE = {
    "muscle_root": "the supply",
    "patch_root": "the feeling",
    "nerve_root": "the fibers",
    "effector_root": "the supply",
    "reflex_root": "the reflex",
}


def _share(kind: str, organ: str, name: str, group: str, share: RootShare) -> Claim:
    spread = f"{percent(share.low)} to {percent(share.high)}"
    sources = f" (sources: {spread})" if share.high > share.low else ""
    return Claim(
        f"{kind}:{organ}:{share.root}",
        group,
        f"{name}: {percent(share.share)} of {_WHOLE[kind]} comes from {share.root}{sources}.",
        share.provenance,
        share.source_keys,
    )


def _muscle_roots(atlas: Atlas) -> Iterator[Claim]:
    for muscle in atlas.muscles.values():
        for share in atlas.root_shares(muscle.id):
            yield _share("muscle_root", muscle.id, muscle.name, f"Muscles: {muscle.region}", share)


def _muscle_paths(atlas: Atlas) -> Iterator[Claim]:
    for muscle in atlas.muscles.values():
        path = _beyond_the_root(main_path(atlas.pathways(muscle.id)))
        yield Claim(
            f"muscle_path:{muscle.id}",
            "Nerve paths of the muscles",
            f"{path_of(atlas, path, muscle.name)}.",
            muscle.provenance,
            _keys(muscle.source_key),
        )


def _beyond_the_root(path: Pathway) -> tuple[str, ...]:
    ramus = next(place for place, name in enumerate(path.structures) if name == f"sn_{path.root}")
    return path.structures[ramus + 1 :]


def _patch_roots(atlas: Atlas) -> Iterator[Claim]:
    for patch in atlas.patches.values():
        for share in atlas.root_shares(patch.id):
            yield _share("patch_root", patch.id, patch.name, f"Skin: {patch.region}", share)


def _patch_nerves(atlas: Atlas) -> Iterator[Claim]:
    for patch in atlas.patches.values():
        for supply in patch.supplies:
            nerve = atlas.structures[supply.nerve].name
            yield Claim(
                f"patch_nerve:{patch.id}:{supply.nerve}",
                "Cutaneous nerves",
                f"{patch.name}: {nerve} ({supply.role}).",
                supply.provenance,
                _keys(supply.source_key),
            )


def _sensory_nerve_roots(atlas: Atlas) -> Iterator[Claim]:
    for nerve in atlas.sensory_nerves.values():
        for share in atlas.root_shares(nerve.id):
            yield _share("nerve_root", nerve.id, nerve.name, "Roots of the sensory nerves", share)


def _effector_roots(atlas: Atlas) -> Iterator[Claim]:
    group = "Bladder, bowel and sexual organs"
    for effector in atlas.effectors.values():
        for share in atlas.root_shares(effector.id):
            claim = _share("effector_root", effector.id, effector.name, group, share)
            nerve = atlas.structures[effector.nerves[share.root]].name
            yield Claim(
                claim.id,
                group,
                claim.text.removesuffix(".") + f", through: {nerve}.",
                claim.provenance,
                claim.source_keys,
            )


def _reflexes(atlas: Atlas) -> Iterator[Claim]:
    for reflex in atlas.reflexes.values():
        for share in atlas.reflex_shares(reflex.id):
            yield _share("reflex_root", reflex.id, reflex.name, "Reflexes", share)
        arc = max(atlas.reflex_arcs(reflex.id), key=lambda way: way.share)
        way_in = path_of(atlas, arc.afferent[:-1], f"{arc.root} segment")
        way_out = path_of(atlas, arc.efferent[1:], atlas.muscles[arc.effector].name)
        yield Claim(
            f"reflex_arc:{reflex.id}",
            "Reflexes",
            f"{reflex.name}, in: {way_in}; out: {way_out}.",
            reflex.provenance,
            _keys(reflex.source_key),
        )


def _disc_zones(_atlas: Atlas) -> Iterator[Claim]:
    for zone in load_disc_zones():
        yield Claim(
            f"disc_zone:{zone.level}:{zone.zone}:{zone.root}",
            f"Discs and zones: {zone.level}",
            _zone_text(zone),
            zone.provenance,
            _keys(zone.source_key),
        )


def _zone_text(zone: DiscZone) -> str:
    sides = ", on both sides" if zone.both_sides else ""
    return f"{zone.level}, {zone.zone_name}: hits {zone.root} ({zone.role}{sides}); {zone.often}."


def _courses(atlas: Atlas) -> Iterator[Claim]:
    for structure in atlas.structures.values():
        yield Claim(
            f"course:{structure.id}",
            f"Course and neighbors: {structure.kind.replace('_', ' ')}",
            _course_text(structure),
            structure.provenance,
            _keys(structure.source_key),
        )


def _course_text(structure: Structure) -> str:
    return f"{structure.name}: {structure.course}. Beside it: {structure.beside}."


def _ways(atlas: Atlas) -> Iterator[Claim]:
    for edge in atlas.graph.edges:
        parent, child = atlas.structures[edge.parent], atlas.structures[edge.child]
        part = f", {percent(edge.weight)} of its fibers" if edge.weight < 1 else ""
        variant = f" ({edge.variant})" if edge.variant else ""
        yield Claim(
            f"way:{parent.id}:{child.id}",
            f"Where fibers run: from {parent.kind.replace('_', ' ')}",
            f"{parent.name} > {child.name}: {edge.modality} fibers of "
            f"{', '.join(edge.roots)}{part}{variant}.",
            edge.provenance,
            _keys(edge.source_key),
        )


def _variants(_atlas: Atlas) -> Iterator[Claim]:
    for variant in load_variants():
        unit = f" {variant.unit}" if variant.unit in ("%", "mm") else ""
        yield Claim(
            f"variant:{variant.id}",
            "How people differ",
            f"{variant.name}: {variant.value}{unit}.",
            variant.provenance,
            _keys(variant.source_key),
        )


def _keys(*keys: str) -> tuple[str, ...]:
    return tuple(filter(None, keys))


_PARTS: tuple[Callable[[Atlas], Iterable[Claim]], ...] = (
    _muscle_roots,
    _patch_roots,
    _reflexes,
    _disc_zones,
    _sensory_nerve_roots,
    _effector_roots,
    _muscle_paths,
    _patch_nerves,
    _ways,
    _courses,
    _variants,
)
