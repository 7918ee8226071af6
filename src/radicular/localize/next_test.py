"""Which finding to look for next: expected information about the question that is asked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radicular.case import Case, Observation
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.modality import modality_of
from radicular.localize.compiled import Variant, variant_for
from radicular.localize.leave_one_out import LeaveOneOut, Part, View, nodes_of_rows, spared_nodes
from radicular.localize.posterior import Posterior
from radicular.localize.question import Question
from radicular.localize.scoring import Group
from radicular.parameters import parameter
from radicular.tables import read_csv

__all__ = ["NextTest", "expected_bits", "next_tests", "open_safety"]

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

LEAST_BITS = parameter("next_test_least_bits")


@dataclass(frozen=True)
class NextTest:
    """A finding not yet known, with what it is expected to tell.

    Attributes:
        finding: Id.
        name: In words.
        side: Side to test.
        bits: Expected information about the question.
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
    record: LeaveOneOut,
    case: Case,
    count: int,
    *,
    question: Question | None = None,
    by_burden: bool = False,
) -> tuple[NextTest, ...]:
    """Return the safety questions still open, then the most telling tests.

    Args:
        record: The posterior and the findings so far.
        case: The findings so far.
        count: How many tests besides the safety questions.
        question: What is to be known; the site where none is given.
        by_burden: Rank by information for what the test costs the patient.
    """
    asked = {(item.finding, item.side) for item in case.observations if _settled(item)}
    safety = [_safety_question(finding) for finding in open_safety(case)]
    worth = _by_burden if by_burden else _by_bits
    ranked = sorted(_informative(record, asked, question or Question.of("site")), key=worth)
    chosen: list[NextTest] = []
    for test in ranked:
        if len(chosen) >= count:
            break
        alike = [other for other in chosen if _group(other.finding) == _group(test.finding)]
        if len(alike) < 2 and test.finding not in {other.finding for other in chosen}:  # noqa: PLR2004
            chosen.append(test)
    return (*safety, *chosen)


def expected_bits(
    record: LeaveOneOut, tests: Iterable[tuple[str, str]], *, question: Question | None = None
) -> Mapping[tuple[str, str], float]:
    """Return what each of some tests is expected to tell, in bits.

    Args:
        record: The posterior and the findings so far.
        tests: Findings not yet known, each with the side to test.
        question: What is to be known; the site where none is given.
    """
    outlook = _Outlook(record, question or Question.of("site"))
    found: dict[tuple[str, str], list[Finding]] = {}
    for name, place in tests:
        finding = load_catalog()[name]
        found.setdefault((modality_of(finding).id, place), []).append(finding)
    told: dict[tuple[str, str], float] = {}
    for (modality, place), findings in found.items():
        bits = outlook.information(modality, place, tuple(findings))
        told |= {
            (finding.id, place): float(gain) for finding, gain in zip(findings, bits, strict=True)
        }
    return told


def _settled(item: Observation) -> bool:
    """Whether a finding need not be asked again: known, or tested and not to be judged."""
    return not item.value.missing or not item.value.judged


def _by_bits(test: NextTest) -> float:
    return -test.bits


def _by_burden(test: NextTest) -> float:
    return -test.bits / parameter(f"burden_{test.burden}")


def _group(finding_id: str) -> str:
    return finding_id.partition("_")[0]


@cache
def _safety_rows() -> tuple[Mapping[str, str], ...]:
    return tuple(read_csv("radicular.localize", "tables/safety_questions.csv"))


def open_safety(case: Case) -> Iterator[Finding]:
    """Yield the safety questions that a case does not settle."""
    known = {word for item in case.observations for word in item.finding.split("_")}
    for row in _safety_rows():
        if not known & set(row["settled_by"].split(";")):
            yield load_catalog()[row["finding"]]


def _safety_question(finding: Finding) -> NextTest:
    return NextTest(
        finding.id, finding.name, "midline", 0.0, finding.burden, finding.how, safety=True
    )


def _informative(
    record: LeaveOneOut, asked: set[tuple[str, str]], question: Question
) -> Iterator[NextTest]:
    leading = max(("left", "right"), key=lambda side: _side_weight(record.posterior, side))
    outlook = _Outlook(record, question)
    for (modality, place), findings in _candidates(leading).items():
        bits = outlook.information(modality, place, findings)
        for finding, gain in zip(findings, bits, strict=True):
            if gain >= LEAST_BITS and (finding.id, place) not in asked:
                yield NextTest(
                    finding.id, finding.name, place, float(gain), finding.burden, finding.how
                )


@cache
def _candidates(leading: str) -> Mapping[tuple[str, str], tuple[Finding, ...]]:
    """Findings that can be tested, by modality and place."""
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in load_catalog():
        if not _speaks_of_many(finding):
            place = leading if finding.sided else "midline"
            found.setdefault((modality_of(finding).id, place), []).append(finding)
    return {key: tuple(findings) for key, findings in found.items()}


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
class _Rows:
    """Posterior weight by answer to the question and row of a modality, for one view.

    Attributes:
        view: Whose hypotheses they are.
        answer: Of every entry, shape (entries,).
        row: Of every entry, shape (entries,); None where the place is not affected.
        at_nodes: Weight of every entry at every node of the shared effect, (entries, nodes); one
            column where no finding of the modality is known yet.
    """

    view: View
    answer: Indices
    row: Indices | None
    at_nodes: Floats


class _Outlook:
    """What is to be expected of findings in one place."""

    def __init__(self, record: LeaveOneOut, question: Question) -> None:
        self.record = record
        self.scorer = record.likelihood.scorer
        space = record.posterior.space
        self.answer = question.answers(space)[space.row]
        self.count = int(self.answer.max()) + 1

    def information(self, modality: str, place: str, findings: tuple[Finding, ...]) -> Floats:
        """Return what each finding tells of the question, in bits, shape (findings,)."""
        nodes = self._nodes(modality, place)
        rows = [self._collected(view, modality, place, nodes) for view in self.record.views]
        outlook = self.scorer.outlook(modality, nodes)
        codes = np.empty((len(findings), sum(len(part.answer) for part in rows)), dtype=np.int32)
        start = 0
        for part in rows:
            end = start + len(part.answer)
            shift, both = part.view.way.shift, part.view.side == "both"
            keys = _read(findings, shift, both=both)
            codes[:, start:end] = outlook.codes(keys, part.row)
            start = end
        at_nodes = np.concatenate([part.at_nodes for part in rows])
        answers = np.concatenate([part.answer for part in rows])
        bits: Floats = self.scorer.kernels.information(
            at_nodes.astype(np.float32), codes, outlook.chances, answers, self.count
        )
        return bits

    def _collected(self, view: View, modality: str, place: str, nodes: int) -> _Rows:
        part = _part(view, place)
        groups = view.spared if part is None else part.groups
        known = [group for group in groups if (group.modality, group.slot) == (modality, place)]
        answer = self.answer[view.kept]
        if part is None:
            spared = np.bincount(answer, view.weight, self.count)
            found = np.flatnonzero(spared)
            items = [item for group in known for item in group.items]
            after = spared_nodes(self.scorer, items)
            at_nodes = (after / after.sum())[None, :nodes] if nodes > 1 else _ONE
            return _Rows(view, found, None, spared[found, None] * at_nodes)
        rows, inverse, owner, share = part.rows(modality)
        weight: Floats = np.bincount(
            answer[owner] * len(rows) + inverse,
            part.weight[owner] * share,
            self.count * len(rows),
        ).astype(np.float64)
        found = np.flatnonzero(weight)
        here = found % len(rows)
        at_nodes = self._at_nodes(known, rows[here])[:, :nodes] if nodes > 1 else _ONE
        return _Rows(view, found // len(rows), rows[here], weight[found, None] * at_nodes)

    def _nodes(self, modality: str, place: str) -> int:
        """How many nodes matter: one where the shared effect is still at its prior everywhere."""
        groups = (
            group
            for view in self.record.views
            for part in (*(part.groups for part in view.parts), view.spared)
            for group in part
        )
        known = any((group.modality, group.slot) == (modality, place) for group in groups)
        return self.scorer.nodes_used if known else 1

    def _at_nodes(self, known: Sequence[Group], rows: Indices) -> Floats:
        """Weight of every node after what is known, shape (rows, nodes)."""
        group = known[0] if known else Group("", ())
        at_nodes = nodes_of_rows(self.scorer, group, rows)
        return np.asarray(at_nodes / at_nodes.sum(axis=1, keepdims=True))


_ONE = np.ones((1, 1))


@cache
def _read(
    findings: tuple[Finding, ...], shift: int, *, both: bool
) -> tuple[tuple[str, Variant], ...]:
    return tuple((finding.id, variant_for(finding, shift, both=both)) for finding in findings)


def _part(view: View, place: str) -> Part | None:
    """The part of the hypotheses that a place shows, or None where it is spared."""
    if place in ("midline", view.side):
        return view.parts[-1]
    return view.parts[("left", "right").index(place)] if view.side == "both" else None
