"""What every assumed number is worth: reflex, latency and force with it a fifth up and down."""

import csv
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from io import StringIO
from multiprocessing import get_context

import radicular.tables
from radicular.electrophysiology.constants import altered, assumptions, constant
from radicular.electrophysiology.studies.h_reflex import h_reflex
from radicular.electrophysiology.studies.strength import maximal_effort
from radicular.electrophysiology.subject import Subject

__all__ = ["Assumption", "Effect", "all_assumptions", "measured_effects"]

UP, DOWN = 1.2, 0.8
#: Columns that order, name or limit, and measure nothing that the three results depend on.
_NOT_A_NUMBER_OF_THE_MODEL = {"age_from", "age_to"}
_NAMES = ("H/M", "H latency", "torque")


@dataclass(frozen=True)
class Assumption:
    """A number without a published source.

    Attributes:
        name: Of the constant, or table and column: all assumed rows of a column move together.
        table: File of the table; empty for a constant.
        column: Of the table.
    """

    name: str
    table: str = ""
    column: str = ""


@dataclass(frozen=True)
class Effect:
    """What an assumption moves.

    Attributes:
        assumption: Which.
        down: Relative change of H/M, change of H latency in ms, relative change of torque, with the
            number a fifth smaller.
        up: The same with it a fifth larger.
    """

    assumption: Assumption
    down: tuple[float, float, float]
    up: tuple[float, float, float]

    @property
    def largest(self) -> float:
        """The largest of all changes, a millisecond counting as a tenth."""
        return max(abs(a) / b for row in (self.down, self.up) for a, b in zip(row, (1, 10, 1)))  # noqa: B905


def all_assumptions() -> list[Assumption]:
    """Return every number of the simulation that is marked as assumed."""
    found = [Assumption(name) for name in assumptions()]
    folder = files("radicular.electrophysiology").joinpath("tables")
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".csv"):
            found += _of_table(entry.name, entry.read_text(encoding="utf-8"))
    return found


def _of_table(table: str, text: str) -> Iterator[Assumption]:
    rows = [row for row in csv.DictReader(StringIO(text)) if row.get("provenance") == "assumed"]
    for column in rows[0] if rows else ():
        if column not in _NOT_A_NUMBER_OF_THE_MODEL and any(
            map(_is_number, (r[column] for r in rows))
        ):
            yield Assumption(f"{table.removesuffix('.csv')}: {column}", table, column)


def _is_number(text: str) -> bool:
    try:
        return float(text) != 0
    except ValueError:
        return False


def measured_effects(*, processes: int = 2) -> list[Effect]:
    """Change every assumption by a fifth and see what the usual person's reflex and force do.

    Args:
        processes: How many work side by side.
    """
    known = all_assumptions()
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        usual = pool.submit(_measured, Assumption(""), 1.0).result()
        jobs = [(item, part) for item in known for part in (DOWN, UP)]
        done = list(pool.map(_measured_job, jobs, chunksize=4))
    pairs = zip(known, done[::2], done[1::2], strict=True)
    return [Effect(item, _change(usual, down), _change(usual, up)) for item, down, up in pairs]


def _change(usual: tuple[float, ...], other: tuple[float, ...]) -> tuple[float, float, float]:
    return (other[0] / usual[0] - 1, other[1] - usual[1], other[2] / usual[2] - 1)


def _measured_job(job: tuple[Assumption, float]) -> tuple[float, float, float]:
    return _measured(*job)


def _measured(assumption: Assumption, part: float) -> tuple[float, float, float]:
    """H/M, H latency in ms and torque in N m of the usual person."""
    if assumption.table:
        with _scaled(assumption, part):
            return _results()
    if assumption.name:
        with altered({assumption.name: constant(assumption.name) * part}):
            return _results()
    return _results()


def _results() -> tuple[float, float, float]:
    person = Subject.typical()
    reflex = h_reflex(person, "left", intensities=16, muscles=("soleus",))
    found = [
        reflex.value("h_over_m"),
        reflex.value("h_latency"),
        maximal_effort(person, "left").greatest,
    ]
    ratio, latency, torque = (float("nan") if value is None else float(value) for value in found)
    return ratio, latency, torque


@contextmanager
def _scaled(assumption: Assumption, part: float) -> Iterator[None]:
    """Scale the assumed rows of a column for as long as the block runs."""
    usual = radicular.tables.read_text

    def scaled(package: str, name: str) -> str:
        text = usual(package, name)
        ours = package == "radicular.electrophysiology" and name.endswith(f"/{assumption.table}")
        return _scale(text, assumption.column, part) if ours else text

    radicular.tables.read_text = scaled
    _forget()
    try:
        yield
    finally:
        radicular.tables.read_text = usual
        _forget()


def _scale(text: str, column: str, part: float) -> str:
    rows = list(csv.DictReader(StringIO(text)))
    whole = all(row[column].lstrip("-").isdigit() for row in rows if row[column])
    for row in rows:
        if row["provenance"] == "assumed" and _is_number(row[column]):
            value = float(row[column]) * part
            row[column] = str(round(value) if whole else value)
    written = StringIO()
    writer = csv.DictWriter(written, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def _forget() -> None:
    """Let go of everything that was kept of the tables."""
    for name, module in list(sys.modules.items()):
        if name.startswith("radicular.electrophysiology"):
            for item in vars(module).values():
                if hasattr(item, "cache_clear"):
                    item.cache_clear()
