"""The textbook table: textbook signs of a site found, less signs that speak against it."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from math import exp
from pathlib import Path

import numpy as np

from benchmarks.prediction import Prediction
from radicular.anatomy.sites import load_sites, roots_at
from radicular.case import Case, Observation
from radicular.findings.catalog import load_catalog
from radicular.hypotheses import SIDES, load_hypotheses

__all__ = ["TEMPERATURE", "Sign", "load_signs", "load_table", "scores", "textbook"]

HERE = Path(__file__).parent
#: A score higher by this much makes a place e times as likely (assumed, never fitted).
TEMPERATURE = 1.0
_SIDES_OF = {
    "unilateral": ("left", "right"),
    "either": ("left", "right", "both"),
    "bilateral": ("both",),
    "midline": ("both",),
}
_OTHER_SIDE = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class Sign:
    """A textbook sign and the findings that record it.

    Args:
        id: Its key.
        findings: Ids of findings, any of which records it.
        grades: The grades that mean it is there; empty for every grade not found in health.
    """

    id: str
    findings: frozenset[str]
    grades: frozenset[str]

    def read(self, item: Observation) -> bool | None:
        """Return whether an observation has the sign, None where that stays open."""
        scale = load_catalog()[item.finding].scale
        meant = self.grades or scale.abnormal
        if item.grades <= meant:
            return True
        return None if item.grades & meant else False


def textbook(case: Case, setting: str) -> Prediction:
    """Answer with prior times exp(score / temperature), normalized over places and sides."""
    prior = _prior(setting)
    weights = {
        place: prior.get(place, 0.0) * exp(score / TEMPERATURE)
        for place, score in scores(case).items()
    }
    total = sum(weights.values())
    sites = dict.fromkeys(load_sites(), 0.0)
    sides: dict[str, float] = dict.fromkeys(SIDES, 0.0)
    roots: dict[str, float] = {}
    for (site, side), weight in weights.items():
        sites[site] += weight / total
        sides[side] += weight / total
        for root in roots_at(site):
            roots[root] = roots.get(root, 0.0) + weight / total
    ranked = sorted(sites.items(), key=lambda item: -item[1])
    return Prediction(dict(ranked), sides, roots)


@cache
def _prior(setting: str) -> Mapping[tuple[str, str], float]:
    space = load_hypotheses(setting)
    places = space.site * len(SIDES) + space.side
    sums = np.bincount(places, np.exp(space.log_prior), len(space.sites) * len(SIDES))
    names = [(site, side) for site in space.sites for side in SIDES]
    return dict(zip(names, map(float, sums), strict=True))


def scores(case: Case) -> Mapping[tuple[str, str], int]:
    """Return for every site of the table and side: matching less contradicting signs.

    On the side of the lesion a sign that should be there counts +1 if it is there and -1 if it was
    looked for and is not; a sign that should not be there counts -1 if it is. On the other side a
    sign of the site that is there counts -1. A finding without side, or on a side that is not
    stated, belongs to either side.
    """
    loose = {"midline", "unknown"}
    near = {
        "left": _signs_found(case, {"left", *loose}),
        "right": _signs_found(case, {"right", *loose}),
        "both": _signs_found(case, {"left", "right", *loose}),
    }
    strictly = {side: _signs_found(case, {side}) for side in ("left", "right")}
    return {
        (site, side): _score(expected, near[side], strictly.get(_OTHER_SIDE.get(side, ""), {}))
        for site, expected in load_table().items()
        for side in _SIDES_OF[load_sites()[site].sidedness]
    }


def _score(
    expected: Mapping[str, bool], here: Mapping[str, bool], there: Mapping[str, bool]
) -> int:
    matching = sum(wanted and here.get(sign, False) for sign, wanted in expected.items())
    contradicting = sum(here.get(sign, wanted) != wanted for sign, wanted in expected.items())
    unexplained = sum(wanted and there.get(sign, False) for sign, wanted in expected.items())
    return matching - contradicting - unexplained


def _signs_found(case: Case, sides: set[str]) -> Mapping[str, bool]:
    """Return every sign that was looked for on one of the sides, and whether it is there."""
    seen: dict[str, bool] = {}
    for item in case.observations:
        if item.value.missing or item.side not in sides:
            continue
        for sign in _signs_of(item.finding):
            there = load_signs()[sign].read(item)
            if there is not None:
                seen[sign] = seen.get(sign, False) or there
    return seen


@cache
def _signs_of(finding: str) -> tuple[str, ...]:
    return tuple(sign.id for sign in load_signs().values() if finding in sign.findings)


@cache
def load_signs() -> Mapping[str, Sign]:
    """Return the textbook signs by id."""
    return {
        row["sign"]: Sign(
            id=row["sign"],
            findings=frozenset(_matching(row["findings"])),
            grades=frozenset(filter(None, row["grades"].split("|"))),
        )
        for row in _rows("textbook_signs.csv")
    }


def _matching(patterns: str) -> Iterator[str]:
    for pattern in patterns.split(";"):
        yield from (name for name in load_catalog().findings if fnmatchcase(name, pattern))


@cache
def load_table() -> Mapping[str, Mapping[str, bool]]:
    """Return for every site which signs should be there (True) and which should not (False)."""
    table: dict[str, dict[str, bool]] = {}
    for row in _rows("textbook.csv"):
        table.setdefault(row["site"], {})[row["sign"]] = row["direction"] == "present"
    return table


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
