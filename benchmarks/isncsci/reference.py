"""The reference implementation, npm ``isncsci``, run as one process for many examinations."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["HERE", "ReferenceAnswers", "classified_by_reference"]

HERE = Path(__file__).parent


@dataclass(frozen=True)
class ReferenceAnswers:
    """What the reference makes of examinations.

    Attributes:
        answers: ``classification`` and ``totals`` of each.
        seconds: Spent on classifying alone, without reading and writing.
    """

    answers: list[dict[str, Any]]
    seconds: float


def classified_by_reference(exams: Sequence[dict[str, Any]]) -> ReferenceAnswers:
    """Return what the reference makes of each examination.

    Args:
        exams: As plain data.

    Raises:
        CalledProcessError: If it fails on one of them.
    """
    given = "\n".join(json.dumps({"id": key, "exam": exam}) for key, exam in enumerate(exams))
    done = subprocess.run(
        ["node", "reference.js"],  # noqa: S607 - the Node of the machine
        cwd=HERE,
        input=given,
        capture_output=True,
        text=True,
        check=True,
    )
    answers = [
        {key: answer[key] for key in ("classification", "totals")}
        for answer in map(json.loads, done.stdout.splitlines())
    ]
    return ReferenceAnswers(answers, float(done.stderr) / 1000)
