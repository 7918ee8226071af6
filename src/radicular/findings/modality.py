"""What findings of one kind share besides the lesion: the person, the examiner, the limb.

Findings of one modality on one side are shifted together. A standard normal effect ``z`` moves the
logit of "abnormal at all" by ``sd * z``; the chance over all ``z`` stays what the observation model
says, and so does the split among the abnormal grades. The effect is integrated by Gauss-Hermite
nodes, which keeps it exact to the nodes and costs nodes, not nodes to the power of modalities.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from radicular.findings.catalog import Finding
from radicular.findings.observation import normal_grades
from radicular.tables import read_csv

__all__ = [
    "NODES",
    "NODE_WEIGHTS",
    "Modality",
    "load_modalities",
    "logistic",
    "modality_of",
    "shifted",
    "with_abnormal",
]

Floats = NDArray[np.float64]

COUNT = 7
_nodes, _weights = np.polynomial.hermite_e.hermegauss(COUNT)
#: Values of the shared effect and their weights, shape (nodes,).
NODES: Floats = _nodes
NODE_WEIGHTS: Floats = _weights / _weights.sum()
_LEAST = 1e-9
_ROUNDS = 5


@dataclass(frozen=True)
class Modality:
    """Findings that share one effect.

    Attributes:
        id: Key.
        name: In words.
        sd: Standard deviation of the effect on the logit scale.
    """

    id: str
    name: str
    sd: float


@cache
def _rows() -> Mapping[tuple[str, str], Modality]:
    return {
        (row["kind"], row["domain"]): Modality(row["modality"], row["name"], float(row["sd"]))
        for row in read_csv("radicular.findings", "tables/modalities.csv")
    }


@cache
def load_modalities() -> Mapping[str, Modality]:
    """Return the modalities by key.

    Example:
        >>> load_modalities()["strength"].sd
        1.0
    """
    return {modality.id: modality for modality in _rows().values()}


def modality_of(finding: Finding) -> Modality:
    """Return the modality of a finding.

    Example:
        >>> from radicular.findings.catalog import load_catalog
        >>> modality_of(load_catalog()["reflex_achilles"]).name
        'reflexes'
    """
    rows = _rows()
    return rows.get((finding.kind, finding.domain)) or rows[finding.kind, "*"]


def shifted(finding: Finding, chances: Floats, sd: float, effects: Floats = NODES) -> Floats:
    """Return the chances of every grade at given values of the shared effect.

    Args:
        finding: Whose grades they are.
        chances: Over all people, shape (rows, grades).
        sd: Standard deviation of the effect on the logit scale.
        effects: Values of the effect in standard deviations, shape (effects,).

    Returns:
        Shape (effects, rows, grades); at the nodes their weighted mean is ``chances``.

    Example:
        >>> from radicular.findings.catalog import load_catalog
        >>> finding = load_catalog()["slr_crossed"]
        >>> at_nodes = shifted(finding, np.array([[0.7, 0.2, 0.1]]), 1.0)
        >>> bool(np.allclose(NODE_WEIGHTS @ at_nodes[:, 0], [0.7, 0.2, 0.1]))
        True
    """
    abnormal = np.clip(chances[:, ~normal_grades(finding)].sum(axis=1), _LEAST, 1 - _LEAST)
    moved = logistic(_intercept(abnormal, sd) + sd * effects[:, None])
    return with_abnormal(finding, chances, abnormal, moved)


def with_abnormal(finding: Finding, chances: Floats, abnormal: Floats, moved: Floats) -> Floats:
    """Return chances with another part abnormal, split among the grades as before.

    Args:
        finding: Whose grades they are.
        chances: Shape (rows, grades).
        abnormal: Part of ``chances`` that is abnormal, neither 0 nor 1, shape (rows,).
        moved: Part that is to be, shape (..., rows).

    Returns:
        Shape (..., rows, grades).
    """
    more, less = moved / abnormal, (1 - moved) / (1 - abnormal)
    result: Floats = np.where(normal_grades(finding), less[..., None], more[..., None]) * chances
    return result


def _intercept(abnormal: Floats, sd: float) -> Floats:
    """The logit at which the weighted mean over the nodes is the wanted chance, shape (rows,)."""
    wanted = np.log(abnormal / (1 - abnormal))
    intercept = wanted * np.sqrt(1 + 0.346 * sd**2)
    for _ in range(_ROUNDS):
        at_nodes = logistic(intercept + sd * NODES[:, None])
        mean = NODE_WEIGHTS @ at_nodes
        # On the logit scale the mean is nearly a line, so that the steps cannot run away.
        slope = NODE_WEIGHTS @ (at_nodes * (1 - at_nodes)) / (mean * (1 - mean))
        intercept = intercept - (np.log(mean / (1 - mean)) - wanted) / slope
    return np.asarray(intercept)


def logistic(x: Floats) -> Floats:
    """Return the chance that belongs to a logit."""
    return 0.5 * (1 + np.tanh(x / 2))
