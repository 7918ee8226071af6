"""``radicular episode``, ``concordance`` and ``exchange``, as a person types them."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from benchmarks.episode.carry import PUBLISHED, carry, course_of
from radicular.pathway.schema import policy_schema
from tests.cli.conftest import Run
from tests.pathway.courses import NOW, planned

NEW = ("--problem", "right leg pain, S1 root in question", "--side", "right", "--by", "Dr. A")
DAY = ("--date", "2026-03-02", "--by", "Dr. A")
COMMANDS = ("new", "add", "show", "check", "document", "close", "kinds", "rules")


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("c") / "case48"
    carry(course_of(PUBLISHED), folder, NOW)
    return folder


def test_a_course_can_be_typed(run: Run, tmp_path: Path, case_file: Path) -> None:
    folder = tmp_path / "e1"
    made = run("episode", "new", folder, *NEW, "--context", "surgical", "--date", "2026-03-02")
    assert made.exit_code == 0, made.stderr
    assert "Episode e1" in made.output
    added = run("episode", "add", folder, "history", "--case", case_file, *DAY)
    assert added.exit_code == 0, added.stderr
    assert run("episode", "add", folder, "scores", "nrs_leg=7", "odi=44", *DAY).exit_code == 0
    assert run("episode", "add", folder, "examination", "--case", case_file, *DAY).exit_code == 0
    plan = ("procedure=discectomy", "target=L5-S1 disc", "side=left", "intent=therapeutic")
    assert run("episode", "add", folder, "plan", *plan, *DAY).exit_code == 0
    shown = run("episode", "show", folder)
    assert "surgical care, at the step: planning" in shown.output
    assert "history, Dr. A 2026-03-02" in shown.output
    checked = run("episode", "check", folder)
    assert checked.exit_code == 1
    assert "unknown  Consent" in checked.output
    assert "gates stand in the way" in checked.output


def test_a_bare_level_is_asked_about(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "e"
    run("episode", "new", folder, *NEW, "--context", "surgical", "--date", "2026-03-02")
    added = run("episode", "add", folder, "note", "text=an S1 issue", *DAY)
    assert added.exit_code == 0
    assert "To ask: 'S1': which S1 is meant" in added.stderr


def test_wrong_input_is_told_and_leaves_nothing(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "e"
    wrong = run("episode", "new", folder, *NEW, "--context", "magic", "--age", "200")
    assert wrong.exit_code == 2
    assert "context: 'magic'" in wrong.stderr
    assert "age: '200'" in wrong.stderr
    assert not folder.exists()
    run("episode", "new", folder, *NEW, "--context", "surgical", "--date", "2026-03-02")
    for words, told in (
        (("note", "text=x", "--date", "2999-01-01"), "up to today"),
        (("note", "text"), "NAME=VALUE"),
        (("note", "text=a", "text=b"), "each field once"),
        (("scores", "nrs_leg=12"), "from 0 to 10"),
        (("facts", "consent=perhaps"), "yes or no"),
        (("visit", "findings=x"), "findings"),
    ):
        date = () if "--date" in words else ("--date", "2026-03-02")
        refused = run("episode", "add", folder, *words, *date, "--by", "Dr. A")
        assert refused.exit_code == 2, words
        assert told in refused.stderr
    assert len(list((folder / "entries").iterdir())) == 2


def test_a_second_folder_of_that_name_is_refused(run: Run, tmp_path: Path) -> None:
    words = ("episode", "new", tmp_path / "e", *NEW, "--context", "surgical")
    assert run(*words).exit_code == 0
    assert run(*words).exit_code == 2


def test_the_log_tells_who_did_what_when(run: Run, carried: Path) -> None:
    told = run("episode", "show", carried, "--log").output.splitlines()
    assert told[0].split(maxsplit=2) == ["1", "2025-03-02", "opened, as published"]
    assert len(json.loads(run("episode", "show", carried, "--log", "--json").stdout)) == len(told)


def test_show_tells_the_whole_course(run: Run, carried: Path) -> None:
    text = run("episode", "show", carried).output
    for part in ("Sources on which the plan rests", "Gates before", "Right after", "Visit of"):
        assert part in text
    (review,) = json.loads(run("episode", "show", carried, "--json").stdout)
    assert review["state"] == "closed"
    assert review["gates"]["open"] == []


def test_published_outcomes_stand_side_by_side(run: Run, carried: Path) -> None:
    text = run("episode", "show", carried, "--outlook").output
    for part in ("Observation", "Injection", "Surgery", "Bracing", "not a recommendation"):
        assert part in text


def test_check_asks_about_a_bare_level(run: Run, case_file: Path) -> None:
    assert "To ask" not in run("check", case_file).output
    text = case_file.read_text(encoding="utf-8")
    case_file.write_text(text.replace("after lifting", "an S1 issue"), encoding="utf-8")
    assert "which S1 is meant" in run("check", case_file).output


def test_gates_that_pass_end_well_and_tell_every_rule(run: Run, carried: Path) -> None:
    checked = run("episode", "check", carried, "--every-rule")
    assert checked.exit_code == 0
    assert "verify locally" in checked.output
    gates = json.loads(run("episode", "check", carried, "--json").stdout)
    assert {gate["state"] for gate in gates["gates"]} == {"pass"}


def test_a_policy_is_shown_beside_the_table(run: Run, tmp_path: Path) -> None:
    place = planned(tmp_path / "e")
    policy = {
        "radicular_policy": 1,
        "site": "City hospital",
        "version": "2026-02",
        "rules": {"target_involved": {"limit": 0.4, "by": "Dr. B", "reason": "agreed here"}},
    }
    jsonschema.validate(policy, policy_schema())
    file = tmp_path / "policy.yaml"
    file.write_text(yaml.safe_dump(policy), encoding="utf-8")
    told = run("episode", "check", place.log.folder, "--policy", file).output
    assert "local limit 0.4 by Dr. B, table: 0.5" in told
    assert "City hospital 2026-02" in told
    policy["site"] = ""
    file.write_text(yaml.safe_dump(policy), encoding="utf-8")
    assert run("episode", "check", place.log.folder, "--policy", file).exit_code == 2


def test_an_entry_can_come_from_a_file(run: Run, tmp_path: Path) -> None:
    place = planned(tmp_path / "e")
    data = {"to": "imaging", "reason": "images are missing"}
    file = tmp_path / "return.yaml"
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    added = run("episode", "add", place.log.folder, "return", "--file", file, *DAY, "--json")
    assert json.loads(added.stdout)["data"] == data
    twice = run("episode", "add", place.log.folder, "return", "to=planning", "--file", file, *DAY)
    assert twice.exit_code == 2


def test_a_closed_problem_is_told(run: Run, carried: Path) -> None:
    words = ("--outcome", "improved", "--reason", "x", "--by", "y")
    closed = run("episode", "close", carried, *words)
    assert closed.exit_code == 2
    assert "it was closed on" in closed.stderr


@pytest.mark.parametrize("form", ["html", "pdf"])
def test_a_document_is_written(run: Run, carried: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"letter.{form}"
    made = run("episode", "document", carried, "patient_letter", f"--{form}", file)
    assert made.exit_code == 0
    assert file.read_bytes()[:5] in (b"<!doc", b"%PDF-")


def test_a_document_is_told_as_text_and_as_json(run: Run, carried: Path) -> None:
    assert "Sources by themselves" in run("episode", "document", carried, "correlation_note").output
    data = json.loads(run("episode", "document", carried, "clinic_note", "--json").stdout)
    assert data["kind"] == "clinic_note"


def test_an_unknown_document_or_folder_is_refused(run: Run, carried: Path, tmp_path: Path) -> None:
    assert "patient_letter" in run("episode", "document", carried, "bill").stderr
    for words in (
        ("show", tmp_path),
        ("check", tmp_path / "no"),
        ("document", tmp_path, "clinic_note"),
    ):
        assert run("episode", *words).exit_code == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(run: Run, command: str) -> None:
    told = run("episode", command, "--help").output
    assert "Examples:" in told
    assert f"radicular episode {command}" in told
    assert "--json" in told


def test_kinds_and_rules_are_listed(run: Run) -> None:
    kinds = json.loads(run("episode", "kinds", "--json").stdout)
    assert kinds["plan"]["fields"]["side"]["required"] is True
    assert "consent: Consent signed?" in run("episode", "kinds").output
    rules = json.loads(run("episode", "rules", "--json").stdout)
    assert rules["version"] == "2026.1"
    told = run("episode", "rules").output
    assert all(rule["id"] in told for rule in rules["rules"])


def test_concordance_sets_sources_side_by_side(run: Run, case_file: Path) -> None:
    text = case_file.read_text(encoding="utf-8")
    disc = "  - {finding: L5-S1 paracentral disc, side: left, value: extrusion}\n"
    case_file.write_text(text + disc, encoding="utf-8")
    told = run("concordance", case_file)
    assert told.exit_code == 0
    for part in ("Each source by itself", "Do they agree?", "Imaging against chance"):
        assert part in told.output
    data = json.loads(run("concordance", case_file, "--json").stdout)
    assert [view["source"] for view in data["sources"]] == ["clinic", "imaging"]
    assert data["agreements"][0]["verdict"] == "agree"


def test_an_episode_goes_out_and_comes_back(run: Run, carried: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    made = run("exchange", "export", carried, "--output", file)
    assert made.exit_code == 0
    assert "Not held: the chain of hashes" in made.output
    assert run("exchange", "check", file).output == "0 defects\n"
    assert "this is an episode" in run("exchange", "import", file).stderr
    back = run("exchange", "import", file, "--episode", tmp_path / "again")
    assert back.exit_code == 0
    log = ("--log", "--json")
    assert (
        run("episode", "show", tmp_path / "again", *log).output
        == run("episode", "show", carried, *log).output
    )
    assert run("exchange", "import", file, "--episode", tmp_path / "again").exit_code == 2


@pytest.mark.parametrize("form", ["fhir", "transaction", "ndjson", "phenopacket"])
def test_a_case_goes_out_and_comes_back(
    run: Run, case_file: Path, tmp_path: Path, form: str
) -> None:
    target = tmp_path / ("bulk" if form == "ndjson" else "out.json")
    assert run("exchange", "export", case_file, "--format", form, "--output", target).exit_code == 0
    back = tmp_path / "back.yaml"
    read = run("exchange", "import", target, "--output", back)
    assert read.exit_code == 0, read.stderr
    findings = [yaml.safe_load(run("exchange", "import", target).stdout)["findings"]]
    findings.append(yaml.safe_load(back.read_text(encoding="utf-8"))["findings"])
    assert findings[0] == findings[1]
    assert len(findings[0]) == 8


def test_what_is_not_understood_is_listed_and_kept(run: Run, tmp_path: Path) -> None:
    strange = {
        "resourceType": "Observation",
        "id": "1",
        "code": {"text": "aura"},
        "valueString": "x",
    }
    file, kept = tmp_path / "in.json", tmp_path / "kept.json"
    file.write_text(json.dumps(strange), encoding="utf-8")
    read = run("exchange", "import", file, "--output", tmp_path / "case.yaml", "--kept", kept)
    assert read.exit_code == 0
    assert "Not understood, kept: Observation/1 aura" in read.stderr
    assert json.loads(kept.read_text(encoding="utf-8"))[0]["resource"] == strange


def test_a_defect_is_told(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "in.json"
    file.write_text('{"resourceType": "Observation", "status": "done"}', encoding="utf-8")
    checked = run("exchange", "check", file)
    assert checked.exit_code == 1
    assert "Observation.status: 'done'" in checked.output
    assert len(json.loads(run("exchange", "check", file, "--json").stdout)) == 2


def test_what_cannot_be_read_writes_nothing(run: Run, tmp_path: Path) -> None:
    file, out = tmp_path / "in.json", tmp_path / "case.yaml"
    file.write_text("{", encoding="utf-8")
    assert run("exchange", "import", file, "--output", out).exit_code == 2
    assert run("exchange", "import", tmp_path / "no.json", "--output", out).exit_code == 2
    assert not out.exists()


@pytest.mark.parametrize("command", ["export", "import", "check"])
def test_exchange_has_help_with_an_example(run: Run, command: str) -> None:
    told = run("exchange", command, "--help").output
    assert f"radicular exchange {command}" in told
    assert "--json" in told
