"""Which finding to look for next: expected information about the site."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radicular.case import Case
from radicular.condition import Conditions
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.models import grade_chances
from radicular.findings.observation import Circumstances
from radicular.hypotheses import SIDES
from radicular.localize.likelihood import Likelihood
from radicular.localize.posterior import Posterior
from radicular.parameters import parameter
from radicular.tables import read_csv

__all__ = ["NextTest", "next_tests"]

Floats = NDArray[np.float64]

LEAST_BITS = parameter("next_test_least_bits")
#: Lesions with less posterior weight are left out of the sum; it stays exact to about 0.001 bit.
NEGLIGIBLE = 2e-5


@dataclass(frozen=True)
class NextTest:
    """A finding not yet known, with what it is expected to tell.

    Attributes:
        finding: Id.
        name: In words.
        side: Side to test.
        bits: Expected information about the site.
        burden: What the test costs the patient: history, bedside, laboratory, imaging, needle,
            invasive.
        how: How it is tested.
        safety: Whether it is named first because missing it would harm.
    """

    finding: str
    name: str
    side: str
    bits: float
    burden: str
    how: str
    safety: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return dict(self.__dict__)


def next_tests(
    likelihood: Likelihood, posterior: Posterior, case: Case, count: int
) -> tuple[NextTest, ...]:
    """Return the safety questions still open, then the most telling tests of each burden.

    Args:
        likelihood: Gives the chance of every grade.
        posterior: After the findings so far.
        case: The findings so far.
        count: How many tests besides the safety questions.
    """
    asked = {(item.finding, item.side) for item in case.observations}
    safety = [_safety_question(finding) for finding in _open_safety(case)]
    ranked = sorted(
        _informative(likelihood, posterior, asked, case.patient.age), key=lambda test: -test.bits
    )
    chosen: list[NextTest] = []
    for test in ranked:
        alike = [other for other in chosen if _group(other.finding) == _group(test.finding)]
        if len(alike) < 2 and test.finding not in {other.finding for other in chosen}:  # noqa: PLR2004
            chosen.append(test)
        if len(chosen) == count:
            break
    return (*safety, *chosen)


def _group(finding_id: str) -> str:
    return finding_id.partition("_")[0]


@cache
def _safety_rows() -> tuple[Mapping[str, str], ...]:
    return tuple(read_csv("radicular.localize", "tables/safety_questions.csv"))


def _open_safety(case: Case) -> Iterator[Finding]:
    known = {word for item in case.observations for word in item.finding.split("_")}
    for row in _safety_rows():
        if not known & set(row["settled_by"].split(";")):
            yield load_catalog()[row["finding"]]


def _safety_question(finding: Finding) -> NextTest:
    return NextTest(
        finding.id, finding.name, "midline", 0.0, finding.burden, finding.how, safety=True
    )


def _informative(
    likelihood: Likelihood,
    posterior: Posterior,
    asked: set[tuple[str, str]],
    age: float | None,
) -> Iterator[NextTest]:
    leading = max(("left", "right"), key=lambda side: _side_weight(posterior, side))
    view = _View.of(likelihood, posterior, leading)
    circumstances = Circumstances(age)
    for finding in load_catalog():
        side = leading if finding.sided else "midline"
        if (finding.id, side) in asked or _speaks_of_many(finding):
            continue
        bits = _information(view.joint(finding, circumstances))
        if bits >= LEAST_BITS:
            yield NextTest(finding.id, finding.name, side, bits, finding.burden, finding.how)


#: Drivers of findings that name a pattern in the record and are nothing that one can test.
_SUMMING_UP = frozenset(("max", "dermatome", "myotome"))


def _speaks_of_many(finding: Finding) -> bool:
    """Whether a finding sums up others or is nothing that one can go and test."""
    roles = {driver.role for driver in finding.drivers}
    return bool(roles & _SUMMING_UP) or finding.domain in ("context", "block")


def _side_weight(posterior: Posterior, side: str) -> float:
    sides: Mapping[str, float] = posterior.sides()
    return sides[side] + sides["both"]


@dataclass(frozen=True)
class _View:
    """The lesions that still have weight, split by whether the side to be tested is affected.

    Attributes:
        conditions: The lesions.
        likelihood: Gives the chances in health, for the side that is not affected.
        first: First lesion of each site, shape (sites,); the lesions of a site stand together.
        here: Weight of each lesion where the side is affected, shape (lesions,).
        there: Weight of each lesion where it is not, shape (lesions,).
    """

    conditions: Conditions
    likelihood: Likelihood
    first: NDArray[np.intp]
    here: Floats
    there: Floats

    @classmethod
    def of(cls, likelihood: Likelihood, posterior: Posterior, side: str) -> "_View":
        space = posterior.space
        affected = np.isin(space.side, [SIDES.index(side), SIDES.index("both")])
        count = len(space.lesions)
        here = np.bincount(space.row[affected], posterior.weight[affected], count)
        there = np.bincount(space.row[~affected], posterior.weight[~affected], count)
        kept = np.flatnonzero(here + there > NEGLIGIBLE)
        sites = space.site_of_lesion[kept]
        return cls(
            space.conditions.take(kept),
            likelihood,
            np.flatnonzero(np.diff(sites, prepend=-1)),
            here[kept].astype(np.float64),
            there[kept].astype(np.float64),
        )

    def joint(self, finding: Finding, circumstances: Circumstances) -> Floats:
        """Return the joint probability of site and grade, shape (sites, grades)."""
        on_side = grade_chances(finding, self.conditions, circumstances)
        if not finding.sided:
            return np.add.reduceat((self.here + self.there)[:, None] * on_side, self.first)
        healthy = self.likelihood.in_health(finding, circumstances)
        hit = np.add.reduceat(self.here[:, None] * on_side, self.first)
        missed = np.add.reduceat(self.there, self.first)
        return np.asarray(hit + missed[:, None] * healthy)


def _information(joint: Floats) -> float:
    """Mutual information in bits between site and grade from their joint table."""
    joint = joint / joint.sum()
    site, grade = joint.sum(axis=1, keepdims=True), joint.sum(axis=0, keepdims=True)
    present = joint > 0
    ratio = np.where(present, joint, 1.0) / np.where(present, site * grade, 1.0)
    return float((joint * np.log2(ratio)).sum())
