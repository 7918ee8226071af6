"""Reading an examination strictly: every cell is there, and holds only what it may hold."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from radicular.errors import ExamError, InputError
from radicular.isncsci.exam import (
    ANAL_CONTRACTION,
    ANAL_PRESSURE,
    COLUMNS,
    NON_KEY_MUSCLE,
    Exam,
    SideExam,
)
from radicular.isncsci.rows import KEY_MUSCLES, ROWS, SIDES
from radicular.isncsci.score import MOTOR_SCORES, SENSORY_SCORES, Score

__all__ = ["CONVERSIONS", "check_conversions", "intact_exam", "read_exam"]

#: What older forms and screens write, and what it becomes where that is asked for. A strength of
#: 5* (2003 to 2018) was taken for normal without telling the grade.
CONVERSIONS: Mapping[str, str] = {"UNK": "NT", "5*": "NT**"}

_ANSWERS = ("Yes", "No", "NT")
_MISSING = object()
_FREE = ("comments", "id")


def read_exam(data: object, *, convert: Collection[str] = ()) -> Exam:
    """Return the examination of plain data in the fields of the reference.

    Args:
        data: ``right`` and ``left`` with ``lightTouch``, ``pinPrick``, ``motor`` and perhaps
            ``lowestNonKeyMuscleWithMotorFunction``; ``voluntaryAnalContraction`` and
            ``deepAnalPressure``; perhaps ``comments`` and ``id``.
        convert: Keys of ``CONVERSIONS`` that are read as what stands there.

    Raises:
        InputError: If a conversion is not known.
        ExamError: If a cell is missing, unknown or holds what it may not; all at once.

    Example:
        >>> read_exam(intact_exam() | {"deepAnalPressure": "yes"})
        Traceback (most recent call last):
        radicular.errors.ExamError: deepAnalPressure: 'yes' is not possible; allowed: Yes, No, NT
    """
    check_conversions(convert)
    reader = _Reader(convert)
    exam = reader.exam(data)
    if reader.problems or exam is None:
        raise ExamError(reader.problems)
    return exam


def check_conversions(convert: Collection[str]) -> None:
    """Make sure that conversions are known.

    Args:
        convert: Keys of ``CONVERSIONS``.

    Raises:
        InputError: If one is not.
    """
    for wish in convert:
        if wish not in CONVERSIONS:
            raise InputError("convert", wish, " or ".join(CONVERSIONS))


def intact_exam() -> dict[str, Any]:
    """Return an examination without any finding, as plain data to start from."""
    side = {
        "lightTouch": dict.fromkeys(ROWS, "2"),
        "pinPrick": dict.fromkeys(ROWS, "2"),
        "motor": dict.fromkeys(KEY_MUSCLES, "5"),
    }
    sides: dict[str, Any] = {
        name: {column: dict(cells) for column, cells in side.items()} for name in SIDES
    }
    return {**sides, ANAL_CONTRACTION: "Yes", ANAL_PRESSURE: "Yes"}


class _Reader:
    """Reads one examination and collects what is wrong with it."""

    def __init__(self, convert: Collection[str]) -> None:
        self.convert = convert
        self.problems: list[InputError] = []
        self.converted: list[str] = []

    def exam(self, data: object) -> Exam | None:
        known = (*SIDES, ANAL_CONTRACTION, ANAL_PRESSURE, *_FREE)
        fields = self._fields("", data, known)
        right, left = (self._side(name, fields.get(name, _MISSING)) for name in SIDES)
        contraction, pressure = (
            self._answer(name, fields.get(name, _MISSING))
            for name in (ANAL_CONTRACTION, ANAL_PRESSURE)
        )
        comments, key = (self._text(name, fields.get(name, "")) for name in _FREE)
        if self.problems or right is None or left is None:
            return None
        told = tuple(self.converted)
        return Exam(right, left, contraction, pressure, comments, key, told)

    def _side(self, name: str, data: object) -> SideExam | None:
        fields = self._fields(name, data, (*COLUMNS, NON_KEY_MUSCLE))
        touch, prick = (
            self._column(f"{name}.{column}", fields.get(column, _MISSING), ROWS, SENSORY_SCORES)
            for column in COLUMNS[:2]
        )
        place = f"{name}.{COLUMNS[2]}"
        motor = self._column(place, fields.get(COLUMNS[2], _MISSING), KEY_MUSCLES, MOTOR_SCORES)
        non_key = self._non_key(f"{name}.{NON_KEY_MUSCLE}", fields.get(NON_KEY_MUSCLE, _MISSING))
        return None if self.problems else SideExam(touch, prick, motor, non_key)

    def _column(
        self, place: str, data: object, rows: Iterable[str], scores: Mapping[str, Score]
    ) -> dict[str, Score]:
        fields = self._fields(place, data, tuple(rows))
        read = {row: self._score(f"{place}.{row}", fields[row], scores) for row in fields}
        return {row: score for row, score in read.items() if score is not None}

    def _score(self, place: str, value: object, scores: Mapping[str, Score]) -> Score | None:
        text = self._converted(place, value, scores)
        if isinstance(text, str) and text in scores:
            return scores[text]
        self._wrong(place, value, f"a text, one of {' '.join(scores)}")
        return None

    def _converted(self, place: str, value: object, allowed: Collection[str]) -> object:
        """The value, or what is read in its place where that was asked for."""
        asked = isinstance(value, str) and value in self.convert and value not in allowed
        if not asked or CONVERSIONS[str(value)] not in allowed or self._old(place, value):
            return value
        self.converted.append(f"{place}: {value} read as {CONVERSIONS[str(value)]}")
        return CONVERSIONS[str(value)]

    @staticmethod
    def _old(place: str, value: object) -> bool:
        """Whether 5* stands where there never was one."""
        return value == "5*" and COLUMNS[2] not in place

    def _answer(self, place: str, value: object) -> str:
        text = self._converted(place, value, _ANSWERS)
        if isinstance(text, str) and text in _ANSWERS:
            return text
        self._wrong(place, value, ", ".join(_ANSWERS))
        return ""

    def _non_key(self, place: str, value: object) -> str | None:
        if value is _MISSING:
            return None
        if isinstance(value, str) and value in KEY_MUSCLES:
            return value
        self._wrong(place, value, f"left out, or one of {' '.join(KEY_MUSCLES)}")
        return None

    def _text(self, place: str, value: object) -> str:
        if isinstance(value, str | int) and not isinstance(value, bool):
            return str(value)
        self._wrong(place, value, "a text")
        return ""

    def _fields(self, place: str, data: object, known: Collection[str]) -> Mapping[str, object]:
        """A mapping with known keys only; of rows, all of them."""
        if not isinstance(data, Mapping):
            self._wrong(place or "exam", data, f"the fields {', '.join(known)}")
            return {}
        prefix = f"{place}." if place else ""
        for key in data:
            if key not in known:
                self._wrong(f"{prefix}{key}", data[key], f"no such field; known: {' '.join(known)}")
        wanted = known if set(known) <= set(ROWS) else ()
        for row in wanted:
            if row not in data:
                self._wrong(f"{prefix}{row}", _MISSING, "a score; NT where it was not testable")
        return {key: data[key] for key in known if key in data}

    def _wrong(self, place: str, value: object, allowed: str) -> None:
        shown = "nothing" if value is _MISSING else value
        self.problems.append(InputError(place, shown, allowed))
