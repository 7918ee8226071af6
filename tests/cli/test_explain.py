"""``radicular explain``, on numbers made by hand."""

import json
from pathlib import Path

import pytest

from radicular.localize import localizer
from tests.cli.conftest import CASE, Run
from tests.comparisons import HandMade

AGAINST = ("--against", "left L5 root")


@pytest.fixture
def run(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The commands with numbers made by hand."""
    monkeypatch.setattr(localizer, "load_localizer", lambda setting: HandMade(setting=setting))
    return run


def test_text_explains_the_likeliest_place(run: Run, case_file: Path) -> None:
    result = run("explain", case_file, *AGAINST)
    assert result.exit_code == 0
    assert result.output.startswith("Why the left S1 root and not the left L5 root\n")
    assert "What speaks for the left S1 root" in result.output


def test_another_place_can_be_explained(run: Run, case_file: Path) -> None:
    shown = run("explain", case_file, "--for", "right tibial nerve in the tarsal tunnel", *AGAINST)
    assert shown.output.startswith("Why the right tibial nerve")


def test_json_adds_up(run: Run, case_file: Path) -> None:
    told = json.loads(run("explain", case_file, *AGAINST, "--json").stdout)
    total = told["prior_bits"] + sum(item["bits_first_second"] for item in told["findings"])
    assert total == pytest.approx(told["posterior_bits"], abs=1e-6)


def test_standard_input_is_a_case_too(run: Run, case_file: Path) -> None:
    assert run("explain", "-", *AGAINST, answers=CASE).output == (
        run("explain", case_file, *AGAINST).output
    )


def test_setting_is_told(run: Run, case_file: Path) -> None:
    shown = run("explain", case_file, *AGAINST, "--setting", "Primary care", "--json")
    assert json.loads(shown.stdout)["setting"] == "primary_care"


def test_html_is_written_whole(run: Run, case_file: Path, tmp_path: Path) -> None:
    page = tmp_path / "why.html"
    assert run("explain", case_file, *AGAINST, "--html", page).exit_code == 0
    assert page.read_text(encoding="utf-8").endswith("</html>")
    assert {path.name for path in tmp_path.iterdir()} == {"case.yaml", "why.html"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--against", "left S9 root"), "--against: 'left S9 root'"),
        (("--against", "L5 root"), "a side must be stated"),
        (("--for", "S1 root", *AGAINST), "--for: 'S1 root'"),
        (("--against", "left S1 root"), "another place; this one is the likeliest one"),
        (("--for", "left L5 root", *AGAINST), "another place; this one is named twice"),
        (("--against", "left L5 root, severe"), "side, site and place only"),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(
    run: Run, case_file: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    result = run("explain", case_file, *words, "--html", tmp_path / "why.html")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: ")
    assert told in result.stderr
    assert result.stdout == ""
    assert {path.name for path in tmp_path.iterdir()} == {"case.yaml"}


def test_without_another_place_nothing_is_explained(run: Run, case_file: Path) -> None:
    result = run("explain", case_file)
    assert result.exit_code == 2
    assert "--against" in result.stderr


def test_unwritable_page_is_bad_input(run: Run, case_file: Path, tmp_path: Path) -> None:
    result = run("explain", case_file, *AGAINST, "--html", tmp_path / "no" / "why.html")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: --html")


def test_case_with_problems_is_told(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "why.html"
    assert run("explain", tmp_path / "none.yaml", *AGAINST, "--html", page).exit_code == 2
    assert not page.exists()


def test_unknown_setting_is_bad_input(
    run: Run, case_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    result = run("explain", case_file, *AGAINST, "--setting", "circus")
    assert result.exit_code == 2
    assert "primary_care" in result.stderr
