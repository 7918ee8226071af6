"""The map: structures, paths and end organs of the lumbosacral nervous system.

Names that need more than the map itself are imported when they are first used, so that programs
that only compute start fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from radicular.anatomy.atlas import Atlas, Pathway, ReflexArc, load_atlas

if TYPE_CHECKING:
    from radicular.anatomy.lookup import describe
    from radicular.anatomy.review import read_marks, write_worksheet

__all__ = [
    "Atlas",
    "Pathway",
    "ReflexArc",
    "describe",
    "load_atlas",
    "read_marks",
    "write_worksheet",
]

_LATER = {"describe": "lookup", "read_marks": "review", "write_worksheet": "review"}


def __getattr__(name: str) -> object:
    """Return one of the names that are imported on first use."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
