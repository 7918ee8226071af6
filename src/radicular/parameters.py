"""The numbers of the model that are no property of one structure, finding or site."""

from collections.abc import Mapping
from functools import cache

from radicular.tables import read_csv

__all__ = ["parameter"]


@cache
def _parameters() -> Mapping[str, float]:
    rows = read_csv("radicular", "parameters.csv")
    return {row["parameter"]: float(row["value"]) for row in rows}


def parameter(name: str) -> float:
    """Return a number of the model; its meaning and source stand beside it in the table.

    Args:
        name: Name in ``parameters.csv``.

    Raises:
        KeyError: If there is none.

    Example:
        >>> parameter("block_complete")
        1.0
    """
    return _parameters()[name]
