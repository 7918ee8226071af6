"""Whether an acknowledged entry can be lost when the server is killed at any moment."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Event, Lock, Thread
from time import sleep

from benchmarks.workbench.people import Writer, make_writers
from benchmarks.workbench.served import Server, free_port

__all__ = ["Kills", "measure"]

WRITERS, SHARING = 6, 2
#: Seconds under load before a kill.
SHORTEST, LONGEST = 0.0, 1.5
START_SECONDS = 60.0
OK = 200


@dataclass(frozen=True)
class Kills:
    """What was found.

    Args:
        database: SQLite or PostgreSQL.
        kills: How often all processes of the server were killed.
        acknowledged: Entries whose answer had come before a kill.
        unanswered: Entries whose answer a kill cut off; they were sent again.
        lost: Acknowledged entries that were not on record.
        doubled: Entries on record more than once.
        gaps: Examinations whose entries are not numbered one by one.
        unclean: How often the database did not open clean.
    """

    database: str
    kills: int
    acknowledged: int
    unanswered: int
    lost: int
    doubled: int
    gaps: int
    unclean: int

    @property
    def sound(self) -> bool:
        """Whether nothing was lost, doubled or broken."""
        return not (self.lost or self.doubled or self.gaps or self.unclean)


class Load:
    """Writers that enter without a pause and keep what was acknowledged."""

    def __init__(self, writers: Sequence[Writer]) -> None:
        self.writers = writers
        self.acknowledged: set[str] = set()
        self.unanswered = 0
        self._open: dict[int, dict[str, str]] = {}
        self._lock = Lock()
        self._first = Event()

    def run(self, server: Server, seconds: float) -> None:
        """Enter until some seconds after the first answer, then kill the server in the midst."""
        stop = Event()
        self._first.clear()
        threads = [Thread(target=self._write, args=(n, server.port, stop)) for n in self._numbers]
        try:
            for thread in threads:
                thread.start()
            self._first.wait(START_SECONDS)
            sleep(seconds)
        finally:
            server.kill()
            stop.set()
        for thread in threads:
            thread.join()

    @property
    def _numbers(self) -> range:
        return range(len(self.writers))

    def _write(self, number: int, port: int, stop: Event) -> None:
        writer = self.writers[number]
        while not stop.is_set():
            fields = self._open.pop(number, None) or writer.entry()
            try:
                status = writer.enter(port, fields)
            except OSError:
                self._open[number] = fields
                with self._lock:
                    self.unanswered += 1
                return
            except Exception as error:  # noqa: BLE001 - an answer that was cut off
                self._open[number] = fields
                print(f"cut off: {error!r}", file=sys.stderr)
                return
            if status != OK:
                message = f"the server answered {status}"
                raise RuntimeError(message)
            with self._lock:
                self.acknowledged.add(token_of(fields))
            self._first.set()


def token_of(fields: dict[str, str]) -> str:
    """Return the token with which an entry is kept."""
    from radicular.workbench.examine.posting import read_posted  # noqa: PLC0415 - after set-up

    (wanted,) = read_posted(fields).wanted
    return str(wanted.token)


def measure(kills: int, *, seed: int = 1) -> Kills:
    """Kill a server of its own again and again.

    Args:
        kills: How often.
        seed: Of the moments.
    """
    random = Random(seed)  # noqa: S311 - no secret is made of it
    with TemporaryDirectory(prefix="radicular-kills-") as folder:
        load = Load(make_writers(Path(folder), WRITERS, sharing=SHARING))
        found = [0, 0, 0, 0]
        for number in range(kills):
            load.run(Server(Path(folder), free_port()), random.uniform(SHORTEST, LONGEST))
            found = [old + new for old, new in zip(found, _check(load.acknowledged), strict=True)]
            print(f"{number + 1} of {kills} kills: {found}", file=sys.stderr)
        kind = "PostgreSQL" if os.environ.get("RADICULAR_DATABASE") else "SQLite"
        return Kills(kind, kills, len(load.acknowledged), load.unanswered, *found)


def _check(acknowledged: set[str]) -> tuple[int, int, int, int]:
    from django.db import connection  # noqa: PLC0415 - after set-up

    from radicular.workbench.records.models import Entry  # noqa: PLC0415

    tokens = [str(token) for token in Entry.objects.values_list("token", flat=True)]
    numbers: dict[int, list[int]] = {}
    rows = Entry.objects.order_by("number").values_list("examination_id", "number")
    for examination, number in rows:
        numbers.setdefault(examination, []).append(number)
    gaps = sum(found != list(range(1, len(found) + 1)) for found in numbers.values())
    unclean = 0
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            unclean = cursor.execute("PRAGMA integrity_check").fetchone()[0] != "ok"
    connection.close()
    return len(acknowledged - set(tokens)), len(tokens) - len(set(tokens)), gaps, int(unclean)


def main() -> int:
    """Measure and print; 1 if anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--database", default="", help="postgresql://…, empty and of its own")
    parser.add_argument("--json", action="store_true", help="print it for a machine")
    options = parser.parse_args()
    if options.database:
        os.environ["RADICULAR_DATABASE"] = options.database
    found = measure(options.kills)
    if options.json:
        print(json.dumps(asdict(found)))
    else:
        print(
            f"{found.database}: {found.kills} kills, {found.acknowledged} entries acknowledged, "
            f"{found.unanswered} cut off; lost {found.lost}, doubled {found.doubled}, "
            f"gaps {found.gaps}, unclean {found.unclean}"
        )
    return 0 if found.sound else 1


if __name__ == "__main__":
    sys.exit(main())
