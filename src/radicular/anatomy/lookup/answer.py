"""From a typed name to everything the map says about it."""

from collections.abc import Callable, Mapping
from typing import Protocol

from radicular.anatomy.atlas import Atlas, load_atlas
from radicular.anatomy.lookup.description import Description, Section, filled
from radicular.anatomy.lookup.level import describe_level
from radicular.anatomy.lookup.names import Entity, Kind, find
from radicular.anatomy.lookup.nerve import describe_nerve, describe_structure
from radicular.anatomy.lookup.organ import (
    describe_effector,
    describe_muscle,
    describe_patch,
    describe_reflex,
    describe_sensory_nerve,
)
from radicular.anatomy.lookup.root import describe_meanings, describe_root
from radicular.anatomy.lookup.site import describe_site
from radicular.anatomy.sites import load_sites

__all__ = ["describe"]

_BY_KIND: Mapping[Kind, Callable[[Atlas, str], tuple[Section, ...]]] = {
    "meanings": describe_meanings,
    "root": describe_root,
    "level": describe_level,
    "muscle": describe_muscle,
    "nerve": describe_nerve,
    "structure": describe_structure,
    "reflex": describe_reflex,
    "effector": describe_effector,
    "patch": describe_patch,
    "sensory_nerve": describe_sensory_nerve,
    "site": describe_site,
}


class _Named(Protocol):
    """Anything with a name."""

    @property
    def name(self) -> str:
        """Name used in reports."""


def describe(name: str) -> Description:
    """Return everything the map says about a named thing.

    Args:
        name: A root, nerve, muscle, skin patch, reflex, organ or disc level, with or without
            ``left`` or ``right``. The bare name of a root gives its meanings.

    Raises:
        InputError: If no name is given.
        UnknownNameError: If nothing on the map has this name; with the nearest names.

    Example:
        >>> describe("left S1 root").name
        'Left S1 root'
        >>> describe("lateral heel").sections[1].facts[0].id
        'S1'
    """
    entity, side = find(name)
    title = _title(entity)
    return Description(
        kind=entity.kind,
        id=entity.id,
        name=f"{side.capitalize()} {title}" if side else title[0].upper() + title[1:],
        side=side,
        sections=filled(_BY_KIND[entity.kind](load_atlas(), entity.id)),
    )


def _title(entity: Entity) -> str:
    atlas = load_atlas()
    if entity.kind == "meanings":
        return f"{entity.id}: what the name can mean"
    if entity.kind == "root":
        return f"{entity.id} root"
    if entity.kind == "site":
        return load_sites()[entity.id].label
    if entity.kind == "level":
        return f"{entity.id} disc" if "-" in entity.id else entity.id
    return _named(atlas)[entity.kind][entity.id].name


def _named(atlas: Atlas) -> Mapping[Kind, Mapping[str, _Named]]:
    return {
        "muscle": {**atlas.muscles, **atlas.muscle_groups},
        "nerve": atlas.bundles,
        "structure": atlas.structures,
        "reflex": atlas.reflexes,
        "effector": atlas.effectors,
        "patch": atlas.patches,
        "sensory_nerve": atlas.sensory_nerves,
    }
