"""The model compiled: every finding under every lesion and anatomy, each distinct thing kept once.

A *cell* is what one lesion leaves in one anatomy. Findings of one modality take the same values in
many cells, so a modality keeps its distinct *rows* and, for every cell, the row that it is in. What
a finding does in a row is a code into the distinct features that the map gives it; the chances of
its grades follow from the features when they are needed, so that links can change without another
compilation.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radicular.condition import Conditions, distinct_lesions
from radicular.errors import TableError
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.modality import load_modalities, modality_of
from radicular.findings.models import MODELS, STEPS, drive
from radicular.findings.observation import Circumstances
from radicular.hypotheses import SETTINGS, WEEKS, Hypotheses, load_hypotheses
from radicular.lesion import Lesion
from radicular.predict import HEALTHY

__all__ = [
    "Bank",
    "CompiledModel",
    "Variant",
    "compile_model",
    "looks_at_the_rest",
    "model_lesions",
    "narrows",
    "variant_for",
    "variants_of",
]

Floats = NDArray[np.float64]
Codes = NDArray[np.uint16]
Arrays = Mapping[str, NDArray[np.generic]]

#: A finding read in one of its circumstances: usual, both sides affected, levels shifted.
Variant = str
USUAL: Variant = "usual"
_CIRCUMSTANCES: Mapping[Variant, Circumstances] = {
    USUAL: Circumstances(),
    "both": Circumstances(bilateral=True),
    "shift-1": Circumstances(level_shift=-1),
    "shift+1": Circumstances(level_shift=1),
}
_PAIN = (False, True)


@cache
def variants_of(finding: Finding) -> tuple[Variant, ...]:
    """Return the circumstances that change what the map says of a finding."""
    if finding.kind in ("sphincter", "bilateral"):
        return USUAL, "both"
    if finding.kind == "imaging" and "level" in finding.attributes:
        return USUAL, "shift-1", "shift+1"
    return (USUAL,)


#: By how many levels the names of an imaging report are shifted: how a finding is then read.
_SHIFTED: Mapping[int, Variant] = {-1: "shift-1", 0: USUAL, 1: "shift+1"}


def variant_for(finding: Finding, shift: int = 0, *, both: bool = False) -> Variant:
    """Return how a finding is read in some circumstances.

    Args:
        finding: From the catalog.
        shift: By how many levels the names of an imaging report are shifted.
        both: Whether the lesion affects both sides.
    """
    known = variants_of(finding)
    if both and "both" in known:
        return "both"
    return _SHIFTED[shift] if _SHIFTED[shift] in known else USUAL


@dataclass(frozen=True)
class Bank:
    """The findings of one modality over their distinct rows.

    Attributes:
        rows: How many distinct rows there are.
        axis: What besides the function tells the rows apart: ``pain``, ``time`` or nothing; or
            ``lesion`` where no anatomy matters.
        index: Row of every cell, shape (classes, functions) with the classes of pain or time; or
            of every lesion, shape (1, lesions).
        codes: Finding and variant to the code of every row, shape (rows,).
        features: Finding and variant to what each code stands for, shape (codes, features); code 0
            is health.
        parts: Finding to the lost function of every part it looks at, shape (rows, parts), in
            steps; for findings that speak of everything else.
    """

    rows: int
    axis: str
    index: NDArray[np.integer[Any]]
    codes: Mapping[tuple[str, Variant], Codes]
    features: Mapping[tuple[str, Variant], Floats]
    parts: Mapping[str, NDArray[np.uint8]]


@dataclass(frozen=True)
class CompiledModel:
    """Everything that scoring needs of map, tables and anatomies.

    Attributes:
        group: Which function each lesion leaves, apart from pain and time, shape (lesions,).
        pain: 1 where a lesion hurts, shape (lesions,).
        time: Position among the classes of time of each lesion, shape (lesions,).
        start: First function row of every group and the end of the last, shape (groups + 1,).
        share: Part of people that each function row holds for, shape (functions,).
        banks: Modality to its findings.
        of_setting: Setting to the position of each lesion that it considers, shape (lesions,).
    """

    group: NDArray[np.int32]
    pain: NDArray[np.int8]
    time: NDArray[np.int8]
    start: NDArray[np.int32]
    share: Floats
    banks: Mapping[str, Bank]
    of_setting: Mapping[str, NDArray[np.int32]] = field(default_factory=dict)

    def places(self, space: Hypotheses) -> NDArray[np.intp]:
        """Return the position of every lesion of a space, shape (lesions,).

        Args:
            space: The hypotheses; for those of a setting as they are nothing has to be looked up.
        """
        known = self.of_setting.get(space.setting)
        if known is not None and space.lesions is load_hypotheses(space.setting).lesions:
            return known.astype(np.intp)
        return np.array([self.position[lesion] for lesion in space.lesions], dtype=np.intp)

    @cached_property
    def lesions(self) -> tuple[Lesion, ...]:
        """The lesions, in the order of ``group``."""
        return model_lesions()

    @cached_property
    def position(self) -> Mapping[Lesion, int]:
        """Position of each lesion."""
        return {lesion: number for number, lesion in enumerate(self.lesions)}


def model_lesions() -> tuple[Lesion, ...]:
    """Return every lesion that some setting considers, each once."""
    lesions = (lesion for setting in SETTINGS for lesion in load_hypotheses(setting).lesions)
    return tuple(dict.fromkeys(lesions))


def compile_model(*, drawn: bool = True) -> CompiledModel:
    """Compute the model from the tables; takes about a quarter of a minute.

    Args:
        drawn: Whether people differ in their anatomy; else all are built as the map has it.
    """
    lesions = model_lesions()
    distinct, group = distinct_lesions(lesions)
    functions = Conditions.over_anatomies(distinct) if drawn else Conditions.of(distinct)
    weeks = list(WEEKS.values())
    return CompiledModel(
        group=group.astype(np.int32),
        pain=np.array([lesion.painful is not False for lesion in lesions], dtype=np.int8),
        time=np.array([weeks.index(lesion.weeks or 0.0) for lesion in lesions], dtype=np.int8),
        start=np.searchsorted(functions.lesion, np.arange(len(distinct) + 1)).astype(np.int32),
        share=functions.share,
        banks=dict(_banks(lesions, functions)),
        of_setting=dict(_of_settings(lesions)),
    )


def _of_settings(lesions: Sequence[Lesion]) -> Iterator[tuple[str, NDArray[np.int32]]]:
    position = {lesion: number for number, lesion in enumerate(lesions)}
    for setting in SETTINGS:
        considered = load_hypotheses(setting).lesions
        yield setting, np.array([position[lesion] for lesion in considered], dtype=np.int32)


def _banks(lesions: Sequence[Lesion], functions: Conditions) -> Iterator[tuple[str, Bank]]:
    by_lesion, batches = Conditions.of(lesions), _Batches(functions)
    for name in load_modalities():
        findings = [finding for finding in load_catalog() if modality_of(finding).id == name]
        if any(MODELS[finding.kind].by_anatomy for finding in findings):
            yield name, _bank(findings, _Cells(batches, findings))
        else:
            yield name, _bank(findings, _Lesions(by_lesion))


class _Lesions:
    """The lesions in the usual anatomy, for findings that no anatomy changes."""

    axis = "lesion"

    def __init__(self, conditions: Conditions) -> None:
        self.conditions = conditions
        self.shape = (len(conditions), 1)

    def each(self, finding: Finding) -> Iterator[tuple[tuple[slice, slice | int], Conditions]]:
        """Yield the part of the rows that a batch of lesions fills, and the batch."""
        del finding
        yield (slice(None), 0), self.conditions


class _Cells:
    """Every function row with and without pain and at every time, as far as it matters."""

    def __init__(self, batches: "_Batches", findings: Sequence[Finding]) -> None:
        self.batches = batches
        self.functions = batches.functions
        pain = any(MODELS[finding.kind].by_pain for finding in findings)
        time = any(MODELS[finding.kind].by_time for finding in findings)
        if pain and time:
            raise TableError("a modality cannot depend on pain and on time")
        self.axis = "pain" if pain else "time" if time else ""
        self.shape = (len(self.functions), len(_PAIN) if pain else len(WEEKS) if time else 1)

    def each(self, finding: Finding) -> Iterator[tuple[tuple[slice, slice | int], Conditions]]:
        """Yield the part of the rows that a batch of lesions fills, and the batch."""
        model = MODELS[finding.kind]
        everywhere = slice(None)
        if model.by_pain:
            for pain in range(len(_PAIN)):
                yield (everywhere, pain), self.batches.at(pain, 0)
        elif model.by_time:
            for time in range(len(WEEKS)):
                yield (everywhere, time), self.batches.at(1, time)
        else:
            yield (everywhere, everywhere), self.batches.at(1, 0)


class _Batches:
    """The function rows at each pain and time, made once."""

    def __init__(self, functions: Conditions) -> None:
        self.functions = functions
        self._made: dict[tuple[int, int], Conditions] = {}

    def at(self, pain: int, time: int) -> Conditions:
        """Return the function rows with or without pain at a class of time."""
        if (pain, time) not in self._made:
            rows = len(self.functions)
            weeks = np.full(rows, list(WEEKS.values())[time])
            painful = np.full(rows, _PAIN[pain])
            made = replace(self.functions, painful=painful, weeks=weeks)
            # What does not depend on pain and time is computed once for all.
            for name in ("spots", "spot", "territory", "skin"):
                made.__dict__[name] = getattr(self.functions, name)
            self._made[pain, time] = made
        return self._made[pain, time]


def _bank(findings: Sequence[Finding], cells: _Cells | _Lesions) -> Bank:
    codes: dict[tuple[str, Variant], Codes] = {}
    features: dict[tuple[str, Variant], Floats] = {}
    parts: dict[str, NDArray[np.uint8]] = {}
    for finding in findings:
        for variant in variants_of(finding):
            key = (finding.id, variant)
            codes[key], features[key] = _coded(finding, variant, cells)
        if looks_at_the_rest(finding):
            parts[finding.id] = _parts(finding, cells)
    first, index = _distinct_rows([*codes.values(), *(part.T for part in parts.values())])
    return Bank(
        rows=len(first),
        axis=cells.axis,
        index=np.ascontiguousarray(index.reshape(cells.shape).T.astype(_narrowest(len(first)))),
        codes={key: column[first] for key, column in codes.items()},
        features=features,
        parts={name: part[first] for name, part in parts.items()},
    )


def _narrowest(rows: int) -> type[np.uint16] | type[np.int32]:
    """A type that numbers so many rows; half the size is read in nearly half the time."""
    return np.uint16 if rows <= 1 << 16 else np.int32


def looks_at_the_rest(finding: Finding) -> bool:
    """Whether what a finding says depends on which other findings are on record."""
    named = MODELS[finding.kind].rest is not None and finding.scale.name != "presence"
    return named and finding.of_the_rest


@cache
def narrows(other: str, finding: Finding) -> bool:
    """Whether a record of one finding leaves fewer parts for a finding that speaks of the rest.

    Args:
        other: Id of the finding on record.
        finding: One that looks at the rest.
    """
    rest = MODELS[finding.kind].rest
    if rest is None:
        return False
    alone, beside = (rest.unnamed(finding, names) for names in (frozenset(), frozenset({other})))
    return not np.array_equal(alone, beside)


def _coded(finding: Finding, variant: Variant, cells: _Cells | _Lesions) -> tuple[Codes, Floats]:
    """Return the code of every cell, and what the codes stand for with health first."""
    circumstances = _CIRCUMSTANCES[variant]
    health = drive(finding, Conditions.of([HEALTHY]), circumstances)
    known: dict[bytes, int] = {health[0].tobytes(): 0}
    codes = np.zeros(cells.shape, dtype=np.uint16)
    for place, batch in cells.each(finding):
        values = drive(finding, batch, circumstances) + 0.0
        distinct, inverse = _distinct_features(values)
        code = [known.setdefault(row.tobytes(), len(known)) for row in distinct]
        found = np.array(code, dtype=np.uint16)[inverse]
        codes[place] = found.reshape(found.shape + (1,) * (codes[place].ndim - 1))
    width = health.shape[1]
    rows = np.frombuffer(b"".join(known), dtype=np.float64).reshape(-1, width)
    return codes.ravel(), rows


def _distinct_features(values: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Return the distinct rows and which of them each row is."""
    key = _hash(np.round(values.T * (1 << 20)).astype(np.int64))
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    return values[first], inverse


def _parts(finding: Finding, cells: _Cells | _Lesions) -> NDArray[np.uint8]:
    rest = MODELS[finding.kind].rest
    if rest is None or not isinstance(cells, _Cells):
        raise TypeError(finding.id)
    steps = np.round(rest.parts(cells.functions) * STEPS).astype(np.uint8)
    return np.repeat(steps, cells.shape[1], axis=0)


def _distinct_rows(
    columns: Sequence[NDArray[np.generic]],
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return a first cell of every distinct row over all columns, and the row of every cell."""
    key = np.zeros(columns[0].shape[-1], dtype=np.uint64)
    for column in columns:
        for part in np.atleast_2d(column):
            key = key * _ODD + part.astype(np.uint64)
            key ^= key >> _HALF
    _, first, index = np.unique(key, return_index=True, return_inverse=True)
    # Rows stand in the order of the cells, so that neighbors in one are near in the other.
    order = np.argsort(first)
    position = np.empty_like(order)
    position[order] = np.arange(len(order))
    return first[order], position[index]


_ODD, _HALF = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)


def _hash(columns: NDArray[np.int64]) -> NDArray[np.uint64]:
    key = np.zeros(columns.shape[1], dtype=np.uint64)
    for column in columns.view(np.uint64):
        key = (key ^ column) * _ODD
        key ^= key >> _HALF
    return key
