"""Receptors of the skin: touch, cold, pinprick and warmth, each with its own kind of fiber."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant, remembered
from radicular.electrophysiology.nerve.fibers import Fibers, sensory_fibers
from radicular.electrophysiology.nerve.ways import CORD, ORGAN
from radicular.electrophysiology.subject import Side, Subject
from radicular.errors import UnknownNameError
from radicular.lesion import Lesion
from radicular.tables import read_csv

__all__ = ["Receptors", "modalities", "modality", "tested_patches"]

Floats = NDArray[np.float64]


@remembered
def modalities() -> Mapping[str, Mapping[str, str]]:
    """Return what is felt, with the receptors behind it.

    Example:
        >>> sorted(modalities())
        ['cold', 'pinprick', 'touch', 'warmth']
    """
    rows = read_csv("radicular.electrophysiology", "tables/skin_receptors.csv")
    return {row["modality"]: row for row in rows}


def modality(name: str) -> Mapping[str, str]:
    """Return one row of the receptors.

    Raises:
        UnknownNameError: If there is no such modality.
    """
    if name not in modalities():
        raise UnknownNameError("modality", name, list(modalities()))
    return modalities()[name]


@remembered
def tested_patches() -> Mapping[str, str]:
    """Return the patches that can be tested, each with the finding that it belongs to.

    Example:
        >>> tested_patches()["foot_lateral_border"]
        'sensation_lateral_foot'
    """
    rows = read_csv("radicular.electrophysiology", "tables/skin_tests.csv")
    return {row["patch"]: row["finding"] for row in rows}


@dataclass(frozen=True, eq=False)
class Receptors:
    """The receptors of one modality in a patch of skin.

    Attributes:
        modality: What is felt.
        fibers: Their fibers.
        threshold: Stimulus from which each answers, in the unit of the modality, (fibers,).
        gain: Rate for each doubling of the stimulus or degree above it, in 1/s.
        relative: Whether the rate rises with doublings; else with the difference.
    """

    modality: str
    fibers: Fibers
    threshold: Floats
    gain: float
    relative: bool

    @classmethod
    def of(
        cls, name: str, patch: str, subject: Subject, side: Side, lesions: Sequence[Lesion] = ()
    ) -> Self:
        """Return the receptors of a modality in a patch.

        Args:
            name: ``touch``, ``cold``, ``pinprick`` or ``warmth``.
            patch: Id of a patch of skin.
            subject: Whose.
            side: Which leg.
            lesions: What is wrong.

        Example:
            >>> skin = Receptors.of("touch", "foot_lateral_border", Subject.typical(), "left")
            >>> float(skin.rate(0.0).sum()), bool(skin.rate(50.0).sum() > 100)
            (0.0, True)
        """
        row = modality(name)
        fibers = sensory_fibers(patch, name, int(row["fibers"]), subject, side, lesions)
        generator = subject.generator(f"{patch} {name} receptors", side)
        years = subject.age - constant("age_typical")
        aging = np.exp(constant("receptor_aging") * years)
        spread = float(row["spread"]) * np.clip(generator.standard_normal(len(fibers)), -2, 2)
        own = subject.factor("receptor_threshold", side) * float(aging)
        threshold = float(row["median"]) * own * np.exp(spread)
        return cls(name, fibers, threshold, float(row["gain"]), row["scale"] == "relative")

    def rate(self, stimulus: float) -> Floats:
        """Return how fast each fiber fires, in 1/s, (fibers,).

        Args:
            stimulus: Force in mN, or change of temperature in degrees C.
        """
        if self.relative:
            part = np.maximum(stimulus, 1e-9) / self.threshold
            return np.asarray(self.gain * np.clip(np.log2(part), 0, None))
        return np.asarray(self.gain * np.clip(stimulus - self.threshold, 0, None))

    def arriving(self, stimulus: float) -> float:
        """Return how many impulses reach the cord, in 1/s.

        Args:
            stimulus: As for :meth:`rate`.
        """
        return float(self.rate(stimulus)[self.fibers.passes(ORGAN, CORD)].sum())

    def delay(self) -> float | None:
        """Return the usual time from the skin to the cord in ms; None where nothing passes."""
        passes = self.fibers.passes(ORGAN, CORD)
        return float(np.median(self.fibers.time(ORGAN, CORD)[passes])) if passes.any() else None
