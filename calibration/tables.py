"""Reading the tables of the calibration."""

import csv
from functools import cache
from pathlib import Path

__all__ = ["HERE", "prior", "read_rows", "rows_of"]

HERE = Path(__file__).parent


@cache
def rows_of(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table beside this file.

    Args:
        name: Without its ending.

    Example:
        >>> rows_of("classes")[0]["class"]
        'strength'
    """
    return read_rows(name)


def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table as it stands now, also if it was just written."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def prior(name: str) -> float:
    """Return one number of the priors.

    Example:
        >>> 0 < prior("low_trust") < 1
        True
    """
    return next(float(row["value"]) for row in rows_of("priors") if row["name"] == name)
