"""Codes of public terminologies for the things on the map."""

from dataclasses import dataclass
from functools import cache

from radicular.tables import read_csv

__all__ = ["Code", "codes_of", "load_codes"]


@dataclass(frozen=True)
class Code:
    """One code.

    Attributes:
        concept: What it stands for.
        entity: Id on the map, empty where the map has no such thing.
        system: ``UBERON``, ``FMA``, ``ILX`` or ``HPO``.
        code: The code.
        label: Label in that system.
        source_key: Key in the bibliography.
    """

    concept: str
    entity: str
    system: str
    code: str
    label: str
    source_key: str


@cache
def load_codes() -> tuple[Code, ...]:
    """Return every code.

    Example:
        >>> load_codes()[0].code
        'UBERON:0006448'
    """
    return tuple(
        Code(
            concept=row["concept"],
            entity=row["entity"],
            system=row["system"],
            code=row["code"],
            label=row["label"],
            source_key=row["source_key"],
        )
        for row in read_csv("radicular.anatomy", "tables/codes.csv")
    )


def codes_of(*names: str) -> tuple[Code, ...]:
    """Return the codes of these structures, organs or concepts.

    Args:
        names: Ids of the map, or concepts.

    Example:
        >>> [code.code for code in codes_of("sural")]
        ['UBERON:0015488', 'FMA:44688']
    """
    return tuple(code for code in load_codes() if code.entity in names or code.concept in names)
