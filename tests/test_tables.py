"""Every table of the package keeps to its schema and says where its numbers come from."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import radicular
from radicular.anatomy.sources import load_sources

PACKAGE = Path(radicular.__file__).parent
TABLES = sorted(PACKAGE.rglob("*.csv"))
NAMES = [str(path.relative_to(PACKAGE)) for path in TABLES]
SOURCE_COLUMNS = ("source_key", "source_keys", "source")
# Numbers that order or mark rows and measure nothing.
NOT_MEASURED = {("scales", "normal"), ("scale_reading", "out_of"), ("opening", "order")}
Row = Mapping[str, str]


@cache
def rows_of(table: Path) -> tuple[Row, ...]:
    """Return the rows of a table, of a folder those of all its tables."""
    if table.is_dir():
        return tuple(row for part in sorted(table.glob("*.csv")) for row in rows_of(part))
    with table.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def header_of(table: Path) -> list[str]:
    with table.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def schema_path(table: Path) -> Path:
    """Return where the schema of a table stands: beside it, or beside the folder it shares."""
    beside = table.with_suffix(".schema.json")
    return beside if beside.exists() else table.parent.with_suffix(".schema.json")


def schema_of(table: Path) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(schema_path(table).read_text(encoding="utf-8"))
    return schema


def resource(table: Path, name: str) -> Path:
    """Return the table or folder that a foreign key names, from here or by its package."""
    package, _, rest = name.partition("/")
    parts = package.split(".")[1:]
    folder = PACKAGE.joinpath(*parts, rest) if rest else schema_path(table).parent / package
    return folder if folder.is_dir() else folder.with_suffix(".csv")


def cell_problems(field: Mapping[str, Any], text: str) -> Iterator[str]:
    rules = field.get("constraints", {})
    if not text:
        if rules.get("required"):
            yield "is missing"
        return
    if "enum" in rules and text not in map(str, rules["enum"]):
        yield f"is not one of {rules['enum']}"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], text):
        yield f"does not match {rules['pattern']}"
    if field["type"] in ("number", "integer"):
        yield from number_problems(field["type"], rules, text)
    if "itemEnum" in field and not set(text.split(field["delimiter"])) <= set(field["itemEnum"]):
        yield f"holds something else than {field['itemEnum']}"


def number_problems(kind: str, rules: Mapping[str, Any], text: str) -> Iterator[str]:
    try:
        value = float(text) if kind == "number" else int(text)
    except ValueError:
        yield f"is no {kind}"
        return
    if not rules.get("minimum", value) <= value <= rules.get("maximum", value):
        yield "is out of range"
    if value <= rules.get("exclusiveMinimum", value - 1):
        yield "is too small"


def names_of(fields: str | list[str]) -> list[str]:
    return [fields] if isinstance(fields, str) else fields


def twice(rows: Iterable[Row], columns: list[str]) -> list[tuple[str, ...]]:
    keys = Counter(tuple(row[name] for name in columns) for row in rows)
    return [key for key, count in keys.items() if count > 1]


def unknown_keys(table: Path, foreign: Mapping[str, Any]) -> set[str]:
    (name,), (other,) = names_of(foreign["fields"]), names_of(foreign["reference"]["fields"])
    known = {row[other] for row in rows_of(resource(table, foreign["reference"]["resource"]))}
    return {row[name] for row in rows_of(table)} - known - {""}


def test_there_are_tables() -> None:
    assert len(TABLES) > 40


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_schema_names_the_columns(table: Path) -> None:
    assert schema_path(table).exists()
    assert [field["name"] for field in schema_of(table)["fields"]] == header_of(table)


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_cells_keep_to_the_schema(table: Path) -> None:
    problems = [
        f"line {line}: {field['name']} {row[field['name']]!r} {problem}"
        for field in schema_of(table)["fields"]
        for line, row in enumerate(rows_of(table), start=2)
        for problem in cell_problems(field, row[field["name"]])
    ]
    assert problems == []


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_no_key_stands_twice(table: Path) -> None:
    schema = schema_of(table)
    unique = [f["name"] for f in schema["fields"] if f.get("constraints", {}).get("unique")]
    keys = [[name] for name in unique] + [names_of(schema.get("primaryKey", []))]
    assert [pair for key in keys if key for pair in twice(rows_of(table), key)] == []


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_foreign_keys_lead_somewhere(table: Path) -> None:
    for foreign in schema_of(table).get("foreignKeys", []):
        assert unknown_keys(table, foreign) == set(), foreign


def measures(table: Path) -> bool:
    """Whether a table holds numbers that had to come from somewhere."""
    return any(
        field["type"] in ("number", "integer") and (table.stem, field["name"]) not in NOT_MEASURED
        for field in schema_of(table)["fields"]
    )


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_every_number_says_where_it_comes_from(table: Path) -> None:
    if measures(table):
        assert "provenance" in header_of(table)
        assert all(row["provenance"] for row in rows_of(table))


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_what_is_not_assumed_has_a_source(table: Path) -> None:
    columns = [name for name in SOURCE_COLUMNS if name in header_of(table)]
    for row in rows_of(table):
        keys = {key for name in columns for key in row[name].split(";") if key}
        assert keys <= set(load_sources()), row
        if "provenance" in row and (columns or measures(table)):
            assert keys or row["provenance"] == "assumed", row


def test_one_bibliography() -> None:
    assert [name for name in NAMES if "sources" in Path(name).stem] == [
        "anatomy/tables/sources.csv"
    ]
