"""``radicular locate``."""

import json
from collections.abc import Collection
from pathlib import Path

import jsonschema
import pytest

from radicular.case import Case
from radicular.report.words import CLOSING
from radicular.tables import read_text
from tests.cli.conftest import CASE, Run


def test_text_names_the_place_first_and_closes_with_the_intended_use(
    run: Run, case_file: Path
) -> None:
    result = run("locate", case_file)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == "Left leg pain after lifting · 44 years, male"
    assert next(line for line in lines if line.startswith(" 1 ")).startswith(" 1  left S1 root")
    assert " ".join(result.output.split()).endswith(CLOSING)


@pytest.mark.parametrize("part", ["Why left S1 root", "Roots ", "Side ", "Disc ", "90 %"])
def test_text_tells(run: Run, case_file: Path, part: str) -> None:
    assert part in run("locate", case_file).output


def test_red_flags_come_before_everything(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(
        "radicular_case: 1\n"
        "findings:\n"
        "  - {finding: urinary retention, value: present}\n"
        "  - {finding: fever, value: present}\n"
        "  - {finding: ankle jerk, side: both, value: absent}\n",
        encoding="utf-8",
    )
    shown = run("locate", path).output
    assert "!! LOOK AT THIS FIRST !!" in shown
    assert shown.index("Urinary retention") < shown.index("Fever") < shown.index("\nWhere")


def test_too_few_findings_are_called_not_enough(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(
        "radicular_case: 1\nfindings: [{finding: ankle jerk, side: left, value: absent}]",
        encoding="utf-8",
    )
    shown = run("locate", path).output
    assert "NOT ENOUGH DATA" in shown
    assert "\nWhy" not in shown


def test_json_keeps_its_schema(run: Run, case_file: Path) -> None:
    answer = json.loads(run("locate", case_file, "--json").stdout)
    jsonschema.validate(answer, json.loads(read_text("radicular.report", "answer.schema.json")))
    assert answer["ranked"][0]["site"] == "root_S1"


def test_standard_input_is_a_case_too(run: Run, case_file: Path) -> None:
    assert run("locate", "-", answers=CASE).output == run("locate", case_file).output


def test_top_tells_so_many_sites(run: Run, case_file: Path) -> None:
    assert len(json.loads(run("locate", case_file, "--json", "--top", 9).stdout)["ranked"]) == 9


def test_setting_is_that_of_the_case_unless_another_is_given(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(f"{CASE}\nsetting: primary_care\n", encoding="utf-8")
    assert json.loads(run("locate", path, "--json").stdout)["setting"] == "primary_care"
    given = run("locate", path, "--json", "--setting", "emg_laboratory")
    assert json.loads(given.stdout)["setting"] == "emg_laboratory"


def test_unknown_setting_is_bad_input(run: Run, case_file: Path) -> None:
    result = run("locate", case_file, "--setting", "circus")
    assert result.exit_code == 2
    assert "primary_care, spine_clinic, emg_laboratory" in result.stderr


def test_html_is_written_whole(run: Run, case_file: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert run("locate", case_file, "--html", page).exit_code == 0
    assert page.read_text(encoding="utf-8").endswith("</html>")
    assert {path.name for path in tmp_path.iterdir()} == {"case.yaml", "page.html"}


def test_unwritable_page_is_bad_input(run: Run, case_file: Path, tmp_path: Path) -> None:
    result = run("locate", case_file, "--html", tmp_path / "no" / "page.html")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: --html")


def test_nothing_is_written_on_bad_input(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert run("locate", tmp_path / "none.yaml", "--html", page).exit_code == 2
    assert not page.exists()


@pytest.mark.parametrize("words", [(), ("-", "--interactive"), ("case.yaml", "--save", "x.yaml")])
def test_options_that_do_not_go_together(run: Run, words: tuple[str, ...]) -> None:
    result = run("locate", *words)
    assert result.exit_code == 2
    assert "Usage" in result.stderr


def test_dialog_asks_safety_first_and_saves_the_case(run: Run, tmp_path: Path) -> None:
    saved = tmp_path / "saved.yaml"
    result = run("locate", "--interactive", "--save", saved, answers="\nl\nn\nn\ny\n")
    assert result.exit_code == 0
    case = Case.from_file(saved)
    assert [item.finding for item in case.observations] == [
        "bladder_symptoms",
        "saddle_numbness",
        "saddle_numbness",
        "pain_leg",
    ]
    assert case.observations[-1].side == "left"
    assert [path.name for path in tmp_path.iterdir()] == ["saved.yaml"]


def test_dialog_goes_back_and_takes_unknown(run: Run, tmp_path: Path) -> None:
    saved = tmp_path / "saved.yaml"
    run("locate", "--interactive", "--save", saved, answers="\nr\ny\nb\nx\nu\nq\n")
    (answer,) = Case.from_file(saved).observations
    assert answer.finding == "bladder_symptoms"
    assert answer.value.missing


def test_dialog_asks_for_the_next_complaint_until_one_is_there(run: Run, tmp_path: Path) -> None:
    saved = tmp_path / "saved.yaml"
    run("locate", "--interactive", "--save", saved, answers="\nr\nn\nn\nn\ny\n")
    asked = [(item.finding, item.side) for item in Case.from_file(saved).observations]
    assert asked[-2:] == [("pain_leg", "right"), ("paresthesia_leg", "right")]


def test_dialog_stops_at_once(run: Run) -> None:
    result = run("locate", "--interactive", "--json", answers="\nq\n")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["enough_data"] is False


def test_dialog_goes_on_from_a_case(run: Run, case_file: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.yaml"
    run("locate", case_file, "--interactive", "--save", saved, answers="l\nn\nq\n")
    before, after = Case.from_file(case_file), Case.from_file(saved)
    assert len(after.observations) == len(before.observations) + 2
    assert after.observations[-1].finding == "saddle_numbness"


def test_dialog_leaves_another_file_as_it_is(run: Run, case_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("precious", encoding="utf-8")
    for words in ((), (case_file,)):
        result = run("locate", *words, "--interactive", "--save", other, answers="\nl\nn\nq\n")
        assert result.exit_code == 2
        assert "a new file" in result.stderr
    assert other.read_text(encoding="utf-8") == "precious"


def test_dialog_keeps_the_answers_in_the_case_itself(run: Run, case_file: Path) -> None:
    before = case_file.read_text(encoding="utf-8")
    assert (
        run("locate", case_file, "--interactive", "--save", case_file, answers="q\n").exit_code == 0
    )
    assert case_file.read_text(encoding="utf-8") == before
    run("locate", case_file, "--interactive", "--save", case_file, answers="l\nn\nq\n")
    assert Case.from_file(case_file).observations[-1].finding == "saddle_numbness"


@pytest.mark.parametrize("answers", ["", "\nq\n", "40\nq\n", "\nl\nq\n", "\nl\nb\nq\n"])
def test_dialog_without_an_answer_writes_nothing(run: Run, tmp_path: Path, answers: str) -> None:
    saved = tmp_path / "saved.yaml"
    assert run("locate", "--interactive", "--save", saved, answers=answers).exit_code == 0
    assert not list(tmp_path.iterdir())


def test_dialog_asks_nothing_where_answers_cannot_be_kept(run: Run, tmp_path: Path) -> None:
    result = run(
        "locate", "--interactive", "--save", tmp_path / "no" / "saved.yaml", answers="\nl\n"
    )
    assert result.exit_code == 2
    assert result.stderr.startswith("error: --save")
    assert "Which leg" not in result.stderr


@pytest.mark.parametrize("setting", ["emg laboratory", "EMG_LABORATORY", " Emg-Laboratory "])
def test_setting_is_read_as_in_a_case_file(run: Run, case_file: Path, setting: str) -> None:
    given = run("locate", case_file, "--json", "--setting", setting)
    assert json.loads(given.stdout)["setting"] == "emg_laboratory"
    drawn = run("patient", "left S1 root", "--seed", 1, "--findings", 2, "--setting", setting)
    assert "emg_laboratory" in drawn.stdout


def test_reasons_tell_what_was_understood(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(
        "radicular_case: 1\nfindings:\n"
        "  - {finding: dorsalis pedis pulse, side: left, value: absent}\n"
        "  - {finding: cramping calf pain on walking, value: present}\n"
        "  - {finding: ankle jerk, side: left, value: normal}\n",
        encoding="utf-8",
    )
    shown = " ".join(run("locate", path).stdout.split())
    assert "Leg pulses weak or absent: left present (written: absent)" in shown
    assert "Leg pulses weak or absent: left absent" not in shown


def test_text_says_what_a_bit_is(run: Run, case_file: Path) -> None:
    assert "One bit doubles them." in " ".join(run("locate", case_file).stdout.split())


def test_empty_path_of_a_page_is_bad_input(run: Run, case_file: Path) -> None:
    result = run("locate", case_file, "--html", "")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: --html")


def test_dialog_asks_the_age(run: Run, tmp_path: Path) -> None:
    saved = tmp_path / "saved.yaml"
    result = run("locate", "--interactive", "--save", saved, answers="old\n200\n61\nl\nn\nq\n")
    assert result.stderr.count("a number from 0 to") == 2
    assert Case.from_file(saved).patient.age == 61


def test_dialog_tells_what_is_kept_when_interrupted(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = iter(["l", "n"])

    def press(allowed: Collection[str]) -> str:
        del allowed
        try:
            return next(keys)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr("radicular.cli.dialog.read_key", press)
    saved = tmp_path / "saved.yaml"
    result = run("locate", "--interactive", "--save", saved, answers="\n")
    assert result.exit_code == 1
    assert f"the answers so far are kept in {saved}" in result.stderr
    assert len(Case.from_file(saved).observations) == 1
