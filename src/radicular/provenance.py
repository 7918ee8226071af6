"""What a result was computed with: version of the code, hash of the tables, settings."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

__all__ = ["Provenance", "model_hash", "tables_hash"]

_TABLE_PACKAGES = (
    "radicular.anatomy",
    "radicular.electrophysiology",
    "radicular.findings",
    "radicular.hypotheses",
    "radicular.localize",
    "radicular.pathway",
)


@dataclass(frozen=True)
class Provenance:
    """Versions and settings behind a result.

    Attributes:
        version: Of the code.
        tables: Hash of all data tables.
        settings: What the caller chose.
    """

    version: str
    tables: str
    settings: Mapping[str, str]

    @classmethod
    def of(cls, version: str, settings: Mapping[str, str]) -> "Provenance":
        """Record the present tables with a version and settings."""
        return cls(version, tables_hash(), dict(settings))

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"version": self.version, "tables": self.tables, **self.settings}


@cache
def tables_hash() -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 over all data tables.

    Example:
        >>> len(tables_hash())
        12
    """
    digest = hashlib.sha256(files("radicular").joinpath("parameters.csv").read_bytes())
    for package in _TABLE_PACKAGES:
        for table in _tables(files(package).joinpath("tables")):
            digest.update(table.name.encode() + table.read_bytes())
    return digest.hexdigest()[:12]


#: What a compiled model is made of: these places, without the tables that are read afresh.
_COMPILED_FROM = ("anatomy", "findings", "hypotheses", "localize/compiled.py")
_READ_AFRESH = ("links.csv", "link_draws.csv", "priors.csv", "numbering.csv", "values.csv")


@cache
def model_hash() -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 over all that a model is compiled from.

    Example:
        >>> len(model_hash())
        12
    """
    digest = hashlib.sha256()
    root = files("radicular")
    loose = [entry for entry in root.iterdir() if entry.is_file()]
    for place in _COMPILED_FROM:
        entry = root.joinpath(place)
        loose += _tables(entry) if entry.is_dir() else [entry]
    for entry in sorted(loose, key=str):
        if entry.name.endswith((".py", ".csv")) and entry.name not in _READ_AFRESH:
            digest.update(entry.name.encode() + entry.read_bytes())
    return digest.hexdigest()[:12]


def _tables(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        found += _tables(entry) if entry.is_dir() else [entry]
    return found
