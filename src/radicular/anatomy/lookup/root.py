"""What the map says about a root, and about the bare name of one."""

from radicular.anatomy.atlas import Atlas
from radicular.anatomy.discs import DiscZone, load_disc_zones
from radicular.anatomy.lookup.description import Fact, Section, share_fact, stated
from radicular.anatomy.lookup.parts import codes, variants, whole_names
from radicular.anatomy.meanings import Meaning, meanings_of

__all__ = ["describe_meanings", "describe_root"]


def describe_root(atlas: Atlas, root: str) -> tuple[Section, ...]:
    """Return course, threats, muscles, skin, reflexes, nerves, variants and codes of a root.

    Args:
        atlas: The map.
        root: Root name.
    """
    pieces = [f"{part}_{root}" for part in ("seg", "vr", "dr", "drg", "sn", "vram", "dram")]
    generic = [
        (code, atlas.structures[piece].name.removeprefix(f"{root} "))
        for piece in pieces
        for code in (atlas.structures[piece].uberon, atlas.structures[piece].fma)
    ]
    return (
        _course(atlas, root),
        _beside(atlas, root),
        _threats(root),
        Section("Muscles (share of the muscle)", _muscles(atlas, root)),
        Section("Skin (share of the patch)", _skin(atlas, root)),
        Section("Reflexes (share of the reflex)", _reflexes(atlas, root)),
        Section("Bladder, bowel and sexual organs (share of the organ)", _effectors(atlas, root)),
        Section("Sensory potentials (share of the nerve)", _sensory_nerves(atlas, root)),
        _nerves(atlas, root),
        variants(root, *pieces[1:]),
        codes(*pieces, generic=generic),
    )


def _course(atlas: Atlas, root: str) -> Section:
    parts = ("vr", "drg", "sn", "vram", "dram")
    pieces = [atlas.structures[f"{part}_{root}"] for part in parts]
    return Section(
        "Course",
        tuple(
            stated(
                f"{'Root' if piece.kind == 'ventral_root' else piece.name}: {piece.course}",
                piece,
                piece.id,
            )
            for piece in pieces
        ),
    )


def _beside(atlas: Atlas, root: str) -> Section:
    pieces = [atlas.structures[f"{part}_{root}"] for part in ("vr", "dr", "drg", "vram")]
    return Section(
        "What lies beside it",
        tuple(stated(f"{piece.name}: {piece.beside}", piece, piece.id) for piece in pieces),
    )


def _threats(root: str) -> Section:
    zones = [zone for zone in load_disc_zones() if zone.root == root]
    zones.sort(key=lambda zone: -zone.weight)
    return Section("Disc levels and zones that threaten it", tuple(map(_threat, zones)))


def _threat(zone: DiscZone) -> Fact:
    sides = ", both sides" if zone.both_sides else ""
    why = f": {zone.mechanism}" if zone.mechanism else ""
    text = f"{zone.level}, {zone.zone_name} ({zone.role}{sides}, {zone.often}){why}"
    return stated(text, zone, f"{zone.level}:{zone.zone}", zone.weight)


def _muscles(atlas: Atlas, root: str) -> tuple[Fact, ...]:
    return _shares(atlas, root, {name: muscle.name for name, muscle in atlas.muscles.items()})


def _skin(atlas: Atlas, root: str) -> tuple[Fact, ...]:
    return _shares(atlas, root, {name: patch.name for name, patch in atlas.patches.items()})


def _effectors(atlas: Atlas, root: str) -> tuple[Fact, ...]:
    names = {name: effector.name for name, effector in atlas.effectors.items()}
    return _shares(atlas, root, names)


def _sensory_nerves(atlas: Atlas, root: str) -> tuple[Fact, ...]:
    names = {name: nerve.name for name, nerve in atlas.sensory_nerves.items()}
    return _shares(atlas, root, names)


def _shares(atlas: Atlas, root: str, organs: dict[str, str]) -> tuple[Fact, ...]:
    facts = [
        share_fact(name, organ, share)
        for organ, name in organs.items()
        for share in atlas.root_shares(organ)
        if share.root == root
    ]
    return tuple(sorted(facts, key=lambda fact: -(fact.share or 0)))


def _reflexes(atlas: Atlas, root: str) -> tuple[Fact, ...]:
    facts = [
        share_fact(reflex.name, reflex.id, share)
        for reflex in atlas.reflexes.values()
        for share in atlas.reflex_shares(reflex.id)
        if share.root == root
    ]
    return tuple(sorted(facts, key=lambda fact: -(fact.share or 0)))


def _nerves(atlas: Atlas, root: str) -> Section:
    carrying = [
        structure.id
        for structure in atlas.structures.values()
        if structure.kind in ("plexus", "nerve", "autonomic") and root in structure.roots
    ]
    return Section(
        "Nerves that carry it", tuple(Fact(name) for name in whole_names(atlas, carrying))
    )


def describe_meanings(_atlas: Atlas, root: str) -> tuple[Section, ...]:
    """Return everything that the bare name of a root can mean, and what a lesion there does.

    Args:
        root: Root name.
    """
    return tuple(_meaning(meaning) for meaning in meanings_of(root))


def _meaning(meaning: Meaning) -> Section:
    own = codes(
        *meaning.structures,
        *((f"{meaning.root} vertebra / bony segment",) if meaning.id == "vertebra" else ()),
        *((f"{meaning.root} spinal nerve",) if meaning.id == "spinal_nerve" else ()),
        generic=((meaning.uberon, "at any level"), (meaning.fma, "at any level")),
    )
    return Section(
        f"{meaning.root} as {meaning.name}",
        (
            stated(meaning.definition, meaning, meaning.id),
            stated(f"a lesion: {meaning.lesion}", meaning),
            *own.facts,
        ),
    )
