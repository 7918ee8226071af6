"""A way to run commands, and a case to run them on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from radicular.cli import main

CASE = """
radicular_case: 1
id: test-s1
title: Left leg pain after lifting
patient: {age: 44, sex: male}
findings:
  - {finding: pain calf, side: left, value: present}
  - {finding: bladder symptoms, value: absent}
  - {finding: ankle jerk, side: left, value: absent}
  - {finding: ankle jerk, side: right, value: normal}
  - {finding: toe walking, side: left, value: unable}
  - {finding: heel walking, side: left, value: normal}
  - {finding: straight leg raise, side: left, value: positive at 40 degrees}
  - {finding: sensation lateral foot, side: left, value: reduced}
"""

Run = Callable[..., Result]


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    return path


@pytest.fixture
def run() -> Run:
    def invoke(*words: object, answers: str = "") -> Result:
        return CliRunner().invoke(main, [str(word) for word in words], input=answers)

    return invoke
