"""All studies of a person, side against side, as a laboratory reports them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from radicular.anatomy.sites import roots_at
from radicular.case import Case, Observation, Patient
from radicular.electrophysiology.norms import measured
from radicular.electrophysiology.result import Measure, Recorded, StudyResult
from radicular.electrophysiology.studies.registry import load_studies, run_study
from radicular.electrophysiology.subject import SIDES, Side, Subject
from radicular.findings.catalog import load_catalog
from radicular.lesion import Lesion

__all__ = ["LaboratoryReport", "compared", "examine", "to_case"]

Progress = Callable[[str], None]

#: What is compared side against side: study, measure, id and name of the comparison, unit; a ratio
#: is the smaller against the larger.
_COMPARED: tuple[tuple[str, str, str, str, str], ...] = (
    ("h-reflex", "h_latency", "h_latency_difference", "H latency, side difference", "ms"),
    ("h-reflex", "h_amplitude", "h_amplitude_ratio", "H amplitude, smaller against larger", ""),
    ("motor-conduction", "tibial_amplitude", "cmap_side_ratio", "Foot muscle, side ratio", ""),
    ("sensory-conduction", "sural_amplitude", "snap_side_ratio", "Sural nerve, side ratio", ""),
)


@dataclass(frozen=True, eq=False)
class LaboratoryReport:
    """What a laboratory found in one person.

    Attributes:
        subject: Who was studied.
        lesions: What is wrong.
        results: Every study of every side.
        comparisons: Side against side.
        seed: Of chance within the studies.
    """

    subject: Subject
    lesions: tuple[Lesion, ...]
    results: tuple[StudyResult, ...]
    comparisons: tuple[Measure, ...]
    seed: int

    def to_case(self) -> Case:
        """Return the findings as a case that can be localized; the truth stands beside them."""
        return to_case(self.results, self.comparisons)

    def to_dict(self, *, traces: bool = False) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "radicular_laboratory": 1,
            "subject": self.subject.to_dict(),
            "lesions": [str(lesion) for lesion in self.lesions],
            "comparisons": [item.to_dict() for item in self.comparisons],
            "results": [result.to_dict(traces=traces) for result in self.results],
        }


def examine(  # noqa: PLR0913 - who, what is wrong, and what is asked
    subject: Subject,
    lesions: Sequence[Lesion] = (),
    *,
    studies: Sequence[str] | None = None,
    sides: Sequence[Side] = SIDES,
    seed: int = 0,
    options: Mapping[str, Any] = MappingProxyType({}),
    progress: Progress | None = None,
) -> LaboratoryReport:
    """Make studies of both sides.

    Args:
        subject: Who is studied.
        lesions: What is wrong.
        studies: Names of studies; None for all.
        sides: Which legs.
        seed: Of chance within the studies.
        options: What the studies can be asked for besides, as :func:`run_study` takes it.
        progress: Called with a line before each study.

    Raises:
        UnknownNameError: If there is no study of that name.
        InputError: If a study does not take an option.

    Example:
        >>> lesion = Lesion.parse("left S1 root, severe, 6 weeks")
        >>> found = examine(Subject.typical(), [lesion], studies=["h-reflex"])
        >>> [item.verdict for item in found.comparisons][:1]
        ['absent']
    """
    names = list(load_studies()) if studies is None else list(studies)
    planned = [(name, side) for name in names for side in sides]
    results = []
    for number, (name, side) in enumerate(planned, start=1):
        if progress is not None:
            progress(f"{number} of {len(planned)}: {name}, {side}")
        results.append(run_study(name, subject, side, lesions, seed=seed, **options))
    return LaboratoryReport(subject, tuple(lesions), tuple(results), compared(results), seed)


def compared(results: Sequence[StudyResult]) -> tuple[Measure, ...]:
    """Return what differs between the sides, where both were studied.

    Args:
        results: Of any studies and sides.
    """
    found = []
    for study, measure, key, name, unit in _COMPARED:
        values = [item.value(measure) for item in results if item.study == study]
        if len(values) == len(SIDES):
            subject = next(item.subject for item in results if item.study == study)
            found.append(measured(key, name, _beside(key, values), unit, subject))
    return tuple(found)


def _beside(key: str, values: Sequence[float | None]) -> float | None:
    """The difference or the ratio of two sides; an amplitude that is missing on one side is 0."""
    known = [value for value in values if value is not None]
    if key.endswith("difference"):
        return abs(known[0] - known[1]) if len(known) == len(SIDES) else None
    if not known:
        return None
    return min(known) / max(known) if len(known) == len(SIDES) else 0.0


#: Comparison to the finding of the catalog that it makes abnormal, and to what.
_ABNORMAL_BY_SIDE: Mapping[str, tuple[str, str]] = {
    "h_latency_difference": ("h_reflex", "prolonged"),
    "cmap_side_ratio": ("cmap_tibial_ah", "reduced"),
    "snap_side_ratio": ("snap_sural", "reduced"),
}


def to_case(results: Sequence[StudyResult], comparisons: Sequence[Measure] = ()) -> Case:
    """Return the findings of studies as a case.

    A side that is clearly worse than the other is abnormal even within the limits of the group.

    Args:
        results: Of one person.
        comparisons: Side against side.

    Example:
        >>> person, lesion = Subject.typical(), Lesion.parse("left S1 root, severe, 6 weeks")
        >>> case = examine(person, [lesion], studies=["h-reflex"]).to_case()
        >>> [(item.finding, item.side, sorted(item.grades)) for item in case.observations]
        [('h_reflex', 'left', ['absent']), ('h_reflex', 'right', ['normal'])]
    """
    worse = _worse_sides(results, comparisons)
    found: dict[tuple[str, str], Recorded] = {}
    for result in results:
        for item in result.findings:
            found[item.finding, item.side] = item
    catalog = load_catalog()
    observations = []
    for (finding, side), item in found.items():
        value = item.value
        if value == "normal" and (finding, side) in worse:
            value = worse[finding, side]
        observations.append(Observation.of(catalog[finding], side, value))
    first = results[0]
    return Case(
        observations=tuple(observations),
        patient=Patient(first.subject.age, first.subject.sex, first.subject.height),
        id=f"simulated-{first.subject.seed}",
        title="Simulated laboratory",
        setting="emg_laboratory",
        source={"kind": "simulated laboratory", "seed": first.subject.seed},
        truth={
            "lesions": [str(lesion) for lesion in first.lesions],
            "roots": sorted({r for item in first.lesions for r in roots_at(item.site, item.place)}),
        },
    )


def _worse_sides(
    results: Sequence[StudyResult], comparisons: Sequence[Measure]
) -> dict[tuple[str, str], str]:
    worse: dict[tuple[str, str], str] = {}
    abnormal = {item.id for item in comparisons if item.verdict == "abnormal"}
    for study, measure, key, *_ in _COMPARED:
        if key in abnormal and key in _ABNORMAL_BY_SIDE:
            finding, grade = _ABNORMAL_BY_SIDE[key]
            values = {item.side: item.value(measure) for item in results if item.study == study}
            order = sorted(values, key=lambda side: values[side] or 0.0)
            worse[finding, order[-1] if key.endswith("difference") else order[0]] = grade
    return worse
