"""Why each field of a classification is what it is: the rule, and the cells that decided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from radicular.isncsci.classification import Classification
from radicular.isncsci.display import shown_completeness, shown_grades, shown_levels
from radicular.isncsci.exam import ANAL_CONTRACTION, ANAL_PRESSURE, Exam
from radicular.isncsci.fields import CLASSIFICATION_FIELDS
from radicular.isncsci.impairment import far_function, strong_muscles
from radicular.isncsci.levels import BLOCKS
from radicular.isncsci.preservation import NOT_APPLICABLE
from radicular.isncsci.rows import INTACT, KEY_MUSCLES, LEVELS, ROWS, SACRAL, SIDES, Side
from radicular.isncsci.walk import Found

__all__ = ["Reason", "reasons"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one field is what it is.

    Attributes:
        field: Dotted name of the field as in the reference.
        name: The field in words.
        value: As a form shows it.
        rule: One sentence: what the standard asks, and what was found.
        cells: What was looked at to decide, with its score (``right.motor.S1 3``).
    """

    field: str
    name: str
    value: str
    rule: str
    cells: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name}: {self.value}. {self.rule}"

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "field": self.field,
            "value": self.value,
            "rule": self.rule,
            "cells": list(self.cells),
        }


def reasons(exam: Exam, found: Classification) -> tuple[Reason, ...]:
    """Return why each of the 11 fields of a classification is what it is.

    Args:
        exam: The examination.
        found: Its classification.

    Example:
        >>> from radicular.isncsci import classify, intact_exam, read_exam
        >>> data = intact_exam()
        >>> data["right"]["motor"]["S1"] = "4"
        >>> exam = read_exam(data)
        >>> why = reasons(exam, classify(exam))[2]
        >>> why.name, why.value, why.cells
        ('Motor level, right', 'S1', ('right.motor.S1 4',))
    """
    return tuple(
        Reason(field, name, value, rule, tuple(cells))
        for field, (name, value, rule, cells) in zip(
            CLASSIFICATION_FIELDS, _reasons(exam, found), strict=True
        )
    )


_Reasons = Iterator[tuple[str, str, str, Sequence[str]]]

_SENSORY = "The last row from C2 down with light touch and pinprick both normal"
_MOTOR = (
    "The last key muscle of at least 3 below only full ones; where there is no key muscle, "
    "sensation stands in"
)
_INJURY = "The last row with normal sensation and key muscles of at least 3 on both sides"
_COMPLETE = (
    "Complete means no sensation at S4-5, no deep anal pressure and no voluntary anal contraction"
)
_SENSORY_ZONE = (
    "Applies where S4-5 of the side has no sensation and deep anal pressure is not felt: the last "
    "row with any sensation"
)
_MOTOR_ZONE = (
    "Applies where there is no voluntary anal contraction, whatever the grade: the lowest level "
    "with any motor function"
)


def _reasons(exam: Exam, found: Classification) -> _Reasons:
    for side, levels in zip(SIDES, (found.sensory_right, found.sensory_left), strict=True):
        yield _level(f"Sensory level, {side}", levels, _SENSORY, _sensory_cells(exam, side, levels))
    motor = dict(zip(SIDES, (found.motor_right, found.motor_left), strict=True))
    for side in SIDES:
        cells = {level: _motor_cells(exam, side, level) for level in motor[side]}
        yield _level(f"Motor level, {side}", motor[side], _MOTOR, cells)
    cells = {level: _injury_cells(exam, level) for level in found.injury_level}
    yield _level("Neurological level of injury", found.injury_level, _INJURY, cells)
    sacral = _sacral_cells(exam)
    value = shown_completeness(found.complete)
    yield "Completeness", value, f"{_COMPLETE}; found: {', '.join(sacral)}.", sacral
    yield _scale(exam, found, motor)
    zones = found.sensory_preservation_right, found.sensory_preservation_left
    for side, zone in zip(SIDES, zones, strict=True):
        yield _sensory_zone(exam, side, zone)
    zones = found.motor_preservation_right, found.motor_preservation_left
    for side, zone in zip(SIDES, zones, strict=True):
        yield _motor_zone(exam, side, zone)


def _level(
    name: str, found: Found, rule: str, cells: dict[str, list[str]]
) -> tuple[str, str, str, Sequence[str]]:
    told = [
        f"for {level} {', '.join(cells[level])} decides"
        if cells[level]
        else f"for {level} nothing stops"
        for level in found
    ]
    if any(found.values()):
        told.append("a star rests on scores with stars")
    every = [cell for level in found for cell in cells[level]]
    return name, shown_levels(found), f"{rule}: {'; '.join(told)}.", every


def _below(level: str) -> str:
    """The row after a level."""
    return ROWS[LEVELS.index(level)]


def _feeling(exam: Exam, side: Side, row: str) -> list[str]:
    """The cells of a row that are not plainly normal."""
    columns = {"lightTouch": exam.side(side).light_touch, "pinPrick": exam.side(side).pin_prick}
    return [
        f"{side}.{column}.{row} {scores[row]}"
        for column, scores in columns.items()
        if scores[row].text != "2"
    ]


def _muscle(exam: Exam, side: Side, row: str) -> list[str]:
    score = exam.side(side).motor[row]
    return [] if score.text == "5" else [f"{side}.motor.{row} {score}"]


def _sensory_cells(exam: Exam, side: Side, levels: Found) -> dict[str, list[str]]:
    return {
        level: [] if level == INTACT else _feeling(exam, side, _below(level)) for level in levels
    }


def _motor_cells(exam: Exam, side: Side, level: str) -> list[str]:
    if level == INTACT:
        return [] if exam.anal_contraction == "Yes" else [_contraction(exam)]
    own = _muscle(exam, side, level) if level in KEY_MUSCLES else []
    if own and not exam.side(side).motor[level].taken_for_normal:
        return own
    row = _below(level)
    if row in KEY_MUSCLES:
        return _muscle(exam, side, row)
    if row in BLOCKS:
        return [cell for each in BLOCKS[row] for cell in _feeling(exam, side, each)]
    felt = _feeling(exam, side, row)
    return felt if row != SACRAL or exam.anal_contraction == "Yes" else [*felt, _contraction(exam)]


def _injury_cells(exam: Exam, level: str) -> list[str]:
    if level == INTACT:
        return []
    at_level = [
        cell
        for side in SIDES
        if level in KEY_MUSCLES and not exam.side(side).motor[level].taken_for_normal
        for cell in _muscle(exam, side, level)
    ]
    row = _below(level)
    after = [cell for side in SIDES for cell in _feeling(exam, side, row)]
    if row in KEY_MUSCLES:
        after += [
            cell
            for side in SIDES
            if not exam.side(side).motor[row].strong
            for cell in _muscle(exam, side, row)
        ]
    return at_level or after


def _contraction(exam: Exam) -> str:
    return f"{ANAL_CONTRACTION} {exam.anal_contraction}"


def _pressure(exam: Exam) -> str:
    return f"{ANAL_PRESSURE} {exam.anal_pressure}"


def _sacral_cells(exam: Exam, sides: Sequence[Side] = SIDES) -> list[str]:
    cells = [
        f"{side}.{column}.{SACRAL} {score}"
        for side in sides
        for column, score in zip(
            ("lightTouch", "pinPrick"), exam.side(side).sensation(SACRAL), strict=True
        )
    ]
    return [*cells, _pressure(exam), _contraction(exam)]


def _scale(
    exam: Exam, found: Classification, motor: dict[Side, Found]
) -> tuple[str, str, str, Sequence[str]]:
    told, cells = [], _sacral_cells(exam)
    grades = found.impairment_scale
    if "A" in grades:
        told.append("A: the injury is complete")
    if "B" in grades:
        told.append(
            "B: sensation at S4-5, and no motor function more than three levels below the "
            "motor level"
        )
    if {"C", "D"} & set(grades):
        told.append(_moves(exam, motor))
        told += [_counted(exam, level) for level in found.injury_level if level != INTACT]
        cells += [
            cell for side in SIDES for row in KEY_MUSCLES for cell in _muscle(exam, side, row)
        ]
    if "E" in grades:
        told.append("E: intact on both sides, with voluntary anal contraction")
    rule = "; ".join(told)
    return "ASIA Impairment Scale", shown_grades(grades), f"{rule[0].upper()}{rule[1:]}.", cells


def _moves(exam: Exam, motor: dict[Side, Found]) -> str:
    if exam.anal_contraction == "Yes":
        return "motor incomplete: the anal sphincter contracts at will"
    far = [
        side
        for side in SIDES
        if any(far_function(exam.side(side), level).possible for level in motor[side])
    ]
    reached = f"motor function more than three levels below the motor level ({', '.join(far)})"
    return f"motor incomplete: {reached if far else 'the anal sphincter may contract'}"


def _counted(exam: Exam, level: str) -> str:
    count = strong_muscles(exam, level)
    sure = count.sure + count.assumed
    most = sure + count.perhaps + count.untested
    number = f"{sure}" if sure == most else f"{sure} to {most}"
    grade = "D at half or more, else C"
    return f"{number} of {count.total} key muscles below {level} are of at least 3 ({grade})"


def _sensory_zone(exam: Exam, side: Side, zone: Found) -> tuple[str, str, str, Sequence[str]]:
    cells = [cell for cell in _sacral_cells(exam, [side]) if not cell.startswith(ANAL_CONTRACTION)]
    rows = [cell for level in zone if level in ROWS for cell in _felt(exam, side, level)]
    told = f"{_SENSORY_ZONE}; found: {', '.join([*cells, *rows])}."
    return (
        f"Sensory zone of partial preservation, {side}",
        shown_levels(zone),
        told,
        [*cells, *rows],
    )


def _felt(exam: Exam, side: Side, row: str) -> list[str]:
    columns = ("lightTouch", "pinPrick")
    scores = exam.side(side).sensation(row)
    return [f"{side}.{column}.{row} {score}" for column, score in zip(columns, scores, strict=True)]


def _motor_zone(exam: Exam, side: Side, zone: Found) -> tuple[str, str, str, Sequence[str]]:
    cells = [_contraction(exam)]
    for level in zone:
        if level in KEY_MUSCLES:
            cells.append(f"{side}.motor.{level} {exam.side(side).motor[level]}")
        elif level != NOT_APPLICABLE:
            cells.append(f"{side} motor level {level}")
    other = exam.side(side).non_key_muscle
    if other and other in zone:
        cells.append(f"{side}.lowestNonKeyMuscleWithMotorFunction {other}")
    told = f"{_MOTOR_ZONE}; found: {', '.join(cells)}."
    return f"Motor zone of partial preservation, {side}", shown_levels(zone), told, cells
