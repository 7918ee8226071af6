"""A small validator for the part of the Table Schema format that the tables use."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import radicular.anatomy

TABLES = Path(radicular.anatomy.__file__).parent / "tables"
Row = dict[str, str]


def rows_of(table: str) -> list[Row]:
    """Return the rows of a table."""
    with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def header_of(table: str) -> list[str]:
    """Return the column names of a table."""
    with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def schema_of(table: str) -> dict[str, Any]:
    """Return the schema of a table."""
    schema: dict[str, Any] = json.loads((TABLES / f"{table}.schema.json").read_text("utf-8"))
    return schema


def problems(table: str) -> Iterator[str]:
    """Yield everything in which a table breaks its schema."""
    schema, rows = schema_of(table), rows_of(table)
    if [field["name"] for field in schema["fields"]] != header_of(table):
        yield f"{table}: the schema names other columns"
        return
    for field in schema["fields"]:
        for line, row in enumerate(rows, start=2):
            for problem in _cell_problems(field, row[field["name"]]):
                yield f"{table}:{line}: {field['name']} {row[field['name']]!r} {problem}"
    yield from _key_problems(table, schema, rows)


def _cell_problems(field: dict[str, Any], text: str) -> Iterator[str]:
    rules = field.get("constraints", {})
    if not text:
        if rules.get("required"):
            yield "is missing"
        return
    if "enum" in rules and text not in rules["enum"]:
        yield f"is not one of {rules['enum']}"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], text):
        yield f"does not match {rules['pattern']}"
    if field["type"] in ("number", "integer"):
        yield from _number_problems(field["type"], rules, text)
    if field["type"] == "list":
        items = text.split(field["delimiter"])
        if "itemEnum" in field and not set(items) <= set(field["itemEnum"]):
            yield f"holds something else than {field['itemEnum']}"
        if "itemReference" in field and not set(items) <= _column(field["itemReference"]):
            yield f"names something that is not in {field['itemReference']['resource']}"


def _number_problems(kind: str, rules: dict[str, Any], text: str) -> Iterator[str]:
    try:
        value = float(text) if kind == "number" else int(text)
    except ValueError:
        yield f"is not a {kind}"
        return
    if not rules.get("minimum", value) <= value <= rules.get("maximum", value):
        yield "is out of range"


def _key_problems(table: str, schema: dict[str, Any], rows: list[Row]) -> Iterator[str]:
    if "primaryKey" in schema:
        keys = [tuple(row[name] for name in schema["primaryKey"]) for row in rows]
        yield from (f"{table}: {key} twice" for key in {key for key in keys if keys.count(key) > 1})
    for foreign in schema.get("foreignKeys", ()):
        (name,) = foreign["fields"]
        (other,) = foreign["reference"]["fields"]
        known = _column({"resource": foreign["reference"]["resource"], "fields": other})
        unknown = {row[name] for row in rows} - known - {""}
        yield from (f"{table}: {name} {value!r} is nowhere" for value in sorted(unknown))


def _column(reference: dict[str, str]) -> set[str]:
    return {row[reference["fields"]] for row in rows_of(reference["resource"])}
