"""The patient of a case and what was observed in it."""

from dataclasses import dataclass
from typing import Self

from radicular.case.fields import (
    CONFIRMING,
    COUNTED_BY,
    NOT_STATED,
    OLDEST,
    PATIENT_FIELDS,
    SEXES,
    SHORTEST_CM,
    TALLEST_CM,
    VERTEBRAE_COUNTS,
    VERTEBRAE_FIELDS,
)
from radicular.case.problems import NOTHING, Problems
from radicular.errors import CaseError
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.values import Grades, grades_of, parse_value, unjudged

__all__ = ["Observation", "Patient", "Vertebrae"]


@dataclass(frozen=True, slots=True)
class Patient:
    """Who was examined.

    Args:
        age: In years; None if unknown.
        sex: ``female``, ``male``, ``other`` or ``unknown``.
        height_cm: In centimeters; None if unknown.
    """

    age: float | None = None
    sex: str = "unknown"
    height_cm: float | None = None

    @classmethod
    def read(cls, value: object, problems: Problems) -> Self:
        """Return the patient of a case file, noting what is wrong."""
        if value is None:
            return cls()
        fields = problems.fields("patient", value, PATIENT_FIELDS)
        return cls(
            age=problems.number("patient.age", fields.get("age"), 0, OLDEST),
            sex=problems.choice("patient.sex", fields.get("sex"), SEXES, "unknown"),
            height_cm=problems.number(
                "patient.height_cm", fields.get("height_cm"), SHORTEST_CM, TALLEST_CM
            ),
        )

    def to_dict(self) -> dict[str, object]:
        """Return the fields that are known."""
        known = {"age": self.age, "sex": self.sex, "height_cm": self.height_cm}
        return {key: value for key, value in known.items() if value not in (None, "unknown")}


@dataclass(frozen=True, slots=True)
class Vertebrae:
    """How many lumbar vertebrae the patient has, and how they were counted.

    Args:
        count: 4, 5 or 6.
        counted_by: ``whole spine``, ``operation and imaging``, ``lumbar only`` or ``not stated``.

    Example:
        >>> Vertebrae(6, "whole spine").confirmed, Vertebrae(5, "lumbar only").confirmed
        (True, False)
    """

    count: int
    counted_by: str = NOT_STATED

    @property
    def confirmed(self) -> bool:
        """Whether counted from above, or at operation in agreement with imaging."""
        return self.counted_by in CONFIRMING

    @classmethod
    def read(cls, value: object, problems: Problems) -> Self | None:
        """Return the count of a case file, noting what is wrong; None if there is none."""
        if value is None:
            return None
        place = "lumbar_vertebrae"
        fields = problems.fields(place, value, VERTEBRAE_FIELDS)
        counted_by = problems.choice(
            f"{place}.counted_by", fields.get("counted_by"), COUNTED_BY, NOT_STATED
        )
        given = fields.get("count", NOTHING)
        count = int(given) if isinstance(given, str) and given.strip().isdecimal() else given
        if isinstance(count, int) and not isinstance(count, bool) and count in VERTEBRAE_COUNTS:
            return cls(count, counted_by)
        if fields or value == {}:
            problems.add(f"{place}.count", given, ", ".join(map(str, VERTEBRAE_COUNTS)))
        return None

    def to_dict(self) -> dict[str, object]:
        """Return the fields of a case file."""
        return {"count": self.count, "counted_by": self.counted_by}


@dataclass(frozen=True, slots=True)
class Observation:
    """A finding as it was recorded once.

    Args:
        finding: Id of the finding.
        side: ``left``, ``right``, ``unknown`` (one side, not stated which) or ``midline``.
        value: The grades it can mean, and how it was written.
        modality: How sensation was tested, or empty.
        level: Disc level or root it belongs to, or empty.
        stage: The part of the work-up it comes from.
        note: Anything else.
        unrelated: Whether something else is known to explain it, such as an old knee operation.
    """

    finding: str
    side: str
    value: Grades
    modality: str = ""
    level: str = ""
    stage: str = "examination"
    note: str = ""
    unrelated: bool = False

    @classmethod
    def of(cls, finding: Finding, side: str, *grades: str) -> Self:
        """Return the observation of a finding that can mean any of some grades.

        Args:
            finding: What was observed.
            side: ``left`` or ``right``; anything for a finding without side.
            grades: Grades of its scale.

        Raises:
            CaseError: If a grade is not on its scale.

        Example:
            >>> ankle_jerk = load_catalog()["reflex_achilles"]
            >>> Observation.of(ankle_jerk, "left", "absent").value.text
            'absent'
        """
        return cls(
            finding=finding.id,
            side=side if finding.sided else "midline",
            value=grades_of(finding.scale, *grades),
            level=finding.attributes.get("level", ""),
            stage=finding.stage,
        )

    @property
    def grades(self) -> frozenset[str]:
        """The grades the value can mean."""
        return self.value.grades

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What may be recorded only once: finding, side, modality and level."""
        return self.finding, self.side, self.modality, self.level

    def to_dict(self) -> dict[str, object]:
        """Return the fields of a case file."""
        finding = load_catalog()[self.finding]
        known = {
            "finding": self.finding,
            "side": self.side if finding.sided else "",
            "value": portable_text(finding, self.value),
            "level": "" if "level" in finding.attributes else self.level,
            "modality": self.modality,
            "stage": self.stage if self.stage != finding.stage else "",
            "unrelated": self.unrelated or "",
            "note": self.note,
        }
        return {key: value for key, value in known.items() if value != ""}


def portable_text(finding: Finding, value: Grades) -> str:
    """Return a text that means the value, whatever name the finding was given at first."""
    try:
        again = parse_value(finding, value.text)
        if (again.grades, again.judged) == (value.grades, value.judged):
            return value.text
    except CaseError:
        pass  # its meaning came from the name, as "present" in "weakness: present"
    if not value.judged:
        return unjudged(finding.scale).text
    return grades_of(finding.scale, *value.grades).text
