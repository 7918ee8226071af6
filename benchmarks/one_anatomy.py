"""The compiled model of people who are all built as the map has it: one anatomy, not 64."""

import numpy as np

from radicular.condition import Conditions, distinct_lesions
from radicular.hypotheses import WEEKS
from radicular.localize.compiled import CompiledModel, _banks, model_lesions

__all__ = ["compile_usual_anatomy"]


def compile_usual_anatomy() -> CompiledModel:
    """Compute the model with all weight on the usual anatomy."""
    lesions = model_lesions()
    distinct, group = distinct_lesions(lesions)
    functions = Conditions.of(distinct)
    weeks = list(WEEKS.values())
    return CompiledModel(
        group=group.astype(np.int32),
        pain=np.array([lesion.painful is not False for lesion in lesions], dtype=np.int8),
        time=np.array([weeks.index(lesion.weeks or 0.0) for lesion in lesions], dtype=np.int8),
        start=np.arange(len(distinct) + 1, dtype=np.int32),
        share=functions.share,
        banks=dict(_banks(lesions, functions)),
    )
