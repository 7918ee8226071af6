"""What an examination told, test by test, and what it left out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import log2

import numpy as np

from radicular.case import Case, Observation
from radicular.findings.catalog import load_catalog
from radicular.hypotheses import SIDES
from radicular.lesion import Lesion
from radicular.localize.evidence import evidence_of
from radicular.localize.leave_one_out import LeaveOneOut
from radicular.localize.localizer import Localizer, load_localizer
from radicular.localize.next_test import expected_bits, open_safety
from radicular.localize.posterior import Posterior
from radicular.report.words import headline, observation_words, side_words
from radicular.workbench.teaching.code import CaseCode
from radicular.workbench.teaching.flags import Flag, flags_of, missed_of
from radicular.workbench.teaching.models import Attempt
from radicular.workbench.teaching.patients import case_of, patient_of
from radicular.workbench.teaching.scoring import Facts

__all__ = ["Debrief", "Step", "Untold", "debrief_of", "facts_of", "places_of"]

#: A study that is expected to tell less is needless.
NEEDLESS_BITS = 0.03
BURDENSOME = ("laboratory", "imaging", "needle", "invasive")
#: Tests that were not asked and are listed, and places.
LISTED, PLACES = 8, 5
_TINY = 1e-12


@dataclass(frozen=True)
class Step:
    """A test that was asked.

    Attributes:
        number: In the order of asking.
        text: What it showed, in words.
        bits: Log2 of the factor by which the true place and side became likelier with it.
        after: Probability of the true place and side then.
        told: Whether the patient brought it up.
    """

    number: int
    text: str
    bits: float
    after: float
    told: bool


@dataclass(frozen=True)
class Untold:
    """A test that was not asked.

    Attributes:
        text: What it would have shown, in words.
        expected: Bits that it was expected to tell of the place.
        bits: For the true place and side with what it would have shown.
    """

    text: str
    expected: float
    bits: float


@dataclass(frozen=True)
class Debrief:
    """A case looked back upon.

    Attributes:
        before: Probability of the true place and side before anything was known.
        steps: What was asked, in order.
        untold: What would have told most besides.
        places: The likeliest places after what was asked, with their probability.
        flags: Red flags that the patient had, and whether they were found.
    """

    before: float
    steps: tuple[Step, ...]
    untold: tuple[Untold, ...]
    places: tuple[tuple[str, float], ...]
    flags: tuple[Flag, ...]

    @property
    def percent_before(self) -> float:
        """Probability of the true place and side before anything was known, in percent."""
        return 100 * self.before


def debrief_of(attempt: Attempt) -> Debrief:
    """Return what the tests of an attempt told of the truth."""
    hidden = patient_of(CaseCode.parse(attempt.case))
    case = case_of(attempt)
    localizer = load_localizer(case.setting, "numba")
    shares = [_share(_posterior(localizer, case, n), hidden.lesion) for n in range(_size(case) + 1)]
    asked = list(attempt.asked.all())
    steps = tuple(
        Step(
            one.number,
            observation_words(item),
            _bits(shares[n], shares[n + 1]),
            shares[n + 1],
            one.told,
        )
        for n, (one, item) in enumerate(zip(asked, case.observations, strict=True))
    )
    return Debrief(
        before=shares[0],
        steps=steps,
        untold=tuple(_untold(localizer, case, hidden.case, hidden.lesion)),
        places=places_of(case),
        flags=tuple(flags_of(case, hidden)),
    )


def facts_of(attempt: Attempt, site: str, side: str, confidence: float) -> Facts:
    """Return what an answer is scored by."""
    hidden = patient_of(CaseCode.parse(attempt.case))
    case = case_of(attempt)
    left_open = list(open_safety(case))
    return Facts(
        site=site,
        side=side,
        confidence=confidence,
        true_site=hidden.lesion.site,
        true_side=hidden.lesion.side,
        safety_open=tuple(one.name for one in left_open),
        missed=tuple(missed_of(left_open, hidden)),
        safety_questions=len(list(open_safety(Case()))),
        needless=tuple(_needless(load_localizer(case.setting, "numba"), attempt, case)),
        helped=attempt.helped is not None,
    )


def places_of(case: Case) -> tuple[tuple[str, float], ...]:
    """Return the likeliest places with their probability."""
    ranked = _posterior(load_localizer(case.setting, "numba"), case).ranked(PLACES)
    return tuple((headline(one), one.probability) for one in ranked)


def _size(case: Case) -> int:
    return len(case.observations)


def _first(case: Case, count: int | None) -> Case:
    return case if count is None else replace(case, observations=case.observations[:count])


def _posterior(localizer: Localizer, case: Case, count: int | None = None) -> Posterior:
    return localizer.posterior(evidence_of(_first(case, count)))


def _record(localizer: Localizer, case: Case) -> LeaveOneOut:
    return LeaveOneOut(localizer.likelihood, _posterior(localizer, case), evidence_of(case))


def _share(posterior: Posterior, lesion: Lesion) -> float:
    space = posterior.space
    true = (space.site == space.sites.index(lesion.site)) & (space.side == SIDES.index(lesion.side))
    return float(np.sum(posterior.weight[true]))


def _bits(before: float, after: float) -> float:
    return log2(max(after, _TINY)) - log2(max(before, _TINY))


def _by_test(case: Case) -> Mapping[tuple[str, str], Observation]:
    return {(item.finding, item.side): item for item in case.observations}


def _untold(localizer: Localizer, case: Case, whole: Case, lesion: Lesion) -> Iterator[Untold]:
    asked, everything = _by_test(case), _by_test(whole)
    expected = expected_bits(
        _record(localizer, case), [test for test in everything if test not in asked]
    )
    now = _share(_posterior(localizer, case), lesion)
    for test in sorted(expected, key=lambda one: -expected[one])[:LISTED]:
        item = everything[test]
        more = replace(case, observations=(*case.observations, item))
        then = _share(_posterior(localizer, more), lesion)
        yield Untold(observation_words(item), expected[test], _bits(now, then))


def _needless(localizer: Localizer, attempt: Attempt, case: Case) -> Iterator[str]:
    for count, one in enumerate(attempt.asked.all()):
        finding = load_catalog()[one.finding]
        if one.told or finding.burden not in BURDENSOME:
            continue
        before = _record(localizer, _first(case, count))
        if expected_bits(before, [(one.finding, one.side)])[one.finding, one.side] < NEEDLESS_BITS:
            side = f", {side_words(one.side)}" if finding.sided else ""
            yield f"{finding.name}{side}"
