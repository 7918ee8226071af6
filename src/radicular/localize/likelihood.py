"""How likely a record is under every hypothesis: lesion, side, and how the levels were named."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from radicular.hypotheses import SIDES, Hypotheses
from radicular.localize.evidence import Evidence, Slot, groups_of, names_a_level
from radicular.localize.scoring import Group, Scorer

__all__ = ["Likelihood", "Reading", "affected_parts", "readings", "spared_groups"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Reading:
    """One way in which a record can be read.

    A person can lack a tendon reflex on both sides in health; then the record of that reflex says
    nothing of the lesion. And the level names of an imaging report can be shifted.

    Attributes:
        log_weight: Log of the chance of this way, and of what the lacking reflex then shows.
        evidence: What the record says of the lesion.
        shift: By how many levels the names of an imaging report are shifted.
    """

    log_weight: float
    evidence: tuple[Evidence, ...]
    shift: int = 0


def readings(
    evidence: Sequence[Evidence], shift_chances: Mapping[int, float]
) -> tuple[Reading, ...]:
    """Return every way in which a record can be read.

    Args:
        evidence: The record.
        shift_chances: Chance that level names are shifted by so many levels.
    """
    named = any(names_a_level(item) for item in evidence)
    shifts = shift_chances if named else {0: 1.0}
    return tuple(
        Reading(float(log_weight + np.log(chance)), kept, shift)
        for log_weight, kept in _by_person(evidence)
        for shift, chance in shifts.items()
    )


def _by_person(
    evidence: Sequence[Evidence],
) -> Iterator[tuple[float, tuple[Evidence, ...]]]:
    """Yield the log chance of every kind of person, and what the record then says of a lesion."""
    lacking = [item for item in evidence if item.healthy_absence > 0]
    for chosen in product((False, True), repeat=len(lacking)):
        left_out = [item for item, lacks in zip(lacking, chosen, strict=True) if lacks]
        log_weight = sum(
            np.log(item.healthy_absence if item in left_out else item.healthy_presence)
            for item in evidence
        )
        yield float(log_weight), tuple(item for item in evidence if item not in left_out)


class Likelihood:
    """Log chance of records over a space of hypotheses.

    Args:
        space: The hypotheses.
        scorer: Scores over the compiled model.
    """

    def __init__(self, space: Hypotheses, scorer: Scorer) -> None:
        self.space = space
        self.scorer = scorer
        #: Position in the compiled model of the lesion of every hypothesis.
        self.lesion = scorer.model.places(space)[space.row]
        self.rows = {
            side: np.flatnonzero(space.side == number) for number, side in enumerate(SIDES)
        }

    def log_likelihood(self, reading: Reading) -> Floats:
        """Return the log chance of one way of reading a record, shape (hypotheses,)."""
        result = np.full(len(self.space), reading.log_weight)
        for side, rows in self.rows.items():
            if len(rows):
                result[rows] += self._of_side(reading, side)[self.lesion[rows]]
        return result

    def _of_side(self, reading: Reading, side: str) -> Floats:
        """Log chance of a record if a lesion affects a side, shape (lesions,)."""
        spared = self.scorer.log_spared(spared_groups(reading.evidence, side))
        if side == "both":
            spared += sum(item.against_both for item in reading.evidence)
        affected = map(self.scorer.log_chance, affected_parts(reading, side))
        return np.asarray(np.sum(list(affected), axis=0) + spared)


_AT_LARGE: tuple[Slot, ...] = ("midline", "unknown")
#: Where a lesion of a side shows.
_SLOTS: Mapping[str, tuple[Slot, ...]] = {
    "left": ("left",),
    "right": ("right",),
    "both": ("left", "right"),
}


def spared_groups(evidence: Iterable[Evidence], side: str) -> tuple[Group, ...]:
    """Return the findings on the side that a lesion does not affect."""
    record = tuple(evidence)
    spared = [slot for slot in _SLOTS["both"] if slot not in _SLOTS[side]]
    return tuple(group for slot in spared for group in groups_of(record, slot))


def affected_parts(reading: Reading, side: str) -> Iterator[tuple[Group, ...]]:
    """Yield the findings that one anatomy explains: one part for each side that is affected.

    Findings of the midline and on an unknown side are read with the one affected side; if there are
    two, apart from either, so that left and right stay exchangeable.

    Args:
        reading: The record.
        side: That a lesion affects: ``left``, ``right`` or ``both``.
    """
    both = side == "both"
    sides = _SLOTS[side]
    apart = (*((slot,) for slot in sides), _AT_LARGE)
    for slots in apart if both else ((*sides, *_AT_LARGE),):
        yield tuple(
            group
            for slot in slots
            for group in groups_of(reading.evidence, slot, shift=reading.shift, both=both)
        )
