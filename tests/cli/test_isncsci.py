"""``radicular isncsci``."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from benchmarks.isncsci.exams import STRATA, random_exam
from radicular.case import Case
from radicular.isncsci import intact_exam
from radicular.isncsci.fields import FIELDS
from tests.cli.conftest import Run


@pytest.fixture
def exam() -> dict[str, Any]:
    data = intact_exam() | {"id": "one"}
    data["right"]["motor"]["S1"] = data["right"]["pinPrick"]["S1"] = "0"
    return data


@pytest.fixture
def exam_file(tmp_path: Path, exam: dict[str, Any]) -> Path:
    path = tmp_path / "exam.json"
    path.write_text(json.dumps(exam))
    return path


def test_one_examination_is_told_with_its_caution(run: Run, exam_file: Path) -> None:
    shown = run("isncsci", exam_file).output
    assert "ASIA Impairment Scale                    D" in shown
    assert "as if it were a cord injury" in shown


def test_explain_names_the_cells(run: Run, exam_file: Path) -> None:
    assert "right.pinPrick.S1 0" in run("isncsci", exam_file, "--explain").output


def test_json_has_the_reference_form_and_the_reasons(run: Run, exam_file: Path) -> None:
    told = json.loads(run("isncsci", exam_file, "--json").stdout)
    assert told["classification"]["neurologicalLevels"]["motorRight"] == "L5"
    assert told["totals"]["right"]["motor"] == "45"
    assert len(told["reasons"]) == 11
    assert told["possible_grades"] == ["D"]
    jsonschema.validate(told, json.loads(run("schema", "isncsci").stdout))


@pytest.mark.parametrize("seed", range(6))
def test_the_schema_fits_open_and_starred_examinations(run: Run, tmp_path: Path, seed: int) -> None:
    path = tmp_path / "exam.json"
    path.write_text(json.dumps(random_exam(STRATA[-1], seed)))
    told = json.loads(run("isncsci", path, "--json").stdout)
    jsonschema.validate(told, json.loads(run("schema", "isncsci").stdout))


def test_reference_format_is_json_lines(run: Run, tmp_path: Path, exam: dict[str, Any]) -> None:
    path = tmp_path / "exams.jsonl"
    path.write_text("".join(f"{json.dumps(exam | {'id': str(n)})}\n" for n in range(3)))
    lines = run("isncsci", path, "--format", "reference").stdout.splitlines()
    answers = [json.loads(line) for line in lines]
    assert [answer["id"] for answer in answers] == ["0", "1", "2"]
    assert set(answers[0]) == {"id", "classification", "totals"}


def test_many_are_one_line_each_and_one_row_each(
    run: Run, tmp_path: Path, exam: dict[str, Any]
) -> None:
    path, table = tmp_path / "exams.json", tmp_path / "answers.csv"
    path.write_text(json.dumps([exam, exam]))
    assert run("isncsci", path).output.splitlines() == ["one: AIS D, level L5"] * 2
    run("isncsci", path, "--table", table)
    rows = list(csv.DictReader(StringIO(table.read_text())))
    assert list(rows[0]) == ["id", *FIELDS]
    assert rows[1]["ASIAImpairmentScale"] == "D"


def test_worksheet_and_case(run: Run, exam_file: Path, tmp_path: Path) -> None:
    page, case = tmp_path / "page.html", tmp_path / "case.yaml"
    run("isncsci", exam_file, "--html", page, "--case", case)
    assert "Ankle plantar flexors" in page.read_text()
    assert "as if it were a cord injury" in page.read_text()
    assert len(Case.from_file(case).observations) == 47


@pytest.mark.parametrize(
    "options", [("--table", "out.txt"), ("--html", "/nowhere/x.html"), ("--convert", "XX")]
)
def test_bad_options_are_refused(run: Run, exam_file: Path, options: tuple[str, str]) -> None:
    refused = run("isncsci", exam_file, *options)
    assert refused.exit_code == 2
    assert refused.stderr.startswith("error: ")


@pytest.mark.parametrize(
    "options", [("--explain",), ("--json",), ("--html", "page.html"), ("--case", "case.yaml")]
)
@pytest.mark.parametrize("many", [("--table", "answers.csv"), ("--format", "reference")], ids=str)
def test_what_is_for_one_is_refused_for_many(
    run: Run, exam_file: Path, tmp_path: Path, options: tuple[str, ...], many: tuple[str, str]
) -> None:
    words = [str(tmp_path / word) if "." in word else word for word in (*options, *many)]
    refused = run("isncsci", exam_file, *words)
    assert refused.exit_code == 2
    assert f"not together with {many[0]}" in refused.stderr
    assert list(tmp_path.iterdir()) == [exam_file]


@pytest.mark.parametrize("name", ["exams.jsonl", "exams.json", "exams.csv"])
@pytest.mark.parametrize("options", [(), ("--format", "reference")], ids=str)
def test_a_file_without_examination_is_refused(
    run: Run, tmp_path: Path, name: str, options: tuple[str, ...]
) -> None:
    path = tmp_path / name
    path.write_text("[]" if name == "exams.json" else "")
    refused = run("isncsci", path, *options)
    assert refused.exit_code == 2
    assert "no examination" in refused.stderr


def test_a_malformed_examination_leaves_nothing_behind(
    run: Run, tmp_path: Path, exam: dict[str, Any]
) -> None:
    exam["left"]["motor"]["S1"] = "6"
    path, table = tmp_path / "exam.json", tmp_path / "answers.csv"
    path.write_text(json.dumps(exam))
    told = run("isncsci", path, "--table", table)
    assert told.exit_code == 2
    assert "left.motor.S1: '6'" in told.stderr
    assert not table.exists()
