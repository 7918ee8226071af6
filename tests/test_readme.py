"""The README shows what a reader will see."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from radicular.case import Case
from radicular.cli import main

README = Path("README.md").read_text(encoding="utf-8")


def block(language: str, containing: str) -> str:
    blocks = re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)
    (found,) = (text for text in blocks if containing in text)
    return str(found)


def test_sample_answer_is_the_real_one() -> None:
    shown = CliRunner().invoke(main, ["locate", "benchmarks/cases/case_119.yaml"]).output
    for line in block("text", "Where").splitlines():
        assert line == "..." or line in shown


def test_sample_of_a_simulated_study_is_the_real_one() -> None:
    command, *told = block("text", "radicular simulate").splitlines()
    shown = CliRunner().invoke(main, shlex.split(command)[2:]).output
    # The last digit may differ between processors.
    lines = {re.sub(r"[\d.]+", "0", line) for line in shown.splitlines()}
    for line in told:
        assert line == "..." or re.sub(r"[\d.]+", "0", line) in lines


def test_sample_case_can_be_read() -> None:
    case = Case.from_text(block("yaml", "radicular_case"))
    assert {item.finding for item in case.observations} >= {"reflex_achilles", "slr"}


@pytest.mark.parametrize(
    "line",
    [
        line.partition("#")[0].split()[1:]
        for line in block("sh", "radicular predict").splitlines()
        if line.startswith(".venv/bin/radicular atlas ") and '"' not in line
    ],
    ids=" ".join,
)
def test_look_ups_work(line: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, line).exit_code == 0


@pytest.mark.parametrize("target", re.findall(r"\]\((docs/[^)]+|[A-Z]+\.md)\)", README))
def test_linked_pages_exist(target: str) -> None:
    assert Path(target).is_file()


def test_the_course_of_a_case_can_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("case.yaml").write_text(block("yaml", "radicular_case"), encoding="utf-8")
    typed = block("sh", "radicular episode new") + block("sh", "radicular exchange export visit1")
    for line in typed.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if "bundle.json" in words:
            continue  # of another system
        done = CliRunner().invoke(main, words[1:])
        assert done.exit_code == (1 if words[2] == "check" else 0), (line, done.output)
    assert Path("note.pdf").read_bytes().startswith(b"%PDF")
    assert Path("packet.json").is_file()
