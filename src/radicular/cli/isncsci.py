"""``radicular isncsci``: the international standard examination, classified and explained."""

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from radicular.cli.examples import examples
from radicular.cli.output import check_writable, echo_json, echo_lines, write_whole
from radicular.errors import InputError

if TYPE_CHECKING:
    from radicular.isncsci import Classification, Exam
    from radicular.isncsci.batch import ExamTable

__all__ = ["command"]

_BLOCK = 10_000
_TABLES = (".csv", ".parquet")


@click.command(
    epilog=examples(
        "radicular isncsci exam.json --explain",
        "radicular isncsci exam.json --html worksheet.html --case case.yaml",
        "radicular isncsci exams.jsonl --format reference > answers.jsonl",
        "radicular isncsci exams.csv --table answers.parquet",
        "radicular locate case.yaml",
    )
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--explain", is_flag=True, help="The rule and the cells behind every field.")
@click.option("--json", "as_json", is_flag=True, help="Every field with its reasons as JSON.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "reference"]),
    default="text",
    show_default=True,
    help="reference: JSON Lines with the 25 fields as npm isncsci has them.",
)
@click.option(
    "--convert",
    "convert",
    multiple=True,
    metavar="UNK|5*",
    help="Read UNK as NT, or the 5* of older forms as NT**. Can be given several times.",
)
@click.option(
    "--table",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the 25 fields of every examination into this table (csv or parquet).",
)
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the worksheet of one examination into this file, for two printed pages.",
)
@click.option(
    "--case",
    "case_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the findings of one examination as a case file for locate.",
)
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    file: Path,
    explain: bool,
    as_json: bool,
    form: str,
    convert: tuple[str, ...],
    table: Path | None,
    html: Path | None,
    case_file: Path | None,
) -> None:
    """Classify examinations by the international standard (ISNCSCI 2019).

    FILE holds one examination (JSON) or many (JSON, JSON Lines, CSV, Parquet) in the field names of
    npm isncsci: right and left with lightTouch, pinPrick and motor; voluntaryAnalContraction;
    deepAnalPressure.
    """
    from radicular.isncsci.exam_files import exams_in

    for option, path in (("--table", table), ("--html", html), ("--case", case_file)):
        if path is not None:
            check_writable(option, path)
    if table is not None and table.suffix.lower() not in _TABLES:
        raise InputError("--table", str(table), f"a file that ends in {' or '.join(_TABLES)}")
    many = "--table" if table is not None else "--format reference" if form != "text" else ""
    single = {"--explain": explain, "--json": as_json, "--html": html, "--case": case_file}
    for option, given in single.items():
        if many and given:
            raise InputError(option, str(given), f"not together with {many}")
    if table is not None:
        _write_table(table, _tables(file, convert))
        return
    if form == "reference":
        _echo_reference(_tables(file, convert))
        return
    exams = list(exams_in(file, convert=convert))
    if not exams:
        raise _nothing_in(file)
    _tell(exams, html, case_file, explain=explain, as_json=as_json)


def _nothing_in(file: Path) -> InputError:
    return InputError(str(file), "no examination", "at least one")


def _tell(
    exams: "Sequence[Exam]",
    html: Path | None,
    case_file: Path | None,
    *,
    explain: bool,
    as_json: bool,
) -> None:
    from radicular.isncsci import classify

    found = [classify(exam) for exam in exams]
    _write_single(exams, found, html, case_file)
    if as_json:
        told = [_as_json(exam, item) for exam, item in zip(exams, found, strict=True)]
        echo_json(told[0] if len(told) == 1 else told)
        return
    from radicular.report.isncsci_text import exam_lines, summary_line

    if len(exams) == 1 or explain:
        for exam, item in zip(exams, found, strict=True):
            echo_lines(exam_lines(exam, item, explain=explain))
        return
    for exam, item in zip(exams, found, strict=True):
        click.echo(summary_line(exam, item))


def _write_single(
    exams: "Sequence[Exam]",
    found: "Sequence[Classification]",
    html: Path | None,
    case_file: Path | None,
) -> None:
    for option, path in (("--html", html), ("--case", case_file)):
        if path is not None and len(exams) != 1:
            raise InputError(option, f"{len(exams)} examinations", "a FILE with one examination")
    if html is not None:
        from radicular.report.isncsci_page import worksheet_page

        write_whole("--html", html, worksheet_page(exams[0], found[0]))
    if case_file is not None:
        from radicular.isncsci.findings import exam_case

        write_whole("--case", case_file, exam_case(exams[0]).to_yaml())


def _as_json(exam: "Exam", found: "Classification") -> dict[str, Any]:
    from radicular.isncsci.explanation import reasons
    from radicular.isncsci.findings import AS_IF_CORD_INJURY
    from radicular.isncsci.possible_grades import possible_grades

    return {
        "radicular_isncsci": 1,
        "id": exam.id,
        **found.to_reference(),
        "possible_grades": list(possible_grades(exam)),
        "reasons": [reason.to_dict() for reason in reasons(exam, found)],
        "converted": list(exam.converted),
        "note": AS_IF_CORD_INJURY,
    }


def _tables(file: Path, convert: tuple[str, ...]) -> "Iterator[tuple[Sequence[str], ExamTable]]":
    """Blocks of examinations with their keys, telling on a terminal how many are done."""
    done = 0
    for keys, table in _read(file, convert):
        yield keys, table
        done += len(table)
        if sys.stderr.isatty():
            click.echo(f"\r{done:,} examinations", nl=False, err=True)
    if not done:
        raise _nothing_in(file)
    if sys.stderr.isatty():
        click.echo(err=True)


def _read(file: Path, convert: tuple[str, ...]) -> "Iterator[tuple[Sequence[str], ExamTable]]":
    from radicular.isncsci.batch import ExamTable, exams_of_columns
    from radicular.isncsci.exam_files import columns_in, exams_in

    if file.suffix.lower() in _TABLES:
        for first, columns in columns_in(file):
            table = exams_of_columns(columns, convert=convert, first=first)
            yield [str(key) for key in columns.get("id", [""] * len(table))], table
        return
    exams = exams_in(file, convert=convert)
    while block := list(islice(exams, _BLOCK)):
        yield [exam.id for exam in block], ExamTable.of(block)


def _echo_reference(tables: "Iterator[tuple[Sequence[str], ExamTable]]") -> None:
    from radicular.isncsci.batch import classify_table

    for keys, table in tables:
        for key, answer in zip(keys, classify_table(table).to_reference(), strict=True):
            click.echo(json.dumps({"id": key, **answer}))


def _write_table(path: Path, tables: "Iterator[tuple[Sequence[str], ExamTable]]") -> None:
    from radicular.isncsci.batch import classify_table
    from radicular.isncsci.exam_files import table_bytes
    from radicular.isncsci.fields import FIELDS

    columns: dict[str, list[str]] = {name: [] for name in ("id", *FIELDS)}
    for keys, table in tables:
        found = classify_table(table)
        columns["id"] += keys
        for field in FIELDS:
            columns[field] += list(found.column(field))
    write_whole("--table", path, table_bytes(path, columns))
    click.echo(f"{len(columns['id']):,} examinations: {path}")
