"""The tables of expected findings, and what the map says about each row."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy import Atlas
from radicular.anatomy.sites import Place
from radicular.conduction import Channel, Conduction, Kind
from radicular.lesion import Lesion, Side

__all__ = [
    "CLASSES",
    "Expectation",
    "Verdicts",
    "amended",
    "frozen",
    "lesion",
    "named",
    "ordered",
    "read",
]

HERE = Path(__file__).parent

#: Class of function to its lowest and highest value; README.md says what each means.
CLASSES: Mapping[str, tuple[float, float]] = {
    "spared": (0.90, 1.0),
    "kept": (0.75, 1.0),
    "touched": (0.4501, 0.8999),
    "reduced": (0.0, 0.85),
    "lost": (0.0, 0.45),
}
OTHER = {"left": "right", "right": "left"}
SLACK = 1e-9
NAMED_SHARE = 0.02


@dataclass(frozen=True)
class Expectation:
    """One row: what is expected of one organ under one lesion."""

    lesion: str
    organ_kind: str
    organ: str
    side: str
    expected: str
    reason: str
    source: str
    provenance: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What identifies the row."""
        return (self.lesion, self.organ_kind, self.organ, self.side)

    @property
    def about_map(self) -> bool:
        """Whether the row speaks about the map itself instead of about a lesion."""
        return self.lesion == "none"


@dataclass(frozen=True)
class StructureLesion(Lesion):
    """A lesion of named structures, for pieces of the map that are no site of their own."""

    structures: Mapping[str, float] = field(default_factory=dict)

    @property
    def where(self) -> Place:
        """The place that holds exactly these structures."""
        return Place("", "", self.structures, "mixed", 0.0, 1.0, "")


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of one table beside this file; no rows where there is no such file."""
    path = HERE / name
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@cache
def frozen() -> tuple[Expectation, ...]:
    """Return the rows as they were written before the model."""
    return tuple(Expectation(**row) for row in read("expectations.csv"))


@cache
def amended() -> tuple[Expectation, ...]:
    """Return all rows, frozen and added, with the amendments applied."""
    changes = {
        (row["lesion"], row["organ_kind"], row["organ"], row["side"]): row
        for row in read("amendments.csv")
    }
    added = tuple(Expectation(**row) for row in read("expectations_added.csv"))
    return tuple(
        replace(row, **{name: changes[row.key][column] for name, column in AMENDED.items()})
        if row.key in changes
        else row
        for row in (*frozen(), *added)
        if changes.get(row.key, {}).get("now") != "withdrawn"
    )


AMENDED = {"expected": "now", "reason": "reason", "source": "source"}


@cache
def _named() -> Mapping[str, Mapping[str, float]]:
    return {
        row["name"]: dict.fromkeys(row["structures"].split(";"), 1.0)
        for row in read("structures.csv")
    }


@cache
def lesion(text: str) -> Lesion:
    """Return the lesion of a row: of a structure named in ``structures.csv``, or of a site."""
    head, _, modifiers = text.partition(", ")
    side, _, name = head.partition(" ")
    if name not in _named():
        return Lesion.parse(text)
    severity = Lesion.parse(f"left S1 root, {modifiers}").severity
    return StructureLesion("", cast(Side, side), severity=severity, structures=_named()[name])


def _losing(item: Lesion, lost: tuple[Place, str] | None) -> Lesion:
    if lost is None or item.where is not lost[0]:
        return item
    rest = {name: part for name, part in item.where.structures.items() if name != lost[1]}
    return StructureLesion(
        "", item.side, severity=item.severity, fibers=item.fibers, structures=rest
    )


class Verdicts:
    """What a map says about the expectations.

    Args:
        conduction: The compiled map.
        rows: The expectations.
        lost: A place and a structure that is left out of it, to try what that would do.
    """

    def __init__(
        self,
        conduction: Conduction,
        rows: Sequence[Expectation],
        lost: tuple[Place, str] | None = None,
    ) -> None:
        self.conduction = conduction
        self.rows = tuple(rows)
        texts = dict.fromkeys(row.lesion for row in rows if not row.about_map)
        self._of_text = {text: place for place, text in enumerate(texts)}
        self._lesions = [_losing(lesion(text), lost) for text in texts]
        self._function = self._functions()

    def _functions(self) -> NDArray[np.float64]:
        if not self._lesions:
            return np.empty((0, len(self.conduction.channels)))
        hit = np.array([self.conduction.hit(item) for item in self._lesions])
        block = np.array([item.block for item in self._lesions])
        return self.conduction.summed(1 - block[:, None] * hit)

    def function(self, row: Expectation, *, crossed: bool = False) -> float:
        """Return the function that the map gives to the organ of a row.

        Args:
            row: The expectation.
            crossed: Whether to take the organ of the other side instead.
        """
        place = self._of_text[row.lesion]
        if self._lesions[place].side not in (OTHER[row.side] if crossed else row.side, "both"):
            return 1.0
        channel = Channel(cast(Kind, row.organ_kind), row.organ)
        return float(self._function[place, self.conduction.channels[channel]])

    def holds(self, row: Expectation, *, crossed: bool = False) -> bool:
        """Return whether the map meets a row, with the organ of the other side if ``crossed``."""
        if row.about_map:
            return ordered(row.expected, named(self.conduction.atlas, row.organ_kind, row.organ))
        low, high = CLASSES[row.expected]
        return low - SLACK <= self.function(row, crossed=crossed) <= high + SLACK

    def failing(self) -> list[Expectation]:
        """Return the rows that the map does not meet."""
        return [row for row in self.rows if not self.holds(row)]

    def says(self, row: Expectation) -> str:
        """Return what the map gives instead, for a message."""
        if not row.about_map:
            return f"{self.function(row):.2f}"
        found = named(self.conduction.atlas, row.organ_kind, row.organ)
        return ", ".join(f"{name} {weight:.2f}" for name, weight in sorted(found.items()))


def named(atlas: Atlas, organ_kind: str, organ: str) -> Mapping[str, float]:
    """Return what the map names for an organ, with weights: roots, nerves, muscles or pieces."""
    match organ_kind:
        case "skin_drawn":
            return {share.root: share.share for share in atlas.root_shares(organ)}
        case "skin_nerves":
            return atlas.patches[organ].nerves_for("")
        case "reflex_muscles":
            return atlas.reflexes[organ].effectors
        case "reflex_afferents":
            return atlas.reflexes[organ].afferents
        case "nerve_pieces":
            return dict.fromkeys(atlas.bundles[organ].members, 1.0)
        case _:
            return shares(atlas, organ_kind, organ)


def shares(atlas: Atlas, organ_kind: str, organ: str) -> dict[str, float]:
    """Return the share of each root in the pathways of an organ or the arcs of a reflex."""
    ways: Iterable[tuple[str, float]] = (
        ((arc.root, arc.share) for arc in atlas.reflex_arcs(organ))
        if organ_kind == "reflex_share"
        else ((way.root, way.share) for way in atlas.pathways(organ))
    )
    found: dict[str, float] = {}
    for root, share in ways:
        found[root] = found.get(root, 0.0) + share
    return found


def ordered(expected: str, found: Mapping[str, float]) -> bool:
    """Return whether weights follow an order such as ``S1>L5+S2``."""
    tiers = [tier.split("+") for tier in expected.split(">")]
    if any(found.get(name, 0.0) < NAMED_SHARE for tier in tiers for name in tier):
        return False
    return all(
        min(found[name] for name in higher) > max(found[name] for name in lower)
        for higher, lower in pairwise(tiers)
    )
