"""A person with a lesion, drawn from the compiled model, in whom any finding can be tested."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from radicular.case import Observation
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.links import load_links
from radicular.findings.modality import modality_of, shifted
from radicular.findings.models import shown
from radicular.findings.reflex import absent_in_health
from radicular.hypotheses import SIDES, Hypotheses
from radicular.localize.compiled import CompiledModel, variant_for

__all__ = ["VirtualPerson"]

LEFT_RIGHT = ("left", "right")
AGE = 50.0


@dataclass(frozen=True)
class VirtualPerson:
    """One hypothesis made flesh: each side built once, what findings share drawn once.

    Attributes:
        model: Compiled.
        space: The hypotheses.
        hypothesis: Which of them is true.
        seed: Of everything that is drawn; a test gives the same answer however often it is done.
    """

    model: CompiledModel
    space: Hypotheses
    hypothesis: int
    seed: int
    _known: dict[tuple[str, str], Observation] = field(default_factory=dict, compare=False)

    @property
    def site(self) -> str:
        """Where the lesion is."""
        return self.space.sites[int(self.space.site[self.hypothesis])]

    @property
    def side(self) -> str:
        """Which side it affects."""
        return SIDES[int(self.space.side[self.hypothesis])]

    def test(self, finding: str, side: str) -> Observation:
        """Return what is found.

        Args:
            finding: Id.
            side: ``left``, ``right`` or ``midline``.
        """
        key = (finding, side)
        if key not in self._known:
            self._known[key] = self._tested(load_catalog()[finding], side)
        return self._known[key]

    def _tested(self, finding: Finding, side: str) -> Observation:
        chances = self._chances(finding, side)
        draw = self._generator("grade", finding.id, side).random()
        grade = int(np.searchsorted(np.cumsum(chances) / chances.sum(), draw))
        if self._generator("lacks", finding.id).random() < absent_in_health(finding, AGE):
            grade = finding.scale.grades.index("absent")
        return Observation.of(finding, side, finding.scale.grades[grade])

    def _chances(self, finding: Finding, side: str) -> NDArray[np.float64]:
        """Chance of every grade in this person, shape (grades,)."""
        modality = modality_of(finding)
        key = (finding.id, variant_for(finding, both=self.side == "both" and side == "midline"))
        bank = self.model.banks[modality.id]
        code = int(bank.codes[key][self._row(modality.id, side)]) if self._hit(side) else 0
        chances = shown(finding, bank.features[key][[code]], load_links())
        effect = self._generator("effect", modality.id, side).standard_normal(1)
        return np.asarray(shifted(finding, chances, modality.sd, effect)[0, 0])

    def _hit(self, side: str) -> bool:
        return side == "midline" or self.side in (side, "both")

    def _row(self, modality: str, side: str) -> int:
        """Row of a modality that a side is in; the midline goes with the affected side."""
        bank, lesion = self.model.banks[modality], self._lesion
        if bank.axis == "lesion":
            return int(bank.index[0, lesion])
        kinds = {"pain": self.model.pain, "time": self.model.time}
        number = int(kinds[bank.axis][lesion]) if bank.axis else 0
        built = side if side in LEFT_RIGHT else self.side
        return int(bank.index[number, self._function("left" if built == "both" else built)])

    @property
    def _lesion(self) -> int:
        lesion = self.space.lesions[self.space.row[self.hypothesis]]
        return self.model.position[lesion]

    def _function(self, side: str) -> int:
        """Function row of the anatomy of a side."""
        group = self.model.group[self._lesion]
        first, last = self.model.start[group], self.model.start[group + 1]
        share = np.cumsum(self.model.share[first:last])
        draw = self._generator("anatomy", side).random()
        return int(first) + int(np.searchsorted(share / share[-1], draw))

    def _generator(self, *what: str) -> np.random.Generator:
        key: Sequence[int] = [self.seed, *"|".join(what).encode()]
        return np.random.default_rng(key)
