"""What the map says about a muscle, a patch of skin, an autonomic organ, a reflex, a potential."""

from collections.abc import Iterable

from radicular.anatomy.atlas import Atlas, Pathway
from radicular.anatomy.lookup.description import Fact, Section, share_fact, stated
from radicular.anatomy.lookup.parts import (
    codes,
    lesion_sites,
    main_path,
    path_of,
    variants,
)
from radicular.anatomy.organs import Muscle

__all__ = [
    "describe_effector",
    "describe_muscle",
    "describe_patch",
    "describe_reflex",
    "describe_sensory_nerve",
]


def describe_muscle(atlas: Atlas, name: str) -> tuple[Section, ...]:
    """Return roots, nerve path, movements and lesion sites of a muscle or muscle group."""
    if name in atlas.groups:
        return _describe_group(atlas, atlas.muscle_groups[name])
    muscle = atlas.muscles[name]
    groups = [group.name for group in atlas.muscle_groups.values() if name in group.members]
    return (
        _roots(atlas, name),
        _path(atlas, name, muscle.name),
        _movements(muscle),
        Section("Part of", tuple(map(Fact, groups))),
        _reflexes_with(atlas, (name,)),
        lesion_sites(atlas, _peripheral(atlas.pathways(name))),
        variants(name, *_nerves(atlas, name)),
        codes(name),
    )


def _describe_group(atlas: Atlas, group: Muscle) -> tuple[Section, ...]:
    shares: dict[str, float] = {}
    for member in group.members:
        for path in atlas.pathways(member):
            shares[path.root] = shares.get(path.root, 0) + path.share / len(group.members)
    roots = sorted(shares.items(), key=lambda item: -item[1])
    members = [atlas.muscles[member] for member in group.members]
    return (
        Section(
            "Roots (mean share over its muscles)",
            tuple(Fact(root, share, root, provenance="derived") for root, share in roots),
        ),
        Section("Muscles", tuple(Fact(member.name, id=member.id) for member in members)),
        _movements(group),
        Section(
            "Nerves",
            tuple(
                Fact(name)
                for name in dict.fromkeys(atlas.structures[of.nerve].name for of in members)
            ),
        ),
        _reflexes_with(atlas, group.members),
        codes(group.id),
    )


def _movements(muscle: Muscle) -> Section:
    told = [*muscle.movements, *([f"tested: {muscle.test}"] if muscle.test else [])]
    return Section("Movements", tuple(stated(text, muscle) for text in told))


def describe_patch(atlas: Atlas, name: str) -> tuple[Section, ...]:
    """Return roots, cutaneous nerves, nerve path and lesion sites of a patch of skin."""
    patch = atlas.patches[name]
    point = [Fact(f"key point {patch.isncsci_point} of the ISNCSCI")] if patch.isncsci_point else []
    where = stated(f"{patch.aspect} {patch.region}: {patch.landmark}", patch)
    parts: dict[str, float] = {}
    for path in atlas.pathways(name):
        parts[path.structures[-1]] = parts.get(path.structures[-1], 0) + path.share
    nerves = sorted(parts.items(), key=lambda item: -item[1])
    region = "wider region"
    return (
        Section("Where", (where, *point)),
        _roots(atlas, name),
        Section(
            "Cutaneous nerves (part of the supply)",
            tuple(
                Fact(atlas.structures[nerve].name, part, nerve, provenance="derived")
                for nerve, part in nerves
            ),
        ),
        _path(atlas, name, patch.name),
        lesion_sites(atlas, _peripheral(atlas.pathways(name))),
        variants(name, *parts),
        codes(name, generic=((patch.uberon, region), (patch.fma, region))),
    )


def describe_effector(atlas: Atlas, name: str) -> tuple[Section, ...]:
    """Return roots, nerve path, function and lesion sites of an autonomic organ."""
    effector = atlas.effectors[name]
    told = stated(f"{effector.function}; tested: {effector.test}", effector)
    return (
        Section("Function", (told,)),
        _roots(atlas, name),
        _path(atlas, name, effector.name),
        lesion_sites(atlas, _peripheral(atlas.pathways(name))),
        variants(name),
        codes(name, generic=((effector.uberon, effector.name), (effector.fma, effector.name))),
    )


def describe_sensory_nerve(atlas: Atlas, name: str) -> tuple[Section, ...]:
    """Return roots, path and lesion sites of a sensory nerve whose potential can be recorded."""
    nerve = atlas.sensory_nerves[name]
    where = stated(f"recorded: {nerve.recorded}", nerve)
    spared = Fact("stays normal where the lesion is central to the ganglion")
    return (
        Section("Recording", (where, spared)),
        _roots(atlas, name),
        _path(atlas, name, nerve.name),
        lesion_sites(atlas, _peripheral(atlas.pathways(name))),
        variants(name),
    )


def describe_reflex(atlas: Atlas, name: str) -> tuple[Section, ...]:
    """Return stimulus, roots, both limbs and lesion sites of a reflex."""
    reflex = atlas.reflexes[name]
    arc = max(atlas.reflex_arcs(name), key=lambda way: way.share)
    muscle = atlas.muscles[arc.effector].name
    roots = sorted(atlas.reflex_shares(name), key=lambda root: -root.share)
    return (
        Section(
            "How it is tested",
            (stated(reflex.stimulus, reflex), stated(f"answer: {reflex.response}", reflex)),
        ),
        Section(
            "Roots (share of the reflex)",
            tuple(share_fact(root.root, root.root, root) for root in roots),
        ),
        Section(
            "Arc",
            (
                Fact(f"in: {path_of(atlas, arc.afferent[:-1], f'{arc.root} segment')}"),
                Fact(f"out: {path_of(atlas, arc.efferent, muscle)}"),
            ),
        ),
        Section(
            "Muscles that answer",
            tuple(
                Fact(atlas.muscles[of].name, part, of, provenance="assumed")
                for of, part in reflex.effectors.items()
            ),
        ),
        lesion_sites(atlas, [of for of in arc.efferent if of not in _central(arc.root)]),
        variants(name),
        Section("Codes", tuple(Fact(term) for term in reflex.hpo)),
    )


def _roots(atlas: Atlas, organ: str) -> Section:
    shares = sorted(atlas.root_shares(organ), key=lambda share: -share.share)
    lost = {left.root for left in atlas.unrouted if left.organ == organ}
    facts = [share_fact(share.root, share.root, share) for share in shares]
    left = [
        Fact(f"{root}: named by maps, but no nerve here carries it; left out of predictions")
        for root in sorted(lost)
    ]
    return Section("Roots (share of the supply)", (*facts, *left))


def _path(atlas: Atlas, organ: str, name: str) -> Section:
    path = main_path(atlas.pathways(organ))
    return Section("Nerve path of the main root", (Fact(path_of(atlas, path.structures, name)),))


def _central(root: str) -> frozenset[str]:
    return frozenset(f"{part}_{root}" for part in ("seg", "vr", "dr", "drg", "sn", "vram"))


def _peripheral(paths: Iterable[Pathway]) -> list[str]:
    """The structures beyond the ventral rami, from proximal to distal."""
    return list(
        dict.fromkeys(
            name for path in paths for name in path.structures if name not in _central(path.root)
        )
    )


def _nerves(atlas: Atlas, organ: str) -> list[str]:
    return [
        name
        for name in _peripheral(atlas.pathways(organ))
        if atlas.structures[name].kind in ("nerve", "branch")
    ]


def _reflexes_with(atlas: Atlas, muscles: Iterable[str]) -> Section:
    return Section(
        "Reflexes that it answers",
        tuple(
            Fact(reflex.name, id=reflex.id)
            for reflex in atlas.reflexes.values()
            if set(reflex.effectors) & set(muscles)
        ),
    )
