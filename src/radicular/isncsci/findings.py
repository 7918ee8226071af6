"""An examination as findings of a case, so that the place of the lesion can be named."""

from collections.abc import Iterator
from dataclasses import replace

from radicular.case import Case, Observation
from radicular.findings.catalog import load_catalog
from radicular.findings.values import unjudged
from radicular.isncsci.exam import Exam
from radicular.isncsci.rows import ROW_FACTS, SIDES, Side, shown
from radicular.isncsci.score import Score

__all__ = ["AS_IF_CORD_INJURY", "exam_case"]

AS_IF_CORD_INJURY = (
    "Classified as if it were a cord injury: the scale is meant for cord injuries only, and a "
    "lesion of roots or nerves alone has no grade."
)
_FELT = ("absent", "reduced", "normal")
_STRENGTHS = ("0-1", "0-1", "2", "3", "4", "5")
_MODALITIES = ("light touch", "pinprick")


def exam_case(exam: Exam) -> Case:
    """Return what an examination found in the legs and around the anus as a case.

    A score with a star is kept and marked as explained by something else; what was not testable
    is recorded as not judged, never as normal.

    Args:
        exam: The examination.

    Example:
        >>> from radicular.isncsci import intact_exam, read_exam
        >>> data = intact_exam()
        >>> data["left"]["motor"]["S1"] = "3"
        >>> case = exam_case(read_exam(data))
        >>> next(o.value.text for o in case.observations if not o.grades & {"5", "normal"})
        '3'
    """
    return Case(
        observations=tuple(_observations(exam)),
        id=exam.id,
        title="ISNCSCI examination",
        source={"kind": "ISNCSCI examination"},
        note=exam.comments,
    )


def _observations(exam: Exam) -> Iterator[Observation]:
    for side in SIDES:
        for row, facts in ROW_FACTS.items():
            if facts.strength_finding:
                score = exam.side(side).motor[row]
                yield _observation(facts.strength_finding, side, score, _STRENGTHS)
            if facts.sensation_finding:
                yield from _sensation(exam, side, row)
    if exam.anal_contraction != "NT":
        grade = "normal" if exam.anal_contraction == "Yes" else "absent"
        yield Observation.of(load_catalog()["anal_squeeze"], "", grade)


def _sensation(exam: Exam, side: Side, row: str) -> Iterator[Observation]:
    finding = ROW_FACTS[row].sensation_finding
    for modality, score in zip(_MODALITIES, exam.side(side).sensation(row), strict=True):
        found = _observation(finding, side, score, _FELT)
        yield replace(found, modality=modality, note=f"key point {shown(row)}")


def _observation(finding: str, side: Side, score: Score, grades: tuple[str, ...]) -> Observation:
    known = load_catalog()[finding]
    if score.grade is None:
        usual = Observation.of(known, side, grades[-1])
        return replace(usual, value=unjudged(known.scale))
    return replace(Observation.of(known, side, grades[score.grade]), unrelated=score.stars > 0)
