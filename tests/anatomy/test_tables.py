"""The tables keep to their schemas, name their sources and join."""

import pytest

from radicular.anatomy.atlas import ROOTS
from tests.anatomy.table_schema import TABLES, header_of, problems, rows_of

NAMES = sorted(path.stem for path in TABLES.glob("*.csv"))
WITH_SOURCE = [name for name in NAMES if "provenance" in header_of(name) and name != "sources"]
SIDES = {"left", "right"}


@pytest.mark.parametrize("table", NAMES)
def test_keeps_to_its_schema(table: str) -> None:
    assert (TABLES / f"{table}.schema.json").exists()
    assert list(problems(table)) == []


@pytest.mark.parametrize("table", WITH_SOURCE)
def test_every_row_has_a_source_or_is_called_assumed(table: str) -> None:
    bibliography = {row["source_key"] for row in rows_of("sources")}
    for row in rows_of(table):
        keys = (row.get("source_key") or row.get("source_keys") or "").split(";")
        assert row["provenance"] == "assumed" or all(keys), row
        assert {*keys} - {""} <= bibliography, row


@pytest.mark.parametrize("table", [name for name in WITH_SOURCE if "note" in header_of(name)])
def test_what_is_assumed_says_why(table: str) -> None:
    assert all(row["note"] for row in rows_of(table) if row["provenance"] == "assumed")


def test_every_table_with_numbers_says_where_they_come_from() -> None:
    assert set(NAMES) - set(WITH_SOURCE) == {"sources"}


def test_variants_concern_things_on_the_map() -> None:
    known = {
        *ROOTS,
        *(row["structure"] for row in rows_of("structures")),
        *(row["bundle"] for row in rows_of("bundles")),
        *(row["muscle"] for row in rows_of("muscles")),
        *(row["reflex"] for row in rows_of("reflexes")),
    }
    for row in rows_of("variants"):
        assert set(row["concerns"].split(";")) <= known, row["variant"]


def test_codes_belong_to_things_on_the_map() -> None:
    for row in rows_of("codes"):
        if row["entity"]:
            known = {of[row["entity_kind"]] for of in rows_of(_table_of(row["entity_kind"]))}
            assert row["entity"] in known, row


def _table_of(kind: str) -> str:
    return f"{kind}s"


def test_one_namespace_for_everything_that_can_be_looked_up() -> None:
    ids = [
        row[column]
        for table, column in (
            ("structures", "structure"),
            ("muscles", "muscle"),
            ("patches", "patch"),
            ("effectors", "effector"),
        )
        for row in rows_of(table)
    ]
    assert len(set(ids)) == len(ids)


def test_the_map_knows_no_sides() -> None:
    for row in rows_of("structures"):
        assert not SIDES & set(row["structure"].split("_")), row["structure"]
        assert not SIDES & set(row["name"].lower().split()), row["name"]


@pytest.mark.parametrize("table", NAMES)
def test_spelling_is_american(table: str) -> None:
    british = ("fibre", "haemat", "tumour", "centre", "neighbour", "grey ", "lumbarised")
    for row in rows_of(table):
        told = " ".join(text for name, text in row.items() if name not in ("citation", "url"))
        assert not [word for word in british if word in told.lower()], told
