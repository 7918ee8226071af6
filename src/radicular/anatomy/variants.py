"""How people differ from the map."""

from dataclasses import dataclass
from functools import cache

from radicular.tables import read_csv

__all__ = ["Variant", "load_variants", "variants_of"]


@dataclass(frozen=True)
class Variant:
    """A published difference between people.

    Attributes:
        id: Stable identifier.
        category: Group of variants.
        name: What differs.
        value: The published value.
        unit: Unit of the value (``%``, ``level``, ``mm``, ``pattern`` ...).
        population: Who was examined, and how.
        effect: What it means for a lesion.
        concerns: Roots, structures and organs that it concerns.
        provenance: How the row came about.
        source_key: Key in the bibliography.
    """

    id: str
    category: str
    name: str
    value: str
    unit: str
    population: str
    effect: str
    concerns: frozenset[str]
    provenance: str
    source_key: str


@cache
def load_variants() -> tuple[Variant, ...]:
    """Return every variant.

    Example:
        >>> load_variants()[0].name
        'Mean conus tip level'
    """
    return tuple(
        Variant(
            id=row["variant"],
            category=row["category"],
            name=row["name"],
            value=row["value"],
            unit=row["unit"],
            population=" ".join(filter(None, (row["n"], row["population"]))),
            effect=row["effect"],
            concerns=frozenset(row["concerns"].split(";")),
            provenance=row["provenance"],
            source_key=row["source_key"],
        )
        for row in read_csv("radicular.anatomy", "tables/variants.csv")
    )


def variants_of(*names: str) -> tuple[Variant, ...]:
    """Return the variants that concern any of these roots, structures or organs.

    Args:
        names: Ids of the map.

    Example:
        >>> [variant.id for variant in variants_of("medial_calcaneal")]
        ['mcn_number']
    """
    return tuple(variant for variant in load_variants() if variant.concerns & set(names))
