"""What an examination holds: its entries, folded to the last one of each cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Max

from radicular.case import Case, Observation
from radicular.report.drawing import derived_findings
from radicular.workbench.records.heads import as_it_was
from radicular.workbench.records.models import Entry, Examination, Patient

__all__ = ["COMPLETE", "STROKE", "State", "age_on", "case_of", "finding_cell", "read_state"]

FINDING, STROKE, COMPLETE = "finding", "stroke:", "drawing:complete"


@dataclass(frozen=True)
class State:
    """The cells of an examination at one moment.

    Attributes:
        examination: Whose cells.
        cells: Of every cell that holds something, its last entry.
        number: Of the last entry, 0 if there is none.
    """

    examination: Examination
    cells: Mapping[str, Entry]
    number: int

    @cached_property
    def findings(self) -> tuple[Mapping[str, Any], ...]:
        """The recorded findings, as a case file writes them, in the order of entry."""
        return tuple(entry.value for cell, entry in self.cells.items() if cell.startswith(FINDING))

    @cached_property
    def strokes(self) -> Mapping[str, Entry]:
        """The strokes of the pain drawing by their cells, in the order of entry."""
        return {cell: entry for cell, entry in self.cells.items() if cell.startswith(STROKE)}

    @property
    def drawing_complete(self) -> bool:
        """Whether everything that the patient feels was drawn."""
        return COMPLETE in self.cells

    @cached_property
    def derived(self) -> tuple[Mapping[str, Any], ...]:
        """The findings that follow from the pain drawing; one that was recorded itself wins."""
        recorded = {(one["finding"], one.get("side", "")) for one in self.findings}
        drawn = (entry.value for entry in self.strokes.values())
        return tuple(
            one
            for one in derived_findings(drawn, complete=self.drawing_complete)
            if (one["finding"], one.get("side", "")) not in recorded
        )


def read_state(examination: Examination, at: datetime | None = None) -> State:
    """Return what an examination holds now, or held at a moment.

    Its patient gets the head of that moment; a signed examination keeps the one of its signature.
    """
    entries = examination.entries.all()
    if at is not None:
        entries = entries.filter(at__lte=at)
    moments = [moment for moment in (at, examination.signed) if moment is not None]
    if moments:
        as_it_was(examination.patient, min(moments))
    last = entries.order_by().values("cell").annotate(last=Max("number")).values("last")
    return folded(examination, examination.entries.filter(number__in=last).defer("token"))


def folded(examination: Examination, entries: Iterable[Entry]) -> State:
    """Return the last entry of each cell."""
    cells: dict[str, Entry] = {}
    number = 0
    for entry in entries:
        cells.pop(entry.cell, None)
        if entry.value is not None:
            cells[entry.cell] = entry
        number = entry.number
    return State(examination, cells, number)


def finding_cell(item: Observation) -> str:
    """Return the cell in which an observation is kept."""
    return f"{FINDING}:{item.finding}:{item.side}:{item.modality}:{item.level}"


def case_of(state: State, *, further: Iterable[Mapping[str, Any]] = ()) -> Case:
    """Return the case that an examination records.

    Args:
        state: Its cells.
        further: Findings from elsewhere, besides those recorded and those drawn.
    """
    examination = state.examination
    header = {
        cell.partition(":")[2]: entry.value
        for cell, entry in state.cells.items()
        if cell.startswith("header:")
    }
    return Case.from_dict(
        {
            "radicular_case": 1,
            "id": str(examination.key),
            "setting": examination.setting,
            "patient": _patient_fields(examination.patient, examination.on),
            "findings": [*state.findings, *state.derived, *further],
            **header,
        }
    )


def age_on(patient: Patient, day: date) -> int | None:
    """Return how old a patient was on a day, if the date of birth is known."""
    born = patient.birth_date
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _patient_fields(patient: Patient, day: date) -> dict[str, Any]:
    known = {"age": age_on(patient, day), "sex": patient.sex, "height_cm": patient.height_cm}
    return {key: value for key, value in known.items() if value not in (None, "")}
