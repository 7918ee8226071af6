"""Who is studied: age, sex, body size, and how one person and one side differ from the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Self
from zlib import crc32

import numpy as np

from radicular.electrophysiology.constants import constant
from radicular.errors import InputError
from radicular.tables import read_csv

__all__ = ["SEXES", "SIDES", "Sex", "Side", "Subject"]

Sex = Literal["female", "male"]
Side = Literal["left", "right"]
SEXES: tuple[Sex, ...] = ("female", "male")
SIDES: tuple[Side, ...] = ("left", "right")

#: Field to lowest value, highest value and unit.
_BOUNDS: Mapping[str, tuple[float, float, str]] = {
    "age": (18, 100, "years"),
    "height": (120, 220, "cm"),
    "leg_length": (25, 55, "cm from the popliteal crease to the medial malleolus"),
}


@dataclass(frozen=True)
class Subject:
    """A person whose nerves are simulated.

    Attributes:
        age: Years, 18 to 100.
        sex: ``female`` or ``male``.
        height: In cm, 120 to 220.
        leg_length: Popliteal crease to medial malleolus in cm, 25 to 55.
        seed: The same number is the same person; 0 is the usual one, who departs in no trait.

    Raises:
        InputError: If a value is out of its range.

    Example:
        >>> Subject.typical().leg_length
        37.8
    """

    age: float
    sex: Sex
    height: float
    leg_length: float
    seed: int = 0

    def __post_init__(self) -> None:
        for name, (low, high, unit) in _BOUNDS.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise InputError(name, value, f"{low} to {high} {unit}")
        if self.sex not in SEXES:
            raise InputError("sex", self.sex, ", ".join(SEXES))
        if self.seed < 0:
            raise InputError("seed", self.seed, "a whole number from 0 on")

    @classmethod
    def typical(
        cls,
        *,
        age: float | None = None,
        sex: Sex | None = None,
        height: float | None = None,
        leg_length: float | None = None,
        seed: int = 0,
    ) -> Self:
        """Return a person of usual build; what is left open is usual for what is stated.

        Args:
            age: Years.
            sex: ``female`` or ``male``.
            height: In cm.
            leg_length: In cm.
            seed: The same number is the same person.

        Example:
            >>> Subject.typical(height=160).leg_length
            34.4
        """
        sex = sex or "male"
        height = constant(f"height_mean_{sex}") if height is None else height
        leg = round(height * constant("leg_per_height"), 1) if leg_length is None else leg_length
        return cls(constant("age_typical") if age is None else age, sex, height, leg, seed)

    @classmethod
    def draw(cls, seed: int) -> Self:
        """Draw a healthy adult of a laboratory's reference group.

        Args:
            seed: The same number is the same person.

        Example:
            >>> Subject.draw(3) == Subject.draw(3)
            True
        """
        generator = np.random.default_rng([seed, crc32(b"build")])
        sex = SEXES[int(generator.integers(2))]
        age = np.clip(generator.normal(constant("age_mean"), constant("age_spread")), 18, 88)
        tall = constant(f"height_mean_{sex}") + constant(f"height_spread_{sex}") * _bounded(
            generator
        )
        leg = tall * constant("leg_per_height") + constant("leg_spread") * _bounded(generator)
        return cls(round(float(age)), sex, round(float(tall), 1), round(float(leg), 1), seed)

    def factor(self, trait: str, side: Side | None = None) -> float:
        """Return by what factor this person, on this side, departs from the usual in a trait.

        Args:
            trait: A row of ``variation.csv``; log-normal about 1.
            side: The side; None for the part that both sides share.

        Raises:
            KeyError: If there is no such trait.

        Example:
            >>> person = Subject.typical(seed=4)
            >>> person.factor("velocity") != person.factor("velocity", "left")
            True
        """
        between, within = _variation()[trait]
        exponent = between * self.deviate(trait)
        if side is not None:
            exponent += within * self.deviate(trait, side)
        return float(np.exp(exponent))

    def deviate(self, purpose: str, side: Side | None = None) -> float:
        """Return a standard normal number, bounded at 2.5; 0 in the usual person (seed 0)."""
        return _bounded(self.generator(purpose, side)) if self.seed else 0.0

    def generator(self, purpose: str, side: Side | None = None) -> np.random.Generator:
        """Return the source of chance for one purpose in this person and side.

        Args:
            purpose: Names what is drawn; other purposes do not move with it.
            side: The side; None for what both sides share.
        """
        place = 0 if side is None else 1 + SIDES.index(side)
        return np.random.default_rng([self.seed, crc32(purpose.encode()), place])

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def _bounded(generator: np.random.Generator) -> float:
    return float(np.clip(generator.standard_normal(), -2.5, 2.5))


@cache
def _variation() -> Mapping[str, tuple[float, float]]:
    rows = read_csv("radicular.electrophysiology", "tables/variation.csv")
    return {row["trait"]: (float(row["between"]), float(row["within"])) for row in rows}
