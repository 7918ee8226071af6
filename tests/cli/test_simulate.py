"""``radicular simulate``."""

import json
from pathlib import Path

import jsonschema
import pytest

from radicular.case import Case
from radicular.laboratory import load_recordings
from tests.cli.conftest import Run

LESION = "left S1 root, moderate, 6 weeks"


def test_a_report_sets_the_lesion_beside_health(run: Run) -> None:
    shown = run("simulate", "sensory-conduction", "--lesion", LESION, "--compare", "healthy").output
    assert shown.startswith(f"Simulated: {LESION}\n")
    line = next(line for line in shown.splitlines() if "Sural nerve, amplitude" in line)
    assert line.count("uV") == 2
    assert "at least 4" in line
    assert "a clinician decides" in shown


def test_json_holds_measures_traces_and_origin(run: Run) -> None:
    told = json.loads(run("simulate", "f-wave", "--lesion", LESION, "--json").stdout)
    jsonschema.validate(told, json.loads(run("schema", "laboratory").stdout))
    (result,) = told["results"]
    assert result["side"] == "left"
    assert {item["id"] for item in result["measures"]} >= {"f_minimum", "f_persistence"}
    assert result["traces"][0]["y_unit"] == "mV"
    assert result["provenance"]["tables"]


def test_everything_can_be_kept(run: Run, tmp_path: Path) -> None:
    names = {"--plot": "f.svg", "--save": "f.h5", "--case": "f.yaml"}
    words = [str(item) for option, name in names.items() for item in (option, tmp_path / name)]
    assert run("simulate", "f-wave", "--lesion", LESION, "--seed", 3, *words).exit_code == 0
    assert (tmp_path / "f.svg").read_text(encoding="utf-8").count("<svg") == 1
    assert load_recordings(tmp_path / "f.h5")[0].study == "f-wave"
    case = Case.from_file(tmp_path / "f.yaml")
    assert case.observations[0].finding == "f_wave_tibial"


@pytest.mark.parametrize("name", ["f.png", "f.html"])
def test_figures_in_other_formats(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    words = ("simulate", "motor-conduction", "--compare", LESION, "--plot", path)
    assert run(*words).exit_code == 0
    head = path.read_bytes()[:20]
    assert head.startswith(b"\x89PNG") if name.endswith("png") else head.startswith(b"<!doctype")


def test_the_same_seed_is_the_same_person(run: Run) -> None:
    words = ("simulate", "h-reflex", "--seed", 5)
    assert run(*words).stdout == run(*words).stdout
    assert run(*words).stdout != run("simulate", "h-reflex", "--seed", 6).stdout


def test_a_lesion_elsewhere_changes_nothing_and_says_so(run: Run) -> None:
    shown = run("simulate", "f-wave", "--lesion", "left L1 root, severe").output
    assert "does not touch" in shown


def test_sides(run: Run) -> None:
    def sides(*words: object) -> list[str]:
        told = json.loads(run("simulate", "f-wave", *words, "--json").stdout)
        return [result["side"] for result in told["results"]]

    assert sides() == ["left"]
    assert sides("--lesion", "right S1 root") == ["right"]
    assert sides("--lesion", "cauda equina below S1") == ["left", "right"]
    assert sides("--lesion", "right S1 root", "--side", "left") == ["left"]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("x-wave",), "study"),
        (("f-wave", "--lesion", "left S9 root"), "lesion"),
        (("f-wave", "--lesion", "left S1 root, -3 weeks"), "lesion"),
        (("f-wave", "--leg-length", "900"), "--leg-length"),
        (("f-wave", "--age", "7"), "--age"),
        (("f-wave", "--height", "17.5"), "--height"),
        (("f-wave", "--seed", "-1"), "--seed"),
        (("f-wave", "--muscle", "soleus"), "muscle"),
        (("needle-emg", "--muscle", "deltoid"), "muscle"),
        (("quantitative-sensory", "--patch", "nose"), "patch"),
        (("ectopic", "--maneuver", "dance"), "maneuver"),
        (("ectopic", "--maneuver", "leg raise", "--angle", "200"), "angle"),
        (("h-reflex", "--current", "-4"), "current"),
        (("h-reflex", "--current", "1000"), "current"),
        (("all", "--muscle", "soleus"), "--muscle"),
        (("f-wave", "--plot", "f.bmp"), "--plot"),
        (("f-wave", "--save", "no/such/folder/f.h5"), "--save"),
    ],
)
def test_bad_input_names_field_and_what_is_allowed(
    run: Run, words: tuple[str, ...], field: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("simulate", *words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"error: {field}")
    assert "allowed: " in result.stderr
    assert list(tmp_path.iterdir()) == []
