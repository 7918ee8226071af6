"""The numbers of the simulation, and what happens when one of them is changed.

Every number stands in a table of ``tables/constants`` with its unit and source. :func:`altered`
changes some for a while, which is how the table of sensitivity is made; what was computed from them
is kept by :func:`remembered` only as long as they hold.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

from radicular.errors import UnknownNameError
from radicular.tables import read_csv

__all__ = ["altered", "assumptions", "constant", "remembered"]

Function = TypeVar("Function", bound=Callable[..., object])

#: What the tables of numbers speak of, one table each.
_SUBJECTS = (
    "body",
    "nerve",
    "membrane",
    "synapse",
    "receptor",
    "potential",
    "muscle",
    "needle",
    "study",
)

_changed: dict[str, float] = {}
_forget: list[Callable[[], None]] = []


@cache
def _rows() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for subject in _SUBJECTS:
        for row in read_csv("radicular.electrophysiology", f"tables/constants/{subject}.csv"):
            found[row["constant"]] = row
    return found


@cache
def _values() -> Mapping[str, float]:
    return {name: float(row["value"]) for name, row in _rows().items()}


def constant(name: str) -> float:
    """Return a number of the simulation, in the unit of its row.

    Args:
        name: Name in one of the tables.

    Raises:
        UnknownNameError: If there is none.

    Example:
        >>> constant("soma_potassium_reversal")
        -10.0
    """
    if name not in _values():
        raise UnknownNameError("constant", name)
    return _changed.get(name, _values()[name])


def assumptions() -> tuple[str, ...]:
    """Return the names of the numbers that are our own judgment.

    Example:
        >>> "soma_potassium_reversal" in assumptions()
        False
    """
    return tuple(name for name, row in _rows().items() if row["provenance"] == "assumed")


@contextmanager
def altered(values: Mapping[str, float]) -> Iterator[None]:
    """Change some numbers for as long as the block runs.

    Args:
        values: Name to value, in the unit of the row.

    Raises:
        UnknownNameError: If there is no such number.

    Example:
        >>> with altered({"soma_potassium_reversal": -12.0}):
        ...     constant("soma_potassium_reversal")
        -12.0
    """
    for name in values:
        constant(name)
    before = dict(_changed)
    _changed.update(values)
    _forget_all()
    try:
        yield
    finally:
        _changed.clear()
        _changed.update(before)
        _forget_all()


def remembered(function: Function) -> Function:
    """Keep what a function returned, until a number is changed."""
    kept = cache(function)
    _forget.append(kept.cache_clear)
    return kept  # type: ignore[return-value]


def _forget_all() -> None:
    for forget in _forget:
        forget()
