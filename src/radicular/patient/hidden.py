"""A virtual patient whose lesion is not told: drawn from a seed alone, to be found by examining."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from radicular.case import Case
from radicular.hypotheses import SIDES, load_hypotheses
from radicular.lesion import Lesion
from radicular.parameters import parameter
from radicular.patient.draw import draw_patient
from radicular.provenance import model_hash, tables_hash
from radicular.tables import read_csv

__all__ = ["SPREADS", "Hidden", "Spread", "draw_hidden", "draw_lesion", "drawn_with", "seeds_of"]

#: How often each site is drawn: as often as it is seen in the setting, or all alike.
Spread = Literal["common", "any"]
SPREADS: tuple[Spread, ...] = get_args(Spread)
SETTING = "spine_clinic"
#: Keeps the draw of the lesion apart from that of the findings, which begin with the same seed.
_LESION = 1


@dataclass(frozen=True)
class Hidden:
    """A patient to be examined.

    Attributes:
        lesion: What is wrong.
        case: Everything that an examination can uncover.
    """

    lesion: Lesion
    case: Case


def draw_hidden(seed: int, spread: Spread, record: Sequence[tuple[str, str]]) -> Hidden:
    """Draw a patient with any lesion and all findings of a record.

    Args:
        seed: The same seed gives the same patient, as long as :func:`drawn_with` stays the same.
        spread: How often each site is drawn.
        record: Finding and side of everything that can be examined.

    Example:
        >>> patient = draw_hidden(7, "common", [("reflex_achilles", "left")])
        >>> len(patient.case.observations)
        1
    """
    lesion = draw_lesion(seed, spread)
    return Hidden(lesion, draw_patient(lesion, seed, record=record, setting=SETTING))


def draw_lesion(seed: int, spread: Spread) -> Lesion:
    """Draw a lesion with all that belongs to it.

    Args:
        seed: The same seed gives the same lesion.
        spread: How often each site is drawn.
    """
    space = load_hypotheses(SETTING)
    drawn = np.random.default_rng([_LESION, seed]).random()
    number = int(np.searchsorted(_summed(spread), drawn, side="right"))
    lesion = space.lesions[space.row[number]]
    own = {"side": SIDES[space.side[number]], "weeks": _weeks(lesion)}
    return Lesion.from_dict(lesion.to_dict() | own)


def _weeks(lesion: Lesion) -> float | None:
    """Return how long the trouble lasts; what is acute by nature lasts no longer than it can."""
    longest = _longest_weeks().get(lesion.site)
    return lesion.weeks if longest is None or lesion.weeks is None else min(lesion.weeks, longest)


@cache
def _longest_weeks() -> Mapping[str, float]:
    rows = read_csv("radicular.patient", "tables/longest_times.csv")
    return {row["site"]: parameter(f"{row['longest']}_weeks") for row in rows}


def seeds_of(site: str, spread: Spread, seeds: Iterator[int]) -> Iterator[int]:
    """Yield those of some seeds that draw a site."""
    return (seed for seed in seeds if draw_lesion(seed, spread).site == site)


@cache
def _summed(spread: Spread) -> NDArray[np.float64]:
    space = load_hypotheses(SETTING)
    weight = np.exp(space.log_prior)
    if spread == "any":
        weight = weight / np.bincount(space.site, weight)[space.site]
    summed = np.cumsum(weight)
    return np.asarray(summed[:-1] / summed[-1])


@cache
def drawn_with() -> str:
    """Return the first 8 hexadecimal digits of a hash of all that decides how a patient is drawn.

    Example:
        >>> len(drawn_with())
        8
    """
    digest = hashlib.sha256(f"{model_hash()} {tables_hash()}".encode())
    root = files("radicular.patient")
    for name in ("draw.py", "hidden.py", "tables/person.csv", "tables/longest_times.csv"):
        digest.update(root.joinpath(name).read_bytes())
    return digest.hexdigest()[:8]
