"""``python -m benchmarks.engine``: how large and how fast the real model is, beside others."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from statistics import fmean
from time import perf_counter
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks.clock import ONE_THREAD, Spread, foreign_load, machine, seconds, start_clock
from benchmarks.engine_growth import grown, posterior_seconds
from benchmarks.engine_peers import (
    ANATOMIES,
    Dense,
    agrum,
    bandwidth,
    has_agrum,
    has_torch,
    torch_seconds,
)
from benchmarks.engine_records import FINDINGS, adding, drawn_records, latency
from benchmarks.show import table
from benchmarks.speed import CASE
from radicular import __version__
from radicular.case import Case
from radicular.findings.catalog import load_catalog
from radicular.localize.compiled import CompiledModel
from radicular.localize.evidence import evidence_of
from radicular.localize.likelihood import readings
from radicular.localize.localizer import DEFAULT_SETTING, Localizer
from radicular.localize.model_file import load_model, model_path, read_model
from radicular.localize.scoring import Scorer
from radicular.provenance import Provenance

__all__ = ["Bar", "Engine"]

DOCS = Path(__file__).parents[1] / "docs" / "engine.md"
RECORDS = 200
COMPARED = 5
STARTS = 5
SIZES = (5_000, 20_000, 50_000)
MEGA = 1e6
LEFT_RIGHT = 2
#: One entry of the dense table, in bytes.
SINGLE = 4


@dataclass(frozen=True)
class Bar:
    """One line of the table: what was measured, and the bar that it is held to.

    Attributes:
        name: What was measured.
        value: The measured number; nan if it could not be measured.
        unit: Its unit, or nothing.
        bar: The bar in words; empty if there is none.
        met: Whether it is reached; None where there is no bar or no measurement.
        note: What else to know.
    """

    name: str
    value: float
    unit: str = ""
    bar: str = ""
    met: bool | None = None
    note: str = ""

    @property
    def cells(self) -> list[str]:
        """The line of the table."""
        value = "not measured" if np.isnan(self.value) else f"{_short(self.value)} {self.unit}"
        met = {True: "yes", False: "**no**", None: ""}[self.met]
        return [self.name, value.strip(), self.bar, met, self.note]


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004


def at_most(name: str, value: float, limit: float, unit: str, note: str = "") -> Bar:
    """Return a line that is to stay below a limit."""
    met = None if np.isnan(value) else value <= limit
    return Bar(name, value, unit, f"at most {limit:g} {unit}".strip(), met, note)


def at_least(name: str, value: float, limit: float, note: str = "") -> Bar:
    """Return a ratio that is to reach a limit."""
    met = None if np.isnan(value) else value >= limit
    return Bar(name, value, "times", f"at least {limit:g} times", met, note)


@dataclass(frozen=True)
class Engine:
    """Measures the engine on the real model, in one process and on one thread.

    Attributes:
        count: How many records the times of an answer are taken over.
    """

    count: int = RECORDS
    _started: Any = field(default_factory=start_clock)

    @cached_property
    def model(self) -> CompiledModel:
        """The compiled model."""
        return load_model()

    @cached_property
    def localizer(self) -> Localizer:
        """With every effect that findings share."""
        return Localizer(scorer=Scorer(self.model, kernels="numba"))

    @cached_property
    def independent(self) -> Localizer:
        """Without them, as the dense engines are usually built."""
        return Localizer(scorer=Scorer(self.model, kernels="numba", nodes=False))

    @cached_property
    def records(self) -> tuple[Case, ...]:
        """Records of simulated patients."""
        return drawn_records(self.count, seed=20_000)

    @property
    def apart(self) -> float:
        """How many anatomies a function tells apart, in the mean."""
        return len(self.model.share) / (len(self.model.start) - 1)

    @property
    def foreign(self) -> float:
        """How many cores other work kept busy meanwhile."""
        return foreign_load(self._started)

    def sizes(self) -> Iterator[Bar]:
        """How large the model is."""
        model, hypotheses = self.model, len(self.localizer.space)
        grades = sum(len(finding.scale.grades) for finding in load_catalog())
        dense = hypotheses * ANATOMIES * grades * SINGLE
        file = model_path().stat().st_size
        yield Bar(
            "hypotheses",
            hypotheses,
            bar="at least 20000",
            met=hypotheses >= SIZES[1],
            note=f"of {DEFAULT_SETTING}: lesion and side; counts of vertebrae are read besides",
        )
        yield Bar("anatomies of each side", ANATOMIES, bar="64", met=ANATOMIES == 64)  # noqa: PLR2004
        yield Bar("lesions", len(model.group))
        yield Bar("of these with a function of their own", len(model.start) - 1)
        yield Bar(
            "cells: function in every anatomy that it tells apart",
            len(model.share),
            note=f"{self.apart:.1f} of {ANATOMIES} anatomies for each function",
        )
        yield Bar("dense float32 table", dense / MEGA, "MB", note=f"{grades} grades in all")
        yield Bar("model file", file / MEGA, "MB")
        yield at_least("dense table against model file", dense / file, 20)

    def modalities(self) -> Iterator[list[str]]:
        """For every modality its rows, and how many of their entries depart from health."""
        for name, bank in self.model.banks.items():
            cells = bank.index.size
            away = np.mean([float(np.mean(codes != 0)) for codes in bank.codes.values()])
            in_cells = np.mean(
                [_away(codes, bank.index) for codes in list(bank.codes.values())[::8]]
            )
            most = max(len(features) for features in bank.features.values())
            yield [
                name,
                bank.axis or "anatomy",
                f"{len(bank.codes)}",
                f"{cells:,}",
                f"{bank.rows:,}",
                f"{cells / bank.rows:.1f}",
                f"{most:,}",
                f"{away:.0%}",
                f"{in_cells:.0%}",
            ]

    def peers(self) -> Iterator[Bar]:
        """A posterior beside a dense table and a Bayesian network."""
        yield from self._against_dense(self.independent, "no shared effects")
        yield from self._against_dense(self.localizer, "shared effects, 7 nodes")
        yield from self._against_agrum()

    def _against_dense(self, localizer: Localizer, name: str) -> Iterator[Bar]:
        records = self.records[:COMPARED]
        ours = fmean(self._one_reading(localizer, record) for record in records)
        nodes = 7 if localizer.scorer.nodes else 1
        size = len(localizer.space) * ANATOMIES * FINDINGS * nodes * SINGLE
        floor = size / self._bandwidth
        yield Bar(f"posterior, {name}: ours", 1000 * ours, "ms", note="one reading of the record")
        yield Bar(
            f"posterior, {name}: floor of a dense table",
            1000 * floor,
            "ms",
            note=f"{size / MEGA:,.0f} MB at {self._bandwidth / 1e9:.1f} GB/s, measured",
        )
        yield at_least(f"{name}: dense floor against ours", floor / ours, 10)
        if not has_torch():
            yield at_least(f"{name}: torch against ours", float("nan"), 10, "torch not installed")
            return
        taken, difference = self._torch(localizer, records[: 1 if nodes > 1 else COMPARED])
        note = f"largest difference of a probability {difference:.1e}"
        yield Bar(f"posterior, {name}: torch embedding_bag", 1000 * taken, "ms", note=note)
        yield at_least(f"{name}: torch against ours", taken / ours, 10)

    @cached_property
    def _bandwidth(self) -> float:
        return bandwidth()

    def _one_reading(self, localizer: Localizer, record: Case) -> float:
        reading = readings(evidence_of(record), {0: 1.0})[0]

        def answer() -> object:
            localizer.scorer.forget()
            joint = localizer.space.log_prior + localizer.likelihood.log_likelihood(reading)
            weight = np.exp(joint - joint.max())
            return weight / weight.sum()

        return seconds(answer)

    def _torch(self, localizer: Localizer, records: tuple[Case, ...]) -> tuple[float, float]:
        taken, differences = [], []
        for record in records:
            dense = self._dense(localizer, record)
            weights = localizer.scorer.weights[localizer.scorer.weights > 0]
            time, posterior = torch_seconds(dense, weights)
            taken.append(time)
            differences.append(_difference(dense, posterior))
        return fmean(taken), max(differences)

    def _dense(self, localizer: Localizer, record: Case, part: int = 1) -> Dense:
        reading = readings(evidence_of(record), {0: 1.0})[0]
        every = np.arange(0, len(localizer.space), part)
        return Dense(localizer.likelihood, reading, every)

    def _against_agrum(self, part: int = 1) -> Iterator[Bar]:
        name = "pyAgrum with an anatomy node against ours"
        if not has_agrum():
            yield at_least(name, float("nan"), 100, "pyAgrum not installed")
            return
        double = Scorer(self.model, kernels="numba", dtype=np.float64, nodes=False)
        localizer = Localizer(scorer=double)
        record = self.records[0]
        dense = self._dense(localizer, record, part)
        taken, posterior = agrum(dense)
        ours = self._one_reading(self.independent, record)
        difference = _difference(dense, posterior)
        single = _difference(self._dense(self.independent, record, part), posterior)
        yield Bar(
            "pyAgrum, one query",
            1000 * taken,
            "ms",
            note=f"{len(dense.hypotheses):,} hypotheses x {ANATOMIES} anatomies, only the "
            f"{len(dense.items)} findings on record, no shared effects",
        )
        yield at_least(name, taken / ours, 100)
        yield at_most("largest difference to pyAgrum, float64", difference, 1e-12, "")
        yield at_most("largest difference to pyAgrum, float32", single, 1e-5, "")

    def times(self) -> Mapping[str, Spread]:
        """How long an answer takes, over all records, after as many others."""
        latency(self.localizer, drawn_records(self.count // 2, seed=90_000))
        return {
            **latency(self.localizer, self.records),
            "a single finding added": adding(self.localizer, self.records),
        }

    def growth(self) -> Iterator[Bar]:
        """How the time of a posterior grows with the hypotheses."""
        records = self.records[:COMPARED]
        taken = {size: posterior_seconds(grown(self.model, size), records) for size in SIZES}
        for size, time in taken.items():
            yield Bar(f"posterior over {size:,} hypotheses", 1000 * time, "ms")
        ratio = taken[SIZES[-1]] / taken[SIZES[0]]
        yield at_most("50,000 hypotheses against 5,000", ratio, 16, "times")

    def start(self) -> Iterator[Bar]:
        """How long it takes until the first answer."""
        command = [sys.executable, "-m", "radicular", "locate", str(CASE)]
        yield at_most("`radicular locate`, whole process", _processor(command), 0.5, "s")
        code = "from radicular.localize.localizer import load_localizer; load_localizer()"
        yield at_most("import and load", _processor([sys.executable, "-c", code]), 0.5, "s")
        yield Bar("importing NumPy alone", _processor([sys.executable, "-c", "import numpy"]), "s")
        read = seconds(lambda: read_model(model_path()))
        yield Bar("reading the compiled file", 1000 * read, "ms")


def _away(codes: NDArray[np.uint16], index: NDArray[np.integer[Any]]) -> float:
    return float(np.mean(codes[index] != 0))


def _difference(dense: Dense, posterior: NDArray[Any]) -> float:
    """Largest difference in the probability of a hypothesis of one side, given that it is one."""
    likelihood = dense.likelihood
    log = likelihood.space.log_prior + likelihood.log_likelihood(dense.reading)
    one_sided = likelihood.space.side[dense.hypotheses] < LEFT_RIGHT
    ours = np.exp(log[dense.hypotheses] - log.max())[one_sided]
    theirs = np.asarray(posterior, dtype=np.float64)[one_sided]
    return float(abs(ours / ours.sum() - theirs / theirs.sum()).max())


def _processor(command: list[str]) -> float:
    """Return the least processor time of a process from start to end."""
    taken = []
    for _ in range(STARTS):
        before = os.times()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
        after = os.times()
        used = after.children_user - before.children_user
        taken.append(used + after.children_system - before.children_system)
    return min(taken)


HEADER = ("what", "measured", "bar", "reached", "note")
MODALITY = (
    "modality",
    "besides function",
    "findings",
    "cells",
    "distinct rows",
    "cells a row",
    "most codes of a finding",
    "rows away from health",
    "cells away from health",
)


def lines(engine: Engine, started: float) -> Iterator[str]:
    """Yield the page, measuring on the way."""
    yield "# The engine, measured"
    yield ""
    yield (
        "Made by `python -m benchmarks.engine --write-docs`, everything in one run. Times are "
        "processor time of one thread, so that other work on the machine counts as little as it "
        "can; it still takes a share of the caches and of the memory bandwidth."
    )
    yield ""
    yield "## Size"
    yield ""
    yield from table(HEADER, [bar.cells for bar in engine.sizes()])
    yield ""
    yield "Away from health: part of the entries that a list of deviations would have to keep."
    yield ""
    yield from table(MODALITY, engine.modalities())
    yield ""
    yield (
        f"A function tells {engine.apart:.0f} of {ANATOMIES} anatomies apart, and most modalities "
        "depart from health in most cells. So neither merging anatomies nor listing deviations "
        "saves much here, as it does in a sparse made-up model. What saves is that the findings of "
        "one modality take the same values in many cells: findings and nodes are multiplied over "
        "the distinct rows only, and each cell is touched once for each modality on record. "
        "Without shared effects that is a few times less than a dense table costs; with them, "
        "where a dense table has to be read for every node, far less."
    )
    yield ""
    yield "## Beside other engines"
    yield ""
    yield (
        f"The same records of {FINDINGS} findings and the same model. The dense table and the "
        "network read both sides of a lesion on both sides in one anatomy; ours gives each side "
        "its own."
    )
    yield ""
    yield from table(HEADER, [bar.cells for bar in engine.peers()])
    yield ""
    yield f"## An answer, over {engine.count} simulated records"
    yield ""
    yield from table(
        ["what", "least ms", "median ms", "p95 ms", "most ms", "bar", "reached"],
        [_time_cells(name, spread) for name, spread in engine.times().items()],
    )
    yield ""
    yield "## Growth"
    yield ""
    yield from table(HEADER, [bar.cells for bar in engine.growth()])
    yield ""
    yield "## Start"
    yield ""
    yield from table(HEADER, [bar.cells for bar in engine.start()])
    yield ""
    provenance = Provenance.of(__version__, {"setting": DEFAULT_SETTING, "kernels": "numba"})
    settings = ", ".join(f"{key} {value}" for key, value in provenance.to_dict().items())
    yield (
        f"Measured on {machine()}, in {perf_counter() - started:.0f} s, while other work kept "
        f"{engine.foreign:.1f} cores busy. Computed with: {settings}."
    )


#: Which of the times has a bar, and where.
TIME_BARS = {
    "all three together": ("p95", 20.0),
    "a single finding added": ("median", 1.0),
}


def _time_cells(name: str, spread: Spread) -> list[str]:
    values = (spread.least, spread.median, spread.p95, spread.most)
    bar, met = "", ""
    if name in TIME_BARS:
        which, limit = TIME_BARS[name]
        bar = f"{which} at most {limit:g} ms"
        met = "yes" if getattr(spread, which) <= limit else "**no**"
    return [name, *(f"{value:.2f}" for value in values), bar, met]


@click.command()
@click.option("--records", default=RECORDS, show_default=True, help="How many are answered.")
@click.option("--write-docs", is_flag=True, help=f"Write docs/{DOCS.name}.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the tables.")
def main(*, records: int, write_docs: bool, json_file: Path | None) -> None:
    """Measure the engine on the real model."""
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        # Libraries read these when they are loaded, so it takes a process of its own.
        command = [sys.executable, "-m", "benchmarks.engine", *sys.argv[1:]]
        environment = {**os.environ, **ONE_THREAD}
        sys.exit(subprocess.run(command, check=False, env=environment).returncode)  # noqa: S603
    started = perf_counter()
    written = []
    for line in lines(Engine(records), started):
        print(line, flush=True)
        written.append(line)
    if write_docs:
        DOCS.write_text("\n".join(written) + "\n", encoding="utf-8")
    if json_file:
        rows = [line.strip("| ").split(" | ") for line in written if line.startswith("|")]
        cells = [[cell.strip() for cell in row] for row in rows]
        json_file.write_text(json.dumps({"radicular_engine": 1, "rows": cells}, indent=1) + "\n")


if __name__ == "__main__":
    main()
