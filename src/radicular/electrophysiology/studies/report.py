"""How every study ends: what was measured, as a result with its notes and provenance."""

from collections.abc import Iterable, Sequence

from radicular import __version__
from radicular.electrophysiology.result import Measure, Recorded, StudyResult, Trace
from radicular.electrophysiology.subject import Side, Subject
from radicular.lesion import Lesion
from radicular.provenance import Provenance

__all__ = ["UNTOUCHED", "report"]

UNTOUCHED = "The lesion does not touch what this study looks at."


def report(
    study: tuple[str, str],
    subject: Subject,
    side: Side,
    lesions: Sequence[Lesion],
    *,
    measures: Iterable[Measure],
    traces: Iterable[Trace] = (),
    findings: Iterable[Recorded] = (),
    notes: Iterable[str] = (),
    untouched: bool = False,
    seed: int = 0,
) -> StudyResult:
    """Return the result of a study.

    Args:
        study: Its id and title.
        subject: Who was studied.
        side: Which leg.
        lesions: What is wrong.
        measures: What the laboratory reports.
        traces: What it recorded.
        findings: The same as findings of the catalog.
        notes: What a reader has to know.
        untouched: Whether no lesion meets what the study looks at.
        seed: Of chance within the study.
    """
    told = [*notes, *([UNTOUCHED] if lesions and untouched else [])]
    name, title = study
    return StudyResult(
        study=name,
        title=title,
        side=side,
        subject=subject,
        lesions=tuple(lesions),
        measures=tuple(measures),
        traces=tuple(traces),
        findings=tuple(findings),
        notes=tuple(told),
        provenance=Provenance.of(__version__, {"study": name, "seed": str(seed)}),
    )
