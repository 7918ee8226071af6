"""Sections that several kinds of descriptions share."""

from collections.abc import Iterable, Mapping

from radicular.anatomy.atlas import Atlas, Pathway
from radicular.anatomy.codes import codes_of
from radicular.anatomy.lookup.description import Fact, Section, stated
from radicular.anatomy.variants import Variant, variants_of

__all__ = ["codes", "lesion_sites", "main_path", "path_of", "supplied", "variants", "whole_names"]

#: What the table holds where a variant is a statement without a number.
_NO_VALUES = ("pattern", "statement", "yes")


def variants(*names: str) -> Section:
    """Return how people differ in these roots, structures or organs."""
    facts = (stated(_variant(variant), variant, variant.id) for variant in variants_of(*names))
    return Section("Variants", tuple(facts))


def _variant(variant: Variant) -> str:
    unit = f" {variant.unit}" if variant.unit in ("%", "mm") else ""
    value = "" if variant.value in _NO_VALUES else f": {variant.value}{unit}"
    effect = f"; {variant.effect}" if variant.effect else ""
    return f"{variant.name}{value}{effect}"


def codes(*names: str, generic: Iterable[tuple[str, str]] = ()) -> Section:
    """Return the codes of these things.

    Args:
        names: Ids of the map, or concepts.
        generic: Code and label of wider classes, for things without a code of their own.
    """
    own = [
        Fact(f"{code.code} {code.label}", provenance="found", source_keys=(code.source_key,))
        for code in codes_of(*names)
    ]
    known = {fact.text.split()[0] for fact in own}
    wider = [Fact(f"{code} ({label})") for code, label in generic if code and code not in known]
    return Section("Codes", (*own, *wider))


def whole_names(atlas: Atlas, structures: Iterable[str]) -> list[str]:
    """Return the names of structures, the pieces of one nerve under its whole name.

    Args:
        atlas: The map.
        structures: Structure ids.
    """
    whole = {
        member: bundle.name
        for bundle in atlas.bundles.values()
        if bundle.kind == "nerve"
        for member in bundle.members
    }
    return list(dict.fromkeys(whole.get(name, atlas.structures[name].name) for name in structures))


def main_path(paths: Iterable[Pathway]) -> Pathway:
    """Return the pathway with the largest share."""
    return max(paths, key=lambda path: path.share)


def path_of(atlas: Atlas, structures: Iterable[str], end: str) -> str:
    """Return a path in words, from the first structure to an end organ."""
    return " > ".join([*whole_names(atlas, structures), end])


def lesion_sites(atlas: Atlas, structures: Iterable[str]) -> Section:
    """Return where along these structures a lesion usually sits."""
    places = [atlas.structures[name] for name in structures]
    return Section(
        "Where it can be hurt",
        tuple(
            stated(f"{place.name}: {place.lesion_sites}", place, place.id)
            for place in places
            if place.lesion_sites
        ),
    )


def supplied(atlas: Atlas, organs: Mapping[str, str], members: frozenset[str]) -> list[Fact]:
    """Return what part of each organ's supply runs through any of these structures.

    Args:
        atlas: The map.
        organs: Name of every organ to look at, by its id.
        members: Structure ids.
    """
    parts = {
        organ: sum(
            path.share for path in atlas.pathways(organ) if members.intersection(path.structures)
        )
        for organ in organs
    }
    return [
        Fact(organs[organ], share, organ, provenance="derived")
        for organ, share in sorted(parts.items(), key=lambda item: -item[1])
        if share > 0
    ]
