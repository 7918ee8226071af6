"""Simulated records to measure with, and how long each part of an answer takes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from time import process_time

import numpy as np

from benchmarks.clock import Spread
from radicular.case import Case
from radicular.hypotheses import SIDES, load_hypotheses
from radicular.localize.evidence import Evidence, evidence_of
from radicular.localize.explain import clues, misfits
from radicular.localize.leave_one_out import LeaveOneOut
from radicular.localize.localizer import DEFAULT_SETTING, Localizer
from radicular.localize.next_test import next_tests
from radicular.patient.draw import draw_patient

__all__ = ["adding", "drawn_records", "latency"]

FINDINGS = 25
RANKED = 5
TESTS = 6


def drawn_records(count: int, seed: int, setting: str = DEFAULT_SETTING) -> tuple[Case, ...]:
    """Return records of 25 findings of patients drawn from the prior of a setting."""
    space = load_hypotheses(setting)
    generator = np.random.default_rng(seed)
    chosen = generator.choice(len(space), count, p=np.exp(space.log_prior))
    return tuple(
        draw_patient(
            replace(space.lesions[space.row[number]], side=SIDES[space.side[number]]),
            seed + place,
            findings=FINDINGS,
            setting=setting,
        )
        for place, number in enumerate(chosen)
    )


def latency(localizer: Localizer, records: Sequence[Case]) -> Mapping[str, Spread]:
    """Return the time of every part of an answer over some records, each answered once."""
    laps = np.array([_laps(localizer, record) for record in records]) * 1000
    columns = [*laps.T, laps.sum(axis=1)]
    names = ("posterior", "explanation", "next tests", "all three together")
    return {name: Spread.of(column.tolist()) for name, column in zip(names, columns, strict=True)}


def _laps(localizer: Localizer, case: Case) -> tuple[float, float, float]:
    start = process_time()
    evidence = evidence_of(case)
    posterior = localizer.posterior(evidence, case.vertebrae)
    ranked = posterior.ranked(RANKED)
    answered = process_time()
    record = LeaveOneOut(localizer.likelihood, posterior, evidence)
    clues(record, [site.site for site in ranked])
    misfits(record)
    explained = process_time()
    next_tests(record, case, TESTS)
    return answered - start, explained - answered, process_time() - explained


def adding(localizer: Localizer, records: Sequence[Case]) -> Spread:
    """Return the time from one more finding to the new posterior, over some records."""
    return Spread.of([1000 * lap for record in records for lap in _added(localizer, record)])


def _added(localizer: Localizer, case: Case) -> Iterator[float]:
    evidence = evidence_of(case)
    known, more = _without_the_last(evidence)
    localizer.posterior(known, case.vertebrae)
    start = process_time()
    localizer.posterior((*known, more), case.vertebrae)
    yield process_time() - start


def _without_the_last(evidence: Sequence[Evidence]) -> tuple[tuple[Evidence, ...], Evidence]:
    findings = [item for item in evidence if item.entries]
    last = findings[-1]
    return tuple(item for item in evidence if item is not last), last
