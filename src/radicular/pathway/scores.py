"""Outcome scores, kept as totals, and which change of them matters."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from radicular.case.problems import Problems
from radicular.tables import read_csv

__all__ = ["Change", "Instrument", "change_of", "load_instruments", "read_scores"]

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire or scale of which only the total is kept.

    Attributes:
        id: Key.
        name: In words.
        lowest: Lowest total.
        highest: Highest total.
        whole: Whether only whole numbers occur.
        lower_is_better: Which way is better.
        license: What its owner asks for.
        marks: Kind of mark (``minimal_important`` …) to value, population and source.
    """

    id: str
    name: str
    lowest: float
    highest: float
    whole: bool
    lower_is_better: bool
    license: str
    marks: Mapping[str, tuple[float, str, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """How a score changed, and whether that matters.

    Attributes:
        instrument: Key.
        before: Total at the baseline.
        after: Total now.
        gain: Change for the better; negative if worse.
        percent: Of the baseline; None where that is 0.
        important: Whether the change reaches the minimal important one in points; None where
            none is known.
        important_percent: The same in percent of the baseline.
        success: Whether it reaches what counted as success after discectomy; None as above.
        end_reached: Whether the total now is at or below what counted as recovered; None as above.
    """

    instrument: str
    before: float
    after: float
    gain: float
    percent: float | None
    important: bool | None
    important_percent: bool | None
    success: bool | None
    end_reached: bool | None

    @property
    def worse(self) -> bool:
        """Whether it got worse by an important amount."""
        mark = load_instruments()[self.instrument].marks.get("minimal_important")
        return mark is not None and -self.gain >= mark[0]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {name: getattr(self, name) for name in self.__slots__} | {"worse": self.worse}


@cache
def load_instruments() -> Mapping[str, Instrument]:
    """Return all instruments by key.

    Example:
        >>> load_instruments()["odi"].marks["minimal_important"][0]
        10.0
    """
    marks: dict[str, dict[str, tuple[float, str, str]]] = {}
    for row in read_csv("radicular.pathway", "tables/changes.csv"):
        mark = float(row["value"]), row["population"], row["source_key"]
        marks.setdefault(row["instrument"], {})[row["kind"]] = mark
    return {
        row["instrument"]: Instrument(
            id=row["instrument"],
            name=row["name"],
            lowest=float(row["lowest"]),
            highest=float(row["highest"]),
            whole=row["whole"] == "yes",
            lower_is_better=row["better"] == "lower",
            license=row["license"],
            marks=marks.get(row["instrument"], {}),
        )
        for row in read_csv("radicular.pathway", "tables/instruments.csv")
    }


def read_scores(place: str, value: object, problems: Problems) -> Mapping[str, float]:
    """Return totals by instrument, noting what is wrong.

    Args:
        place: Where they stand, for an error.
        value: Instrument to total.
        problems: Where to note it.
    """
    known = load_instruments()
    scores = {}
    for name, given in problems.fields(place, value, tuple(known)).items():
        total = _total(known[name], given)
        if total is None:
            problems.add(f"{place}.{name}", given, _range(known[name]))
        else:
            scores[name] = total
    if not scores and isinstance(value, Mapping) and not value:
        problems.add(place, "nothing", f"one of {', '.join(known)} with its total")
    return scores


def _total(item: Instrument, given: object) -> float | None:
    """Return a total that is possible; None if it is not."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        return None
    if not item.lowest <= given <= item.highest or (item.whole and given % 1):
        return None
    return given


def _range(item: Instrument) -> str:
    whole = "a whole number" if item.whole else "a number"
    return f"{whole} from {item.lowest:g} to {item.highest:g}; leave out what is unknown"


def change_of(instrument: str, before: float, after: float) -> Change:
    """Return how a score changed and whether that matters.

    Both published ways are given, in points and in percent of the baseline, because they can
    differ and a report has to say which it uses.

    Args:
        instrument: Key.
        before: Total at the baseline.
        after: Total now.

    Source:
        Ostelo 2008 (important changes), Solberg 2013 (success), Haugen 2011 (end points).

    Example:
        >>> change = change_of("odi", 52, 20)
        >>> change.gain, change.important, change.success
        (32, True, True)
    """
    item = load_instruments()[instrument]
    gain = round(before - after if item.lower_is_better else after - before, 6)
    percent = gain / abs(before) * PERCENT if before else None

    def reaches(kind: str, value: float | None) -> bool | None:
        mark = item.marks.get(kind)
        return None if mark is None or value is None else value >= mark[0]

    end = item.marks.get("final_success")
    return Change(
        instrument=instrument,
        before=before,
        after=after,
        gain=gain,
        percent=percent,
        important=reaches("minimal_important", gain),
        important_percent=reaches("minimal_important_percent", percent),
        success=reaches("success", gain),
        end_reached=None if end is None else after <= end[0],
    )
