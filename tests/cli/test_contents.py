"""The table of contents, and how errors are told."""

import subprocess
import sys
from pathlib import Path

import pytest

from radicular import __version__
from radicular.cli.contents import CONTENTS
from tests.cli.conftest import Run

COMMANDS = [name for chapter in CONTENTS.values() for name in chapter]
HEAVY = {"numpy", "yaml", "jinja2", "rapidfuzz"}


def shell(*words: str, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "radicular", *words], input=stdin, capture_output=True, check=False
    )


def test_help_lists_every_command_by_chapter(run: Run) -> None:
    shown = run("--help").output
    places = [shown.index(title) for title in CONTENTS]
    assert places == sorted(places)
    assert all(f"  {name} " in shown for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(run: Run, name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"Examples:\n    radicular {name}" in result.output


def test_version(run: Run) -> None:
    assert run("--version").output == f"radicular {__version__}\n"


def test_unknown_command_is_bad_input(run: Run) -> None:
    assert run("guess").exit_code == 2


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from radicular.cli import main\n"
        "try: main(['--help'])\n"
        f"finally: print(sorted({HEAVY!r} & set(sys.modules)))"
    )
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        (("locate", "no_such_file.yaml"), b""),
        (("locate", "-"), b""),
        (("locate", "-"), b"\xff\xfe\x00binary"),
        (("locate", "-"), b"{{{ not yaml"),
        (("locate", "-"), b"radicular_case: 1\nfindings: [{finding: sore elbow, value: yes}]"),
        (("predict", "left S9 root"), b""),
        (("patient", "left S1", "--seed", "1"), b""),
        (("atlas", "blorb"), b""),
        (("findings", "blorb"), b""),
        (("findings", "--domain", "astrology"), b""),
    ],
)
def test_bad_input_is_told_without_traceback(words: tuple[str, ...], stdin: bytes) -> None:
    done = shell(*words, stdin=stdin)
    assert done.returncode == 2
    assert done.stdout == b""
    told = done.stderr.decode()
    assert told.startswith("error: ")
    assert "Traceback" not in told
    assert "allowed: " in told


def test_every_problem_of_a_case_is_a_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(
        "radicular_case: 1\n"
        "patient: {age: 340}\n"
        "findings:\n"
        "  - {finding: ankle jerk, value: absent}\n"
        "  - {finding: ankle jork, side: left, value: absent}\n"
        "  - {finding: knee jerk, side: left, value: purple}\n",
        encoding="utf-8",
    )
    lines = run("locate", path).stderr.splitlines()
    assert sorted(line.split(": ")[1] for line in lines) == [
        "findings[1].side",
        "findings[2].finding",
        "findings[3].value",
        "patient.age",
    ]
    assert any("'ankle jerk'" in line for line in lines)
