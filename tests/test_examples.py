"""Every example runs and prints something; the walk-through in the docs tells what it tells."""

import doctest
import runpy
from pathlib import Path

import pytest

from radicular.electrophysiology.studies.registry import load_studies

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


def test_every_study_has_an_example() -> None:
    studies = {study.module for study in load_studies().values()}
    assert studies <= {path.stem for path in EXAMPLES}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_run(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(path))
    assert capsys.readouterr().out.count("\n") >= 2


def test_the_walk_through_is_true() -> None:
    results = doctest.testfile(str(ROOT / "docs" / "nerve.md"), module_relative=False)
    assert results.attempted > 10
    assert results.failed == 0
