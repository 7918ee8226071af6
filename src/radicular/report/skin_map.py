"""Which skin the first site would take or irritate, and what was recorded there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy import load_atlas
from radicular.case import Observation
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.drivers import patches_of
from radicular.findings.territory import territory
from radicular.hypotheses import SIDES
from radicular.localize.localizer import Answer
from radicular.localize.posterior import Posterior
from radicular.parameters import parameter
from radicular.report.words import observation_words

__all__ = ["Mark", "SkinMap", "skin_map"]

Floats = NDArray[np.float64]
Sense = Literal["loss", "irritation"]
MarkKind = Literal["pain", "tingling", "changed", "normal"]

#: Part of a patch's supply from which on a named dermatome or nerve is drawn on it.
OF_TERRITORY = parameter("of_territory")
_SENSE_OF_MARK: Mapping[MarkKind, Sense] = {
    "pain": "irritation",
    "tingling": "irritation",
    "changed": "loss",
    "normal": "loss",
}


@dataclass(frozen=True)
class Mark:
    """A recorded finding on the skin.

    Attributes:
        kind: Pain or tingling that was told, changed or normal feeling that was examined.
        side: ``left`` or ``right``.
        patches: Skin patches that it speaks of.
        text: The finding as recorded.
    """

    kind: MarkKind
    side: str
    patches: tuple[str, ...]
    text: str

    @property
    def sense(self) -> Sense:
        """The picture on which the mark belongs."""
        return _SENSE_OF_MARK[self.kind]


@dataclass(frozen=True)
class SkinMap:
    """Expected and recorded changes of the skin under the first site of an answer.

    Attributes:
        loss: Expected share of feeling lost by patch and side, 0 to 1.
        irritation: Expected share of the supply that hurts or tingles by patch and side, 0 to 1.
        marks: Recorded findings.
    """

    loss: Mapping[tuple[str, str], float]
    irritation: Mapping[tuple[str, str], float]
    marks: tuple[Mark, ...]

    def of(self, sense: Sense) -> Mapping[tuple[str, str], float]:
        """Return the expected change of one sense by patch and side."""
        return self.loss if sense == "loss" else self.irritation


def skin_map(answer: Answer) -> SkinMap:
    """Return the skin under the first site of an answer.

    Args:
        answer: Its first site is drawn, averaged over side, place, severity, fibers and time.
    """
    loss: dict[tuple[str, str], float] = {}
    irritation: dict[tuple[str, str], float] = {}
    conditions = answer.posterior.space.conditions
    for side in ("left", "right"):
        weight = _rows_of_first_site(answer.posterior, answer.ranked[0].site, side)
        hurting = weight * conditions.painful
        for patch in load_atlas().patches:
            loss[patch, side] = float(weight @ conditions.deficit("skin", patch))
            irritation[patch, side] = float(hurting @ conditions.supply("irritation", patch))
    return SkinMap(loss, irritation, tuple(_marks(answer)))


def _rows_of_first_site(posterior: Posterior, site: str, side: str) -> Floats:
    """Return the weight of every lesion of a site that affects a side, shape (lesions,)."""
    space = posterior.space
    chosen = space.site == space.sites.index(site)
    total = posterior.weight[chosen].sum() or 1.0
    chosen &= np.isin(space.side, [SIDES.index(side), SIDES.index("both")])
    share = posterior.weight[chosen] / total
    return np.asarray(np.bincount(space.row[chosen], share, len(space.lesions)), dtype=np.float64)


def _marks(answer: Answer) -> Iterator[Mark]:
    for item in answer.case.observations:
        finding = load_catalog()[item.finding]
        kind = _mark_kind(finding, item)
        patches = _patches(finding) if kind else ()
        if kind and patches:
            for side in ("left", "right") if item.side in ("both", "midline") else (item.side,):
                yield Mark(kind, side, patches, observation_words(item))


def _mark_kind(finding: Finding, item: Observation) -> MarkKind | None:
    if item.value.missing:
        return None
    normal = bool(item.grades & finding.scale.normal)
    if finding.kind == "sensation" and finding.scale.name == "sensation":
        return "normal" if normal else "changed"
    if normal:
        return None
    told: Mapping[str, MarkKind] = {
        "sensation": "tingling",
        "pain_area": "pain",
        "pain_pattern": "pain",
    }
    return told.get(finding.kind)


def _patches(finding: Finding) -> tuple[str, ...]:
    named = [driver for driver in finding.drivers if driver.role in ("dermatome", "nerve")]
    if not named:
        return patches_of(finding)
    shares = territory(named[0])
    atlas = load_atlas()
    return tuple(
        patch for patch, share in zip(atlas.patches, shares, strict=True) if share >= OF_TERRITORY
    )
