"""The compiled model cut down to the findings of a record, so that many patients are fast.

Cells of one lesion that no finding of the record tells apart are merged; every answer stays what
the whole model says.
"""

from collections.abc import Collection
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from radicular.localize.compiled import Bank, CompiledModel

__all__ = ["narrowed"]


def narrowed(model: CompiledModel, findings: Collection[str]) -> CompiledModel:
    """Return a model that knows some findings only.

    Args:
        model: The whole.
        findings: Ids of the findings to keep.
    """
    banks = {
        name: _fewer_rows(bank, findings)
        for name, bank in model.banks.items()
        if any(finding in findings for finding, _ in bank.codes)
    }
    group = np.repeat(np.arange(len(model.start) - 1), np.diff(model.start))
    shared = [bank.index for bank in banks.values() if bank.axis != "lesion"]
    told_apart = np.concatenate([group[None], *shared]).astype(np.int32)
    first, merged = _distinct(told_apart)
    return replace(
        model,
        start=np.searchsorted(group[first], np.arange(len(model.start))).astype(np.int32),
        share=np.bincount(merged, np.asarray(model.share), len(first)).astype(np.float64),
        banks={
            name: bank
            if bank.axis == "lesion"
            else replace(bank, index=np.ascontiguousarray(bank.index[:, first]))
            for name, bank in banks.items()
        },
    )


def _fewer_rows(bank: Bank, findings: Collection[str]) -> Bank:
    codes = {key: np.asarray(each) for key, each in bank.codes.items() if key[0] in findings}
    parts = {name: np.asarray(each) for name, each in bank.parts.items() if name in findings}
    columns = [*codes.values(), *(column for part in parts.values() for column in part.T)]
    first, merged = _distinct(np.stack(columns).astype(np.int32))
    return Bank(
        rows=len(first),
        axis=bank.axis,
        index=merged[np.asarray(bank.index)].astype(np.int32),
        codes={key: each[first] for key, each in codes.items()},
        features={key: np.asarray(bank.features[key]) for key in codes},
        parts={name: part[first] for name, part in parts.items()},
    )


def _distinct(columns: NDArray[np.int32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return a first place of every distinct column, in sorted order, and which each one is."""
    order = np.lexsort(columns[::-1])
    ordered = columns[:, order]
    new = np.append(True, (ordered[:, 1:] != ordered[:, :-1]).any(axis=0))
    merged = np.empty(len(order), dtype=np.intp)
    merged[order] = np.cumsum(new) - 1
    return order[new], merged
