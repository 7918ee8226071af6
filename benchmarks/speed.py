"""How fast an answer comes and how much memory it takes, on one core."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

__all__ = ["Figure", "measure_speed"]

HERE = Path(__file__).parent
#: A made-up case of 25 findings.
CASE = HERE / "speed_case.yaml"
COLD_RUNS = 5
LOADED_RUNS = 50
#: Numerical libraries start no threads of their own.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Figure:
    """One line of the speed table.

    Args:
        name: What was measured.
        value: In ``unit``.
        unit: ``s``, ``ms``, ``MB`` or empty for a count.
        aim: What is aimed at, in words; empty if nothing is.
    """

    name: str
    value: float
    unit: str
    aim: str = ""

    @property
    def measured(self) -> str:
        """The value with its unit."""
        digits = {"s": ".2f", "ms": ".2f"}.get(self.unit, ",.0f")
        return f"{self.value:{digits}} {self.unit}".rstrip()


def measure_speed() -> Mapping[str, Figure]:
    """Return the speed figures, every one measured in a process of its own on one core."""
    cold, cold_memory = _cold()
    loaded = _in_own_process()
    return {
        "cold": Figure("`radicular locate`, whole process", cold, "s", "under 0.5 s"),
        "load": Figure("building the localizer", loaded["load_s"], "s"),
        "first": Figure("first case after that", loaded["first_ms"], "ms"),
        "case": Figure("case of 25 findings, loaded", loaded["case_ms"], "ms", "under 10 ms"),
        "explained": Figure("the same with reasons", loaded["explained_ms"], "ms"),
        "next_tests": Figure("the same with next tests", loaded["next_tests_ms"], "ms"),
        "adding": Figure("adding one finding, loaded", loaded["adding_ms"], "ms", "under 1 ms"),
        "memory": Figure(
            "peak memory", max(cold_memory, loaded["memory_mb"]), "MB", "under 600 MB"
        ),
        "hypotheses": Figure("hypotheses", loaded["hypotheses"], ""),
        "sites": Figure("sites", loaded["sites"], "", "at least 60"),
    }


def _environment() -> dict[str, str]:
    return {**os.environ, **ONE_THREAD}


def _cold() -> tuple[float, float]:
    """Return the median seconds of the command from start to end, and its peak memory in MB."""
    times = []
    command = [sys.executable, "-m", "radicular", "locate", str(CASE)]
    for _ in range(COLD_RUNS):
        start = perf_counter()
        subprocess.run(  # noqa: S603 - the command is our own
            _on_one_core(command), check=True, stdout=subprocess.DEVNULL, env=_environment()
        )
        times.append(perf_counter() - start)
    return median(times), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _on_one_core(command: list[str]) -> list[str]:
    taskset = Path("/usr/bin/taskset")
    return [str(taskset), "--cpu-list", "0", *command] if taskset.exists() else command


def _in_own_process() -> Mapping[str, float]:
    with TemporaryDirectory() as folder:
        target = Path(folder) / "speed.json"
        subprocess.run(  # noqa: S603 - the command is our own
            _on_one_core([sys.executable, "-m", "benchmarks.speed", str(target)]),
            check=True,
            env=_environment(),
            cwd=HERE.parent,
        )
        measured: dict[str, float] = json.loads(target.read_text(encoding="utf-8"))
    return measured


def _loaded() -> Mapping[str, float]:
    """Measure in this process, which has loaded nothing yet."""
    start = perf_counter()
    from radicular.case import Case  # noqa: PLC0415 - the import is part of what is measured
    from radicular.localize.evidence import evidence_of  # noqa: PLC0415 - the same
    from radicular.localize.localizer import load_localizer  # noqa: PLC0415 - the same

    localizer = load_localizer(kernels="numba")
    load = perf_counter() - start
    case = Case.from_file(CASE)
    all_but_one = Case(observations=case.observations[:-1], patient=case.patient)
    last = Case(observations=case.observations[-1:], patient=case.patient)
    start = perf_counter()
    localizer.locate(case, tests=0)
    first = perf_counter() - start
    known = evidence_of(all_but_one)

    def answer() -> object:
        return localizer.posterior(evidence_of(case)).ranked()

    def add() -> object:
        return localizer.posterior((*known, *evidence_of(last))).ranked(1)

    return {
        "load_s": load,
        "first_ms": 1000 * first,
        "case_ms": _milliseconds(answer),
        "explained_ms": _milliseconds(lambda: localizer.locate(case, tests=0)),
        "next_tests_ms": _milliseconds(lambda: localizer.locate(case)),
        "adding_ms": _milliseconds(add),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "hypotheses": len(localizer.space),
        "sites": len(localizer.space.sites),
    }


def _milliseconds(work: Callable[[], Any]) -> float:
    """Return the median milliseconds of a piece of work that has run once before."""
    work()
    times = []
    for _ in range(LOADED_RUNS):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return 1000 * median(times)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(_loaded()), encoding="utf-8")
