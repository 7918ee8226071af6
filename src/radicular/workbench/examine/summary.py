"""An examination as plain text: what is recorded, and where that points."""

from collections.abc import Iterator
from dataclasses import replace

from radicular.case import Case
from radicular.case.fields import STAGES
from radicular.report.answer_text import answer_lines
from radicular.report.words import observation_words
from radicular.workbench.examine.live import answer_of
from radicular.workbench.records.models import Examination

__all__ = ["summary_of"]


def summary_of(examination: Examination, case: Case) -> str:
    """Return the findings by the part of the work-up they come from, then the answer.

    Args:
        examination: Whose head stands above.
        case: What it records.
    """
    answer = answer_of(replace(case, title="Where the findings point"))
    told = (line.text for line in answer_lines(answer))
    return "\n".join([*_head(examination), "", *_recorded(case), *told])


def _head(examination: Examination) -> Iterator[str]:
    patient = examination.patient
    named = [patient.name, patient.number, "invented patient" if patient.invented else ""]
    yield ", ".join(filter(None, named))
    yield f"{examination}, {examination.on}"
    if examination.signed:
        yield f"signed by {examination.signed_by}, {examination.signed:%Y-%m-%d %H:%M} UTC"
    else:
        yield "draft, not signed"


def _recorded(case: Case) -> Iterator[str]:
    for stage in STAGES:
        items = case.of_stages(stage).observations
        if items:
            yield stage.capitalize()
            yield from (f"   {observation_words(item)}" for item in items)
            yield ""
    if not case.observations:
        yield from ("Nothing is recorded yet. Missing means unknown, never normal.", "")
