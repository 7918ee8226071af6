"""The grades that a cell offers, each with the key that enters it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.grades import UNJUDGED

__all__ = ["Choice", "choices_of"]

#: A reflex is entered by its letter or as it is written: 0, 1+, 2+, 3+, 4+ with clonus.
_REFLEX = {"absent": "a0", "reduced": "r1", "normal": "n2", "brisk": "b3", "clonus": "c4"}
#: What a person tells is answered with yes or no.
_TOLD = {"present": ("yes", "y"), "absent": ("no", "n")}


@dataclass(frozen=True)
class Choice:
    """A grade.

    Attributes:
        value: As it is recorded.
        label: In words.
        keys: The keys that enter it.
    """

    value: str
    label: str
    keys: str


@cache
def choices_of(finding_id: str) -> tuple[Choice, ...]:
    """Return the grades of a finding in their order, then that it could not be judged.

    Example:
        >>> [(choice.value, choice.keys) for choice in choices_of("slr")][:2]
        [('negative', 'n'), ('positive_late', 'l')]
    """
    finding = load_catalog()[finding_id]
    keys = _keys(finding)
    grades = tuple(
        Choice(grade, _label(finding, grade), keys[grade]) for grade in finding.scale.grades
    )
    return (*grades, Choice(UNJUDGED, UNJUDGED, "?"))


def _label(finding: Finding, grade: str) -> str:
    if finding.scale.name == "presence" and finding.burden == "history":
        return _TOLD[grade][0]
    return finding.scale.labels[grade]


def _keys(finding: Finding) -> Mapping[str, str]:
    """One key a grade: its digits, else the first free of its initials and letters."""
    if finding.scale.name == "presence":
        return {"absent": "an", "present": "py"}
    if finding.scale.name == "reflex":
        return _REFLEX
    keys: dict[str, str] = {}
    for grade in sorted(finding.scale.grades, key=len):
        if grade[0].isdigit():
            keys[grade] = "".join(grade.split("-")) if grade[-1].isdigit() else ""
        else:
            letters = "".join(word[0] for word in grade.split("_")) + grade
            keys[grade] = next(letter for letter in letters if letter not in keys.values())
    return keys
