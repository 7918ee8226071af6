"""Packages from npm, pinned by their hashes, beside the benchmark that needs them."""

import subprocess
from pathlib import Path

__all__ = ["install"]


def install(folder: Path) -> None:
    """Install the packages of a lock file beside it, once.

    Args:
        folder: With ``package.json`` and ``package-lock.json``.

    Raises:
        FileNotFoundError: If npm is missing.
        CalledProcessError: If npm cannot install them.
    """
    if not (folder / "node_modules").exists():
        command = ["npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=folder, check=True)  # noqa: S603 - nothing from outside
