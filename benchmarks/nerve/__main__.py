"""Measure the simulated nerve and write docs/simulation.md with its figures."""

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from benchmarks.nerve.cohort import cohort_rows, measured_cohort
from benchmarks.nerve.drawings import DRAWINGS, draw
from benchmarks.nerve.population import Row, measured_population, rows
from benchmarks.nerve.sensitivity import Effect, measured_effects
from benchmarks.nerve.speed import Figure, figures
from radicular.tables import read_text

Found = TypeVar("Found")

DOCS = Path(__file__).parents[2] / "docs"
PEOPLE, PATIENTS, QUICK_PEOPLE = 250, 100, 24
#: By how much people of the tendon tap series are smaller than ours, in cm.
SMALLER = -5.0
LEAST_EFFECT = 0.01


def main(words: Sequence[str] | None = None) -> int:
    """Run what is asked for and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nerve", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few people, nothing written")
    parser.add_argument("--speed", action="store_true", help="only the speed")
    parser.add_argument("--json", action="store_true", help="figures of the speed as JSON")
    parser.add_argument("--write", action="store_true", help="write docs/simulation.md")
    asked = parser.parse_args(words)
    fast = figures(quick=asked.quick)
    if asked.json:
        print(json.dumps([{**vars(item), "met": item.met} for item in fast], indent=2))
        return 0
    print(_machine())
    print(_figure_table(fast))
    if asked.speed:
        return 0
    people = QUICK_PEOPLE if asked.quick else PEOPLE
    norms = rows(_timed("people", lambda: measured_population(people)))
    print(_row_table(norms))
    if asked.quick:
        return 0
    patients = cohort_rows(_timed("patients", lambda: measured_cohort(PATIENTS)))
    print(_row_table(patients))
    smaller = rows(_timed("smaller people", lambda: measured_population(60, height=SMALLER)))
    effects = _timed("assumptions", measured_effects)
    if asked.write:
        _write(fast, norms, patients, smaller, effects)
    return 0


def _timed(name: str, action: Callable[[], Found]) -> Found:
    start = time.perf_counter()
    found = action()
    print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr)
    return found


def _machine() -> str:
    model = platform.processor() or platform.machine()
    cpu = Path("/proc/cpuinfo")
    if cpu.exists():
        named = [
            line for line in cpu.read_text(encoding="utf-8").splitlines() if "model name" in line
        ]
        model = named[0].partition(":")[2].strip() if named else model
    return f"{model}, Python {platform.python_version()}, {platform.system()}"


def _table(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(row) + " |" for row in lines)


def _word(*, met: bool | None) -> str:
    return {True: "yes", False: "**no**", None: "not measured"}[met]


def _row_table(found: Sequence[Row]) -> str:
    body = [
        [
            row.name,
            f"{row.value:.2f}",
            f"{row.low:g} to {row.high:g}",
            row.published,
            _word(met=row.met),
        ]
        for row in found
    ]
    return _table(("measure", "simulated", "aim", "published", "met"), body)


def _figure_table(found: Sequence[Figure]) -> str:
    body = [
        [
            item.name,
            "" if item.value is None else f"{item.value:.2f} {item.unit}",
            f"{'at least' if item.at_least else 'at most'} {item.bar:g} {item.unit}",
            _word(met=item.met),
        ]
        for item in found
    ]
    return _table(("what", "measured", "aim", "met"), body)


def _effect_table(effects: Sequence[Effect]) -> str:
    told = sorted((e for e in effects if e.largest >= LEAST_EFFECT), key=lambda e: -e.largest)
    body = [
        [
            effect.assumption.name,
            *(
                f"{100 * row[0]:+.0f} %, {row[1]:+.1f} ms, {100 * row[2]:+.0f} %"
                for row in (effect.down, effect.up)
            ),
        ]
        for effect in told
    ]
    return _table(("assumption", "a fifth less: H/M, H latency, torque", "a fifth more"), body)


def _write(
    fast: Sequence[Figure],
    norms: Sequence[Row],
    patients: Sequence[Row],
    smaller: Sequence[Row],
    effects: Sequence[Effect],
) -> None:
    draw(DOCS)
    tap = next(row.value for row in smaller if row.name.startswith("T latency"))
    small = [e for e in effects if e.largest < LEAST_EFFECT]
    page = read_text("benchmarks.nerve", "page.md")
    filled = page.format(
        machine=_machine(),
        speed=_figure_table(fast),
        norms=_row_table(norms),
        patients=_row_table(patients),
        smaller=f"{-SMALLER:g}",
        tap=f"{tap:.1f}",
        people=PEOPLE,
        cohort=PATIENTS,
        effects=_effect_table(effects),
        assumed=len(effects),
        small_count=len(small),
        small=", ".join(sorted(f"`{e.assumption.name}`" for e in small)),
        pictures="\n\n".join(
            f"### {title}\n\n![{title}](simulation_{name}.svg)"
            for name, (title, *_) in DRAWINGS.items()
            if name != "lesion"
        ),
    )
    (DOCS / "simulation.md").write_text(filled, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
