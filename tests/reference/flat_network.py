"""A part of the model as a flat Bayesian network: hypothesis, anatomy of each side, findings.

The tables of the network are made from the observation models in each drawn anatomy, with the slip
of the record mixed in. A finding of a side depends on the hypothesis and on the anatomy of that
side. Of the midline there are only findings that no anatomy changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyagrum
from numpy.typing import NDArray

from radicular.anatomy.anatomies import load_anatomies
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.models import grade_chances
from radicular.findings.observation import Circumstances
from radicular.lesion import Lesion
from radicular.parameters import parameter
from radicular.predict import HEALTHY
from tests.reference.slow_localizer import body_of

__all__ = ["FlatNetwork", "Node"]

Floats = NDArray[np.float64]

SIDES = ("left", "right")
LAPSE = parameter("lapse")


@dataclass(frozen=True)
class Node:
    """A finding at a place.

    Attributes:
        finding: Its id.
        slot: ``left``, ``right`` or ``midline``.
    """

    finding: str
    slot: str

    @property
    def name(self) -> str:
        """Of the node in the network."""
        return f"{self.finding} {self.slot}"


class FlatNetwork:
    """The network over some hypotheses and findings.

    Args:
        hypotheses: Lesions with their side.
        prior: Of each, shape (hypotheses,).
        nodes: The findings.
    """

    def __init__(self, hypotheses: Sequence[Lesion], prior: Floats, nodes: Sequence[Node]) -> None:
        self.hypotheses = hypotheses
        self.network = pyagrum.BayesNet("radicular")
        self._add("lesion", len(hypotheses))
        self.network.cpt("lesion").fillWith([float(part) for part in prior])
        for slot in SIDES:
            self._add(slot, len(load_anatomies()))
            chances = [anatomy.probability for anatomy in load_anatomies()]
            self.network.cpt(slot).fillWith(chances)
        bodies = {lesion: body_of(replace(lesion, side="both")) for lesion in hypotheses}
        self._bodies = {**bodies, HEALTHY: body_of(HEALTHY)}
        for node in nodes:
            self._add_finding(node)

    def posterior(self, record: Mapping[Node, Sequence[int]]) -> tuple[Floats, float]:
        """Return the chance of every hypothesis after findings, and the log chance of these.

        Args:
            record: Node to the positions of the grades that were recorded.
        """
        inference = pyagrum.LazyPropagation(self.network)
        for node, grades in record.items():
            count = len(load_catalog()[node.finding].scale.grades)
            inference.addEvidence(node.name, [float(grade in grades) for grade in range(count)])
        inference.addTarget("lesion")
        inference.makeInference()
        weight = np.array(inference.posterior("lesion").tolist())
        return weight, float(np.log(inference.evidenceProbability()))

    def _add(self, name: str, states: int) -> None:
        self.network.add(pyagrum.LabelizedVariable(name, name, states))

    def _add_finding(self, node: Node) -> None:
        finding = load_catalog()[node.finding]
        self._add(node.name, len(finding.scale.grades))
        parents = ["lesion", *({node.slot} & {*SIDES})]
        for parent in parents:
            self.network.addArc(parent, node.name)
        tables = [self._table(finding, node.slot, lesion) for lesion in self.hypotheses]
        table = (1 - LAPSE) * np.stack(tables, axis=1) + LAPSE / len(finding.scale.grades)
        if node.slot == "midline":
            table = table[0]
        # The finding itself varies fastest, then its first parent.
        self.network.cpt(node.name).fillWith(table.ravel().tolist())

    def _table(self, finding: Finding, slot: str, lesion: Lesion) -> Floats:
        """Chance of every grade in every anatomy, shape (anatomies, grades)."""
        if lesion.side not in (slot, "both") and slot != "midline":
            lesion = HEALTHY
        circumstances = Circumstances(bilateral=lesion.side == "both" and lesion != HEALTHY)
        return grade_chances(finding, self._bodies[lesion], circumstances)
