"""How quickly entries are answered while many people examine at once."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter, sleep

from benchmarks.workbench.people import Writer, make_writers
from benchmarks.workbench.served import served

__all__ = ["Answered", "measure"]

PEOPLE, SECONDS = 30, 60.0
#: Seconds between two entries of one person, and of quiet before the page asks for reasons.
BETWEEN, QUIET = (2.0, 4.0), 0.3
MEDIAN_MS, P99_MS = 100.0, 500.0
OK = 200


@dataclass(frozen=True)
class Answered:
    """What was measured.

    Args:
        people: How many examined at once.
        entries: How many were made.
        errors: Answers other than 200, to entries or to the questions for reasons.
        median_ms: From sending an entry to its whole answer.
        p95_ms: The same, 95th percentile.
        p99_ms: The same, 99th percentile.
        reasons_median_ms: From asking for reasons to the whole answer.
    """

    people: int
    entries: int
    errors: int
    median_ms: float
    p95_ms: float
    p99_ms: float
    reasons_median_ms: float

    @property
    def reached(self) -> bool:
        """Whether all limits are kept."""
        return self.median_ms < MEDIAN_MS and self.p99_ms < P99_MS and not self.errors


def measure(people: int = PEOPLE, seconds: float = SECONDS) -> Answered:
    """Let people examine at once on a server of its own.

    Args:
        people: How many; every three of them share an examination.
        seconds: How long.
    """
    with TemporaryDirectory(prefix="radicular-load-") as folder:
        writers = make_writers(Path(folder), people, sharing=3)
        with served(Path(folder)) as server, ThreadPoolExecutor(people) as pool:
            _examine(writers[:4], server.port, 5.0, pool)
            entries, reasons, errors = _examine(writers, server.port, seconds, pool)
    cuts = quantiles(entries, n=100)
    return Answered(
        people, len(entries), errors, median(entries), cuts[94], cuts[98], median(reasons)
    )


def _examine(
    writers: Sequence[Writer], port: int, seconds: float, pool: ThreadPoolExecutor
) -> tuple[list[float], list[float], int]:
    until = monotonic() + seconds
    entries: list[float] = []
    reasons: list[float] = []
    errors: list[int] = []

    def one(writer: Writer) -> None:
        sleep(writer.random.uniform(0, BETWEEN[1]))
        while monotonic() < until:
            begin = perf_counter()
            status = writer.enter(port, writer.entry())
            entries.append(1e3 * (perf_counter() - begin))
            sleep(QUIET)
            begin = perf_counter()
            explained = writer.reasons(port)
            reasons.append(1e3 * (perf_counter() - begin))
            errors.extend(code for code in (status, explained) if code != OK)
            sleep(writer.random.uniform(*BETWEEN))

    for done in [pool.submit(one, writer) for writer in writers]:
        done.result()
    return entries, reasons, len(errors)


def main() -> int:
    """Measure and print; 1 if a limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--database", default="", help="postgresql://…, empty and of its own")
    parser.add_argument("--json", action="store_true", help="print it for a machine")
    options = parser.parse_args()
    if options.database:
        os.environ["RADICULAR_DATABASE"] = options.database
    found = measure(options.people, options.seconds)
    if options.json:
        print(json.dumps(asdict(found)))
    else:
        print(
            f"{found.people} people, {found.entries} entries, {found.errors} errors: "
            f"median {found.median_ms:.1f} ms, 95 % {found.p95_ms:.1f} ms, "
            f"99 % {found.p99_ms:.1f} ms; reasons {found.reasons_median_ms:.1f} ms"
        )
    return 0 if found.reached else 1


if __name__ == "__main__":
    sys.exit(main())
