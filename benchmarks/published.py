"""The published cases and what was finally found in each."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from radicular.anatomy.sites import load_sites, roots_at
from radicular.case import Case
from radicular.errors import RadicularError, TableError

__all__ = ["CASES", "PublishedCase", "Truth", "accepted_sites", "load_published"]

HERE = Path(__file__).parent
CASES = HERE / "cases"
SIDES = frozenset({"left", "right", "both"})
ROOT_FAMILIES = frozenset({"root", "multi_root", "cauda_conus"})
NOT_TELLING = re.compile(r"[^a-z0-9]+|\b(?:the|at|of|in|nerve root)\b")


@dataclass(frozen=True)
class Truth:
    """What was finally found.

    Args:
        label: The place as the source names it.
        sites: Every site that counts as right, the closest first.
        side: ``left``, ``right``, ``both``, or empty where the source does not state it.
        roots: The involved roots, empty where the source does not state them.
        trap: Whether the source picture leads away from the truth.
    """

    label: str
    sites: tuple[str, ...]
    side: str
    roots: frozenset[str]
    trap: bool

    @property
    def family(self) -> str:
        """The family of the closest site."""
        return load_sites()[self.sites[0]].family

    @property
    def root_level(self) -> bool:
        """Whether roots are involved and the source says which."""
        return bool(self.roots) and self.family in ROOT_FAMILIES

    @property
    def involves_s1(self) -> bool | None:
        """Whether the S1 root is involved; None where the source leaves it open."""
        if self.family == "cauda_conus" and not self.roots:
            return None
        return self.root_level and "S1" in self.roots


@dataclass(frozen=True)
class PublishedCase:
    """One published case.

    Args:
        case: What was found.
        truth: Where the lesion was.
    """

    case: Case
    truth: Truth


def load_published(folder: Path = CASES) -> tuple[PublishedCase, ...]:
    """Return every case of a folder that has a truth, in the order of the file names.

    Args:
        folder: Holds one case file (``*.yaml``) a case.

    Raises:
        CaseFileError: If a file is wrong.
        TableError: If the truth of a case is not a label of ``truth.csv``.
    """
    return tuple(filter(None, map(_read, sorted(folder.glob("*.yaml")))))


def _read(path: Path) -> PublishedCase | None:
    try:
        case = Case.from_file(path)
        return PublishedCase(case, _truth(case)) if case.truth else None
    except RadicularError as error:
        error.add_note(f"in {path}")
        raise


def accepted_sites(label: str) -> tuple[str, ...]:
    """Return the sites that count as right for a place named in a source.

    Args:
        label: The name of the place, or a site id.

    Raises:
        TableError: If the name is not in ``truth.csv``.

    Example:
        >>> accepted_sites("common peroneal nerve at the fibular head")
        ('common_fibular',)
    """
    sites = _labels().get(_telling(label))
    if sites is None and label in load_sites():
        return (label,)
    if sites is None:
        raise TableError(f"truth: {label!r} is not a label of benchmarks/truth.csv")
    return sites


def _truth(case: Case) -> Truth:
    stated = case.truth
    if not isinstance(stated, Mapping):
        raise TableError(f"truth of {case.id}: {stated!r} is not a mapping with site and side")
    label = str(stated.get("label") or stated["site"])
    sites = accepted_sites(label)
    family = load_sites()[sites[0]].family
    roots = frozenset(map(str, stated.get("roots") or ()))
    if not roots and family in ("root", "multi_root"):
        roots = frozenset(roots_at(sites[0]))
    side = str(stated.get("side", ""))
    return Truth(
        label=label,
        sites=sites,
        side=side if side in SIDES else "",
        roots=roots,
        trap=stated.get("difficulty") == "trap",
    )


@cache
def _labels() -> Mapping[str, tuple[str, ...]]:
    with (HERE / "truth.csv").open(encoding="utf-8") as file:
        return {
            _telling(row["label"]): tuple(row["sites"].split(";")) for row in csv.DictReader(file)
        }


def _telling(label: str) -> str:
    plain = label.lower().replace("peroneal", "fibular").replace("nerve root", "root")
    return " ".join(NOT_TELLING.sub(" ", plain).split())
