"""The reference implementation, npm ``isncsci``, run as one process for many examinations."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

__all__ = ["classified_by_reference", "installed"]

_HERE = Path(__file__).parent


def installed() -> bool:
    """Return whether Node and the package are there, installing the package where Node is."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return False
    if not (_HERE / "node_modules").exists():
        command = ["npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=_HERE, check=True)
    return True


def classified_by_reference(exams: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the reference makes of each examination.

    Args:
        exams: As plain data.

    Raises:
        CalledProcessError: If it fails on one of them.
    """
    given = "\n".join(json.dumps({"id": key, "exam": exam}) for key, exam in enumerate(exams))
    done = subprocess.run(
        ["node", "reference.js"], cwd=_HERE, input=given, capture_output=True, text=True, check=True
    )
    return [
        {key: answer[key] for key in ("classification", "totals")}
        for answer in map(json.loads, done.stdout.splitlines())
    ]
