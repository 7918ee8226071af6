"""The speed of the workbench: an entry, many people at once, many patients."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.workbench import latency, load, patients
from benchmarks.workbench.served import OF_ANOTHER
from benchmarks.workbench.throwaway import throwaway_database

QUICK: Mapping[str, Sequence[str]] = {
    "latency": ("--entries", "40"),
    "load": ("--seconds", "15"),
    "patients": ("--times", "20"),
}


@dataclass(frozen=True)
class Figure:
    """One figure beside what it should stay under.

    Args:
        what: Was measured.
        ms: Milliseconds.
        limit_ms: What it should stay under.
        errors: Answers that were refused or failed.
    """

    what: str
    ms: float
    limit_ms: float
    errors: int = 0

    @property
    def ratio(self) -> float:
        """The figure as a share of its limit."""
        return self.ms / self.limit_ms


def measured(name: str, database: str, *, quick: bool) -> Any:
    """Return what one of the measurements prints for a machine."""
    command = [sys.executable, "-m", f"benchmarks.workbench.{name}", "--json"]
    at = ["--database", database] if database else []
    kept_out = (*OF_ANOTHER, "RADICULAR_DATABASE")
    environment = {key: text for key, text in os.environ.items() if key not in kept_out}
    done = subprocess.run(  # noqa: S603 - the command is our own
        [*command, *at, *(QUICK[name] if quick else ())],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        env=environment,
    )
    if not done.stdout:
        raise SystemExit(done.returncode)
    return json.loads(done.stdout)


def figures(kind: str, address: str, *, quick: bool) -> list[Figure]:
    """Measure what a server answers on one kind of database."""
    with throwaway_database(address) as database:
        many = measured("load", database, quick=quick)
    with throwaway_database(address) as database:
        asked = measured("patients", database, quick=quick)
    slowest = max(asked, key=lambda one: one["p95_ms"])
    people = f"{kind}, {many['people']} people at once"
    return [
        Figure(f"{people}: median", many["median_ms"], load.MEDIAN_MS, many["errors"]),
        Figure(f"{people}: 99 %", many["p99_ms"], load.P99_MS, many["errors"]),
        Figure(
            f"{kind}, 10,000 patients, slowest question ({slowest['question']}): 95 %",
            slowest["p95_ms"],
            patients.LIMIT_MS,
            sum(one["errors"] for one in asked),
        ),
    ]


def main() -> int:
    """Measure and print every figure beside its limit; 1 if anything was answered wrongly."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workbench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer of everything")
    parser.add_argument(
        "--postgresql", default="", help="postgresql://…, whose role may make databases"
    )
    parser.add_argument("--json", action="store_true", help="print it for a machine")
    options = parser.parse_args()
    entry = measured("latency", "", quick=options.quick)
    found = [
        Figure(
            "an entry until the repaint, in Chromium: median", entry["median_ms"], latency.LIMIT_MS
        )
    ]
    found += figures("SQLite", "", quick=options.quick)
    if options.postgresql:
        found += figures("PostgreSQL", options.postgresql, quick=options.quick)
    if options.json:
        print(json.dumps([asdict(one) | {"ratio": one.ratio} for one in found]))
    else:
        for one in found:
            print(
                f"{one.what:66} {one.ms:6.1f} ms, {one.ratio:.2f} of {one.limit_ms:.0f} ms, "
                f"{one.errors} errors"
            )
    return 1 if any(one.errors for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())
