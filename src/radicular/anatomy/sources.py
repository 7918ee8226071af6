"""The bibliography: what a source key stands for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from radicular.tables import read_csv

__all__ = ["Source", "load_sources"]


@dataclass(frozen=True)
class Source:
    """One entry of the bibliography.

    Attributes:
        key: Short name that the tables use.
        citation: Citation in words.
        url: Address, empty where there is none.
        provenance: ``found`` where the text was seen, ``recalled`` where it was not.
    """

    key: str
    citation: str
    url: str
    provenance: str

    def __str__(self) -> str:
        return f"{self.citation} {self.url}".strip()


@cache
def load_sources() -> Mapping[str, Source]:
    """Return the bibliography by key.

    Example:
        >>> load_sources()["KG48"].citation
        'Keegan JJ, Garrett FD. Anat Rec 1948;102:409-437'
    """
    return {
        row["source_key"]: Source(row["source_key"], row["citation"], row["url"], row["provenance"])
        for row in read_csv("radicular.anatomy", "tables/sources.csv")
    }
