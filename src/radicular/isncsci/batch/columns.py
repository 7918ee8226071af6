"""Examinations from the columns of a table, as strictly read as one by one."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from radicular.errors import ExamError, InputError
from radicular.isncsci.batch.exam_table import ANSWERS, ExamTable
from radicular.isncsci.batch.flags import MOTOR_CODES, SENSORY_CODES, Codes
from radicular.isncsci.exam import ANAL_CONTRACTION, ANAL_PRESSURE, COLUMNS, NON_KEY_MUSCLE
from radicular.isncsci.exam_files import EXAM_COLUMNS, OPTIONAL_COLUMNS
from radicular.isncsci.reading import CONVERSIONS, check_conversions
from radicular.isncsci.rows import KEY_MUSCLES, POSITION, ROWS, SIDES

__all__ = ["exams_of_columns"]

#: Problems that are told at once; a table can have one in every row.
_MOST = 20
_UNREAD = 255


def exams_of_columns(
    columns: Mapping[str, Sequence[object]],
    *,
    convert: Collection[str] = (),
    first: int = 1,
) -> ExamTable:
    """Return the examinations of a table with one examination a row.

    Args:
        columns: Texts by name; ``EXAM_COLUMNS`` has the names.
        convert: Keys of ``CONVERSIONS`` that are read as what stands there.
        first: Number of the first row, for an error.

    Raises:
        InputError: If a conversion is not known.
        ExamError: If a column is missing or unknown, or a cell holds what it may not.

    Example:
        >>> from radicular.isncsci import intact_exam, read_exam
        >>> from radicular.isncsci.exam_files import exam_row
        >>> row = exam_row(read_exam(intact_exam()))
        >>> len(exams_of_columns({name: [text] * 3 for name, text in row.items()}))
        3
    """
    check_conversions(convert)
    _check_names(columns)
    reader = _ColumnReader(columns, convert, first)
    touch_prick = [
        [
            [reader.codes(f"{side}.{column}.{row}", SENSORY_CODES) for row in ROWS]
            for column in COLUMNS[:2]
        ]
        for side in SIDES
    ]
    motor = [
        [reader.codes(f"{side}.{COLUMNS[2]}.{row}", MOTOR_CODES) for row in KEY_MUSCLES]
        for side in SIDES
    ]
    levels = {"": 0, **{row: POSITION[row] for row in KEY_MUSCLES}}
    answers = {text: code for code, text in enumerate(ANSWERS)}
    table = ExamTable(
        sensation=np.array(touch_prick),
        motor=np.array(motor),
        contraction=reader.codes(ANAL_CONTRACTION, answers),
        pressure=reader.codes(ANAL_PRESSURE, answers),
        non_key=np.array([reader.codes(f"{side}.{NON_KEY_MUSCLE}", levels) for side in SIDES]),
    )
    if reader.problems:
        raise ExamError(reader.problems[:_MOST])
    return table


def _check_names(columns: Mapping[str, Sequence[object]]) -> None:
    problems = [*_missing(columns), *_unknown(columns)]
    if problems:
        raise ExamError(problems[:_MOST])


def _missing(columns: Mapping[str, Sequence[object]]) -> Iterator[InputError]:
    for name in EXAM_COLUMNS:
        if name not in columns and name not in OPTIONAL_COLUMNS:
            yield InputError(name, "nothing", "a column of this name")


def _unknown(columns: Mapping[str, Sequence[object]]) -> Iterator[InputError]:
    for name in columns:
        if name not in EXAM_COLUMNS:
            yield InputError(name, "a column", "the names of the reference, as right.motor.S1")


class _ColumnReader:
    """Turns columns of texts into codes and collects what is wrong."""

    def __init__(
        self,
        columns: Mapping[str, Sequence[object]],
        convert: Collection[str],
        first: int,
    ) -> None:
        self.columns, self.convert, self.first = columns, convert, first
        self.count = len(next(iter(columns.values())))
        self.problems: list[InputError] = []

    def codes(self, name: str, known: Mapping[str, int]) -> Codes:
        """Return the codes of a column; a column that is left out holds empty cells."""
        if name not in self.columns:
            return np.full(self.count, known[""], np.uint8)
        read = dict(known)
        for old in self.convert:
            if CONVERSIONS[old] in known and (old != "5*" or known is MOTOR_CODES):
                read.setdefault(old, known[CONVERSIONS[old]])
        column = self.columns[name]
        found = (read.get(text, _UNREAD) if isinstance(text, str) else _UNREAD for text in column)
        codes = np.fromiter(found, np.uint8, self.count)
        for row in np.flatnonzero(codes == _UNREAD)[:_MOST]:
            allowed = " ".join(text or "nothing" for text in known)
            place = f"row {self.first + int(row)}: {name}"
            self.problems.append(InputError(place, column[row], f"a text, one of {allowed}"))
        return codes
