"""Examinations in files: JSON, JSON Lines, CSV or Parquet, one after the other, strictly read."""

import csv
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path
from typing import Any

from radicular.errors import ExamError, InputError
from radicular.isncsci.exam import ANAL_CONTRACTION, ANAL_PRESSURE, COLUMNS, NON_KEY_MUSCLE, Exam
from radicular.isncsci.reading import read_exam
from radicular.isncsci.rows import KEY_MUSCLES, ROWS, SIDES

__all__ = [
    "ENDINGS",
    "EXAM_COLUMNS",
    "OPTIONAL_COLUMNS",
    "columns_in",
    "exam_row",
    "exams_in",
    "nested_row",
    "table_bytes",
]

_BLOCK = 10_000
ENDINGS = (".json", ".jsonl", ".csv", ".parquet")
#: Columns of a table with one examination a row, named by the fields of the reference.
EXAM_COLUMNS = (
    "id",
    *(
        f"{side}.{column}.{row}"
        for side in SIDES
        for column in COLUMNS
        for row in (KEY_MUSCLES if column == COLUMNS[2] else ROWS)
    ),
    *(f"{side}.{NON_KEY_MUSCLE}" for side in SIDES),
    ANAL_CONTRACTION,
    ANAL_PRESSURE,
    "comments",
)
#: What an empty cell of a table leaves out.
OPTIONAL_COLUMNS = {"id", "comments", *(f"{side}.{NON_KEY_MUSCLE}" for side in SIDES)}


def exams_in(path: Path, *, convert: Collection[str] = ()) -> Iterator[Exam]:
    """Yield the examinations of a file.

    Args:
        path: Ends in one of ``ENDINGS``.
        convert: Keys of ``CONVERSIONS`` that are read as what stands there.

    Raises:
        InputError: If the file cannot be read or its name ends otherwise.
        ExamError: If an examination is wrong; its place in the file comes first.
    """
    if path.suffix.lower() not in ENDINGS:
        raise InputError("FILE", str(path), f"a file that ends in {', '.join(ENDINGS)}")
    try:
        for place, data in _READERS[path.suffix.lower()](path):
            yield _read(place, data, convert)
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from None


def _read(place: str, data: object, convert: Collection[str]) -> Exam:
    key = ""
    if isinstance(data, Mapping) and "exam" in data:
        key, data = str(data.get("id", "")), data["exam"]
    try:
        exam = read_exam(data, convert=convert)
    except ExamError as error:
        told = [
            InputError(f"{place}{item.field}", item.value, item.allowed) for item in error.problems
        ]
        raise ExamError(told) from None
    return exam if exam.id or not key else exam.with_id(key)


def _json(path: Path) -> Iterator[tuple[str, object]]:
    data = _parsed(path.read_text(encoding="utf-8-sig"), str(path))
    if not isinstance(data, list):
        yield "", data
        return
    for number, item in enumerate(data, start=1):
        yield f"examination {number}: ", item


def _json_lines(path: Path) -> Iterator[tuple[str, object]]:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield f"line {number}: ", _parsed(line, f"line {number}")


def _parsed(text: str, place: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise InputError(place, error.msg, "JSON") from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A mapping from pairs of which none comes twice."""
    data = dict(pairs)
    if len(data) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InputError(twice, "given twice", "each field once")
    return data


def _rows(path: Path) -> Iterator[tuple[str, object]]:
    for first, columns in columns_in(path):
        for number, row in enumerate(zip(*columns.values(), strict=True), start=first):
            yield f"row {number}: ", nested_row(dict(zip(columns, row, strict=True)))


def columns_in(path: Path) -> Iterator[tuple[int, dict[str, Sequence[object]]]]:
    """Yield the rows of a table in blocks, column by column, with the number of the first row.

    Args:
        path: Ends in ``.csv`` or ``.parquet``; rows are counted from 1, without the header.

    Raises:
        InputError: If the file cannot be read, or a row is longer or shorter than the header.
    """
    try:
        yield from (_csv_columns(path) if path.suffix.lower() == ".csv" else _parquet_columns(path))
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from None


def _csv_columns(path: Path) -> Iterator[tuple[int, dict[str, Sequence[object]]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header, first = next(reader, []), 1
        _once([(name, "") for name in header])
        while block := list(islice(reader, _BLOCK)):
            for number, row in enumerate(block, start=first):
                if len(row) != len(header):
                    raise InputError(f"row {number}", f"{len(row)} cells", f"{len(header)} cells")
            columns = zip(*block, strict=True)
            yield first, dict(zip(header, columns, strict=True))
            first += len(block)


def _parquet_columns(path: Path) -> Iterator[tuple[int, dict[str, Sequence[object]]]]:
    arrow, first = _arrow(), 1
    try:
        for batch in arrow.parquet.ParquetFile(path).iter_batches(batch_size=_BLOCK):
            columns = batch.to_pydict().items()
            yield (
                first,
                {name: ["" if v is None else v for v in values] for name, values in columns},
            )
            first += batch.num_rows
    except arrow.ArrowInvalid as error:
        raise InputError(str(path), str(error), "a Parquet table") from None


def _unreadable(path: Path, error: OSError | UnicodeDecodeError) -> InputError:
    told = getattr(error, "strerror", None) or "not UTF-8 text"
    return InputError(str(path), told, "a file that can be read")


def _arrow() -> Any:
    """PyArrow with its Parquet part, an extra that only tables in Parquet need."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        import pyarrow.parquet  # noqa: PLC0415 - same
    except ImportError:
        allowed = "only with PyArrow: pip install 'radicular[isncsci]'"
        raise InputError("FILE", "a Parquet table", allowed) from None
    return pa


_READERS = {".json": _json, ".jsonl": _json_lines, ".csv": _rows, ".parquet": _rows}


def exam_row(exam: Exam) -> dict[str, str]:
    """Return an examination as a row of a table.

    Args:
        exam: The examination.
    """
    data = {"id": exam.id, "comments": exam.comments, **exam.to_dict()}
    row: dict[str, str] = {}
    for column in EXAM_COLUMNS:
        value: Any = data
        for step in column.split("."):
            value = value.get(step, "") if isinstance(value, dict) else value
        row[column] = str(value)
    return row


def table_bytes(path: Path, columns: Mapping[str, Sequence[str]]) -> bytes:
    """Return what a table of this name holds.

    Args:
        path: Ends in ``.csv`` or ``.parquet``.
        columns: Texts of each column.

    Raises:
        InputError: If Parquet is wanted and PyArrow is not installed.
    """
    if path.suffix.lower() == ".csv":
        written = StringIO()
        rows = zip(*columns.values(), strict=True)
        csv.writer(written, lineterminator="\n").writerows([tuple(columns), *rows])
        return written.getvalue().encode()
    arrow, whole = _arrow(), BytesIO()
    arrow.parquet.write_table(arrow.table(dict(columns)), whole)
    return whole.getvalue()


def nested_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of a table as nested fields; an empty cell of a free column is left out.

    Args:
        row: Values by column.
    """
    data: dict[str, Any] = {}
    for column, value in row.items():
        if column in OPTIONAL_COLUMNS and value in ("", None):
            continue
        place, *steps = data, *column.split(".")
        for step in steps[:-1]:
            place = place.setdefault(step, {})
        place[steps[-1]] = value
    return data
