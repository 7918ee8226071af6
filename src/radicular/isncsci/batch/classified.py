"""The classification of many examinations, kept as bits and told as text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radicular.isncsci.batch.exam_table import ExamTable
from radicular.isncsci.batch.level_rules import (
    Reading,
    injury_levels,
    motor_levels,
    sensory_levels,
)
from radicular.isncsci.batch.other_rules import (
    complete_injuries,
    impairment_scales,
    motor_preservations,
    sensory_preservations,
    sums,
)
from radicular.isncsci.fields import CLASSIFICATION_FIELDS, FIELDS, nested
from radicular.isncsci.preservation import NOT_APPLICABLE
from radicular.isncsci.rows import LEVELS, SIDES
from radicular.isncsci.totals import NOT_DETERMINED

__all__ = ["ClassifiedTable", "classify_table"]

#: So many examinations at once fit the cache of a processor.
_CHUNK = 16_384
_ZONES = (*LEVELS[:-1], NOT_APPLICABLE)
_NAMES: Mapping[str, tuple[str, ...]] = {
    "injuryComplete": ("C", "I"),
    "ASIAImpairmentScale": ("A", "B", "C", "D", "E"),
    **{field: _ZONES for field in CLASSIFICATION_FIELDS if field.startswith("zone")},
}
#: Text of each sum, behind that of one that is not determined.
_SUM_TEXTS = np.array([NOT_DETERMINED, *map(str, range(4 * 28 + 1))], dtype=object)


@dataclass(frozen=True, eq=False)
class ClassifiedTable:
    """What the standard says about many examinations.

    Attributes:
        possible: By field, one bit for each value that is possible, (exams,).
        assumed: By field, one bit for each value that rests on an assumption, (exams,).
        sums: Arm, leg, light touch, pinprick of each side, negative if undetermined,
            (2 sides, 4, exams).
    """

    possible: Mapping[str, NDArray[np.uint32]]
    assumed: Mapping[str, NDArray[np.uint32]]
    sums: NDArray[np.int16]

    def __len__(self) -> int:
        return int(self.sums.shape[-1])

    def column(self, field: str) -> NDArray[np.object_]:
        """Return a field of every examination as text, in the form of the reference.

        Args:
            field: One of ``isncsci.fields.FIELDS``.
        """
        if field not in self.possible:
            sums: NDArray[np.object_] = _SUM_TEXTS[np.maximum(self._sum(field), -1) + 1]
            return sums
        names = _NAMES.get(field, LEVELS)
        possible, assumed = self.possible[field], self.assumed[field]
        texts: NDArray[np.object_] = np.array(names, dtype=object)[
            np.bitwise_count(possible - 1) % len(names)
        ]
        several = np.flatnonzero((possible & (possible - 1) != 0) | (assumed != 0))
        keys = possible[several].astype(np.uint64) << np.uint64(32) | assumed[several]
        distinct, place = np.unique(keys, return_inverse=True)
        told = [_text(int(key) >> 32, int(key) & 0xFFFFFFFF, names) for key in distinct]
        texts[several] = np.array(told, dtype=object)[place]
        return texts

    def _sum(self, field: str) -> NDArray[np.int16]:
        *sides, kind = field.removeprefix("totals.").split(".")
        chosen = [SIDES.index(side) for side in SIDES if not sides or side in sides]
        columns = {"upperExtremity": [0], "lowerExtremity": [1], "lightTouch": [2], "pinPrick": [3]}
        parts = columns.get(kind, [0, 1])
        values: NDArray[np.int16] = self.sums[np.ix_(chosen, parts)].sum(
            axis=(0, 1), dtype=np.int16
        )
        return values

    def to_reference(self) -> Iterator[dict[str, Any]]:
        """Yield all 25 fields of each examination in the form of npm ``isncsci``."""
        columns = [self.column(field) for field in FIELDS]
        for values in zip(*columns, strict=True):
            yield nested(values)


def _text(possible: int, assumed: int, names: Sequence[str]) -> str:
    order = names
    if names is _ZONES:
        order = (NOT_APPLICABLE, *_ZONES[:-1])
    found = []
    for name in order:
        bit = 1 << names.index(name)
        if possible & bit:
            found.append(f"{name}*" if assumed & bit else name)
    return ",".join(found)


def classify_table(table: ExamTable) -> ClassifiedTable:
    """Classify many examinations.

    Args:
        table: The examinations.

    Example:
        >>> from radicular.isncsci import intact_exam, read_exam
        >>> table = ExamTable.of([read_exam(intact_exam())] * 3)
        >>> list(classify_table(table).column("ASIAImpairmentScale"))
        ['E', 'E', 'E']
    """
    starts = range(0, len(table), _CHUNK)
    parts = [_chunk(table.part(slice(start, start + _CHUNK))) for start in starts]
    return ClassifiedTable(
        possible={
            field: np.concatenate([bits[field][0] for bits, _ in parts])
            for field in CLASSIFICATION_FIELDS
        },
        assumed={
            field: np.concatenate([bits[field][1] for bits, _ in parts])
            for field in CLASSIFICATION_FIELDS
        },
        sums=np.concatenate([part for _, part in parts], axis=-1),
    )


Packed = tuple[NDArray[np.uint32], NDArray[np.uint32]]


def _chunk(table: ExamTable) -> tuple[dict[str, Packed], NDArray[np.int16]]:
    reading = Reading.of(table)
    both = range(len(SIDES))
    motor = [motor_levels(reading, side) for side in both]
    injury, complete = injury_levels(reading, motor), complete_injuries(reading)
    scale = impairment_scales(reading, complete, injury, motor)
    found = (
        *(sensory_levels(reading, side) for side in both),
        *motor,
        injury,
        complete,
        scale,
        *(sensory_preservations(reading, side) for side in both),
        *(motor_preservations(reading, side, motor[side], scale.possible[2]) for side in both),
    )
    packed = {
        field: (_bits(item.possible), _bits(item.assumed))
        for field, item in zip(CLASSIFICATION_FIELDS, found, strict=True)
    }
    return packed, sums(table)


def _bits(flags: NDArray[np.bool_]) -> NDArray[np.uint32]:
    """One number for each examination, a bit for each position."""
    octets = np.zeros((flags.shape[1], 4), np.uint8)
    for first in range(0, len(flags), 8):
        octet = np.zeros(flags.shape[1], np.uint8)
        for bit, row in enumerate(flags[first : first + 8]):
            octet |= row.view(np.uint8) << np.uint8(bit)
        octets[:, first // 8] = octet
    return octets.view("<u4").ravel().astype(np.uint32)
