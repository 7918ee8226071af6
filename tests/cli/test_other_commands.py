"""``check``, ``predict``, ``patient``, ``atlas``, ``findings`` and ``schema``."""

import json
from pathlib import Path

import jsonschema
import pytest

from radicular.case import Case
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
SCHEMAS = ("case", "answer", "laboratory", "isncsci", "entry", "policy")


def test_check_shows_how_each_line_is_understood(run: Run, case_file: Path) -> None:
    shown = run("check", case_file).output
    assert "reflex_achilles" in shown
    assert "(written: positive at 40 degrees)" in shown
    assert "8 findings understood." in shown


def test_check_gives_a_case_back(run: Run, case_file: Path) -> None:
    again = Case.from_dict(json.loads(run("check", case_file, "--json").stdout))
    assert again.observations == Case.from_file(case_file).observations


def test_predict_sets_the_lesion_beside_health(run: Run) -> None:
    shown = run("predict", "left S1 root, moderate, 6 weeks").output
    assert shown.startswith("Expected in: left S1 root, moderate, 6 weeks\n")
    ankle = next(line for line in shown.splitlines() if "Ankle reflex" in line)
    assert "absent" in ankle
    assert "(" in ankle


def test_predict_all_lists_more(run: Run) -> None:
    words = ("predict", "right femoral nerve, severe")
    assert len(run(*words, "--all").output) > 3 * len(run(*words).output)


def test_predict_json_sums_to_one(run: Run) -> None:
    told = json.loads(run("predict", "cauda equina below S1", "--age", 70, "--json").stdout)
    assert told["age"] == 70
    for item in told["expected"]:
        assert sum(item["chances"].values()) == pytest.approx(1, abs=1e-5)


def test_patient_is_the_same_for_a_seed_and_can_be_located(run: Run, tmp_path: Path) -> None:
    words = ("patient", "left S1 root, severe", "--seed", 7)
    drawn = run(*words).stdout
    assert drawn == run(*words).stdout
    assert drawn != run("patient", "left S1 root, severe", "--seed", 8).stdout
    path = tmp_path / "case.yaml"
    path.write_text(drawn, encoding="utf-8")
    answer = json.loads(run("locate", path, "--json").stdout)
    assert answer["roots"]["S1"] > 0.5


@pytest.mark.parametrize("count", ["0", "-3", "many", "1.5"])
def test_patient_takes_a_count_or_complete(run: Run, count: str) -> None:
    result = run("patient", "left S1 root", "--seed", 1, f"--findings={count}")
    assert result.exit_code == 2
    assert "'complete'" in result.stderr


def test_atlas_answers_in_text_and_json(run: Run) -> None:
    shown = run("atlas", "left", "S1", "root").output
    assert shown.startswith("Left S1 root\n")
    assert json.loads(run("atlas", "soleus", "--json").stdout)["id"] == "soleus"


def test_atlas_writes_the_worksheet_and_reads_marks(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "claims.html"
    assert "claims written" in run("atlas", "--worksheet", page).stderr
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    marks = tmp_path / "marks.json"
    marks.write_text(json.dumps({"radicular_marks": 1, "reviewer": "A", "marks": []}))
    assert run("atlas", "--read-marks", marks).output.startswith("Marks by A")
    marks.write_text("[]")
    assert run("atlas", "--read-marks", marks).exit_code == 2


@pytest.mark.parametrize("words", [(), ("S1", "--worksheet", "x.html")])
def test_atlas_does_one_thing(run: Run, words: tuple[str, ...]) -> None:
    assert run("atlas", *words).exit_code == 2


def test_findings_tells_a_name_in_full(run: Run) -> None:
    shown = run("findings", "Achilles", "jerk").output
    assert "id        reflex_achilles" in shown
    assert "absent | reduced | normal | brisk | clonus" in shown


def test_findings_lists_a_domain(run: Run) -> None:
    listed = json.loads(run("findings", "--domain", "reflex", "--json").stdout)
    assert {finding["domain"] for finding in listed} == {"reflex"}
    assert "reflex_patellar" in run("findings", "--domain", "reflex").output


def test_findings_lists_everything(run: Run) -> None:
    assert len(json.loads(run("findings", "--json").stdout)) >= 230


def test_findings_searches_words(run: Run) -> None:
    found = json.loads(run("findings", "numb", "heel", "--json").stdout)
    assert "paresthesia_heel" in [finding["id"] for finding in found]


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_is_a_schema(run: Run, name: str) -> None:
    schema = json.loads(run("schema", name).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)


def test_schema_fits_a_case(run: Run, case_file: Path) -> None:
    schema = json.loads(run("schema").stdout)
    jsonschema.validate(Case.from_file(case_file).to_dict(), schema)


def test_published_schemas_are_those_of_the_code(run: Run, tmp_path: Path) -> None:
    assert run("schema", "--write", tmp_path).exit_code == 0
    for name in SCHEMAS:
        file = f"{name}.schema.json"
        published = (ROOT / "docs" / "schema" / file).read_text(encoding="utf-8")
        assert (tmp_path / file).read_text(encoding="utf-8") == published
