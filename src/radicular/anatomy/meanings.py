"""What the bare name of a root can mean: segment, root, vertebra, disc and more."""

from dataclasses import dataclass
from functools import cache

from radicular.anatomy.atlas import ROOTS, load_atlas
from radicular.errors import UnknownNameError
from radicular.tables import read_csv

__all__ = ["Meaning", "meanings_of"]


@dataclass(frozen=True)
class Meaning:
    """One meaning of the bare name of a root.

    Attributes:
        id: Stable identifier (``disc_level``).
        name: The meaning in a word or two.
        root: Root name.
        definition: What is meant.
        lesion: What a lesion there would mean.
        structures: Structures of the map that are meant; empty for skin, muscle and bone.
        uberon: Uberon identifier of the thing at any level.
        fma: FMA identifier of the thing at any level.
        provenance: How the row came about.
        source_key: Key in the bibliography.
    """

    id: str
    name: str
    root: str
    definition: str
    lesion: str
    structures: tuple[str, ...]
    uberon: str
    fma: str
    provenance: str
    source_key: str


@cache
def meanings_of(root: str) -> tuple[Meaning, ...]:
    """Return everything that the bare name of a root can mean.

    Args:
        root: Root name (``S1``).

    Raises:
        UnknownNameError: If the map has no such root.

    Example:
        >>> [meaning.id for meaning in meanings_of("S1")][:2]
        ['segment', 'ventral_root']
    """
    if root not in ROOTS:
        raise UnknownNameError("root", root, ROOTS)
    words = _words(root)
    return tuple(
        Meaning(
            id=row["meaning"],
            name=row["name"],
            root=root,
            definition=row["definition"].format(**words),
            lesion=row["lesion"].format(**words),
            structures=tuple(filter(None, row["structures"].format(**words).split(";"))),
            uberon=row["uberon"],
            fma=row["fma"],
            provenance=row["provenance"],
            source_key=row["source_key"],
        )
        for row in read_csv("radicular.anatomy", "tables/meanings.csv")
        if root in row["roots"].split(";")
    )


def _words(root: str) -> dict[str, str]:
    structures = load_atlas().structures
    place = ROOTS.index(root)
    return {
        "root": root,
        "above": ROOTS[place - 1] if place else "T11",
        "below": ROOTS[place + 1] if place + 1 < len(ROOTS) else "Co1",
        "segment_level": structures[f"seg_{root}"].course,
        "ganglion_place": structures[f"drg_{root}"].course,
    }
