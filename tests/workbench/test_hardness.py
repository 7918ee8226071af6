"""A server that is killed while people enter loses nothing that it acknowledged."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from benchmarks.workbench.served import OF_ANOTHER
from benchmarks.workbench.throwaway import throwaway_database

KILLS, SECONDS = "3", 300
KEPT_OUT = (*OF_ANOTHER, "RADICULAR_DATABASE")


@pytest.fixture
def database() -> Iterator[str]:
    """The address of an empty database: of a server if the tests run on one, else of a file."""
    with throwaway_database(os.environ.get("RADICULAR_DATABASE", "")) as address:
        yield address


def test_kills_lose_no_acknowledged_entry(database: str) -> None:
    command = [sys.executable, "-m", "benchmarks.workbench.kills", "--kills", KILLS, "--json"]
    measured = subprocess.run(  # noqa: S603 - the command is our own
        [*command, "--database", database],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
        env={name: text for name, text in os.environ.items() if name not in KEPT_OUT},
    )
    assert measured.returncode == 0, measured.stderr
    found = json.loads(measured.stdout)
    assert found["kills"] == int(KILLS)
    assert found["acknowledged"] > 0
    assert (found["lost"], found["doubled"], found["gaps"], found["unclean"]) == (0, 0, 0, 0)
