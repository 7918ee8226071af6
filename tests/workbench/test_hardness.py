"""A server that is killed while people enter loses nothing that it acknowledged."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

KILLS, SECONDS = "3", 300
#: What would lead the server to the records of the other tests.
OF_THE_TESTS = ("RADICULAR_DATABASE", "RADICULAR_WORKBENCH", "DJANGO_SETTINGS_MODULE")
ADDRESS = os.environ.get("RADICULAR_DATABASE", "")


@pytest.fixture
def database() -> Iterator[str]:
    """The address of an empty database: of a server if the tests run on one, else of a file."""
    if not ADDRESS:
        yield ""
        return
    name = Identifier(f"radicular_kills_{os.getpid()}")
    with psycopg.connect(ADDRESS.rpartition("/")[0] + "/postgres", autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(name))
        yield f"{ADDRESS.rpartition('/')[0]}/radicular_kills_{os.getpid()}"
        server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def test_kills_lose_no_acknowledged_entry(database: str) -> None:
    command = [sys.executable, "-m", "benchmarks.workbench.kills", "--kills", KILLS, "--json"]
    measured = subprocess.run(  # noqa: S603 - the command is our own
        [*command, "--database", database],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
        env={name: text for name, text in os.environ.items() if name not in OF_THE_TESTS},
    )
    assert measured.returncode == 0, measured.stderr
    found = json.loads(measured.stdout)
    assert found["kills"] == int(KILLS)
    assert found["acknowledged"] > 0
    assert (found["lost"], found["doubled"], found["gaps"], found["unclean"]) == (0, 0, 0, 0)
