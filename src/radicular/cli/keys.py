"""Which key records which grade, and reading one key."""

import sys
from collections.abc import Collection, Mapping
from functools import cache
from math import nan

import click

from radicular.findings.scales import Scale
from radicular.tables import read_csv

__all__ = ["BACK", "STOP", "UNKNOWN", "grade_keys", "read_key", "read_number"]

UNKNOWN, BACK, STOP = "u", "b", "q"


@cache
def _named_keys() -> Mapping[tuple[str, str], str]:
    rows = read_csv("radicular.cli", "tables/keys.csv")
    return {(row["scale"], row["grade"]): row["key"] for row in rows}


def grade_keys(scale: Scale) -> Mapping[str, str]:
    """Return the keys of a scale, each with its grade.

    Args:
        scale: Of the finding that is asked for.

    Example:
        >>> from radicular.findings.scales import load_scales
        >>> grade_keys(load_scales()["presence"])
        {'n': 'absent', 'y': 'present'}
        >>> grade_keys(load_scales()["performance"])
        {'0': 'normal', '1': 'impaired', '2': 'unable'}
    """
    return {
        _named_keys().get((scale.name, grade), str(number)): grade
        for number, grade in enumerate(scale.grades)
    }


def read_key(allowed: Collection[str]) -> str:
    """Return the next allowed key; the end of the input counts as the key to stop.

    A terminal gives single keys. Anything else is read line by line, the first sign of each.

    Args:
        allowed: The keys that may be pressed.
    """
    while True:
        key = _next_key()
        if key in allowed:
            return key
        click.echo(f"   {key!r} is not possible here; keys: {' '.join(allowed)}", err=True)


def read_number(lowest: float, highest: float) -> float | None:
    """Return the next number within limits; an empty line or the end of the input is none.

    Args:
        lowest: The smallest number allowed.
        highest: The largest.
    """
    while line := sys.stdin.readline().strip():
        try:
            number = float(line)
        except ValueError:
            number = nan
        if lowest <= number <= highest:
            return number
        told = f"{line!r} is not possible here; a number from {lowest:g} to {highest:g}, or Enter"
        click.echo(f"   {told}", err=True)
    return None


def _next_key() -> str:
    if sys.stdin.isatty():
        try:
            key = click.getchar()
        except EOFError:
            return STOP
        click.echo(f"   {key}", err=True)
        return key.lower()
    line = sys.stdin.readline()
    return line.strip().lower()[:1] if line else STOP
