"""Processor time of one thread, and how busy the machine was with other work meanwhile."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

__all__ = ["ONE_THREAD", "Spread", "foreign_load", "machine", "seconds", "start_clock"]

#: Numerical libraries start no threads of their own.
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)


@dataclass(frozen=True)
class Spread:
    """Milliseconds that a piece of work took, over many records."""

    least: float
    median: float
    p95: float
    most: float

    @classmethod
    def of(cls, milliseconds: Sequence[float]) -> "Spread":
        """Summarize some measurements.

        Example:
            >>> Spread.of([1.0, 2.0, 3.0]).median
            2.0
        """
        least, median, p95, most = np.quantile(milliseconds, [0, 0.5, 0.95, 1]).tolist()
        return cls(least, median, p95, most)


def seconds(work: Callable[[], Any], repeats: int = 5) -> float:
    """Return the least processor time of a piece of work that has run once before."""
    work()
    return min(_once(work) for _ in range(repeats))


def _once(work: Callable[[], Any]) -> float:
    start = process_time()
    work()
    return process_time() - start


@dataclass(frozen=True)
class _Start:
    wall: float
    own: float
    busy: float


def start_clock() -> _Start:
    """Return the moment from which other work is counted."""
    return _Start(perf_counter(), process_time(), _busy())


def foreign_load(start: _Start) -> float:
    """Return how many cores other work kept busy since then; nan where that cannot be read."""
    wall = perf_counter() - start.wall
    return (_busy() - start.busy - (process_time() - start.own)) / wall


def _busy() -> float:
    """Processor seconds that the machine has worked since it started."""
    try:
        first = Path("/proc/stat").read_text(encoding="utf-8").splitlines()[0].split()
    except OSError:
        return float("nan")
    user, nice, system, _, _, interrupts, soft = map(int, first[1:8])
    return (user + nice + system + interrupts + soft) / os.sysconf("SC_CLK_TCK")


def machine() -> str:
    """Return what the figures were measured on."""
    cores = f"{os.cpu_count()} cores"
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return cores
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{models[0]}, {cores}" if models else cores
