"""The sign rates that links imply for the groups of people of the studies."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from calibration.designs import Designs
from calibration.tables import prior
from calibration.unconstrained import PARTS, Space, positions

__all__ = ["Model"]

Floats = NDArray[np.float64]

#: Step of the differences by which the slope of a link is taken.
STEP = 1e-5
_SLOPE = 0.851


def _rise(deficit: Floats, cut: Floats, spread: Floats) -> Floats:
    start = 0.5 * (1 - np.tanh(_SLOPE * cut / spread))
    here = 0.5 * (1 + np.tanh(_SLOPE * (deficit - cut) / spread))
    return np.asarray(np.clip((here - start) / (1 - start), 0.0, 1.0))


@dataclass(frozen=True)
class Model:
    """Sign rates as a function of free numbers.

    The numbers are those of the links, then one shift of severity for each study, then one hidden
    share for each study; all standard normal before any data.

    Args:
        designs: What the map says of the groups.
        space: The links that are free.
    """

    designs: Designs
    space: Space

    @cached_property
    def point_link(self) -> NDArray[np.intp]:
        """Position in the space of the link of each point; of the first where none is asked."""
        order = positions(self.space, self.designs.links)
        found = self.designs.point_link
        return np.asarray(np.where(found >= 0, order[np.maximum(found, 0)], 0))

    @cached_property
    def shift_at(self) -> NDArray[np.intp]:
        """Position of the severity shift of each study, -1 where it has none."""
        free = np.unique(self.designs.rate_study[self.designs.rate_shifted])
        table = np.full(len(self.designs.studies), -1, dtype=np.intp)
        table[free] = self.space.size + np.arange(len(free))
        return table

    @cached_property
    def hidden_at(self) -> NDArray[np.intp]:
        """Position of the hidden share of each study, -1 where it has none."""
        free = np.unique(self.designs.rate_study[self.designs.rate_hidden])
        table = np.full(len(self.designs.studies), -1, dtype=np.intp)
        first = self.space.size + int((self.shift_at >= 0).sum())
        table[free] = first + np.arange(len(free))
        return table

    @cached_property
    def size(self) -> int:
        """How many free numbers there are."""
        return self.space.size + int((self.shift_at >= 0).sum()) + int((self.hidden_at >= 0).sum())

    def shift(self, theta: Floats) -> Floats:
        """Return the severity shift of each rate, shape (rates,)."""
        padded = np.append(theta, 0.0) * prior("severity_shift")
        shift = padded[self.shift_at][self.designs.rate_study]
        return np.asarray(np.where(self.designs.rate_shifted, shift, 0.0))

    def hidden(self, theta: Floats) -> Floats:
        """Return the hidden share of the group of each rate, shape (rates,)."""
        padded = np.append(theta, 0.0)
        logit = prior("hidden_share") + prior("hidden_share_spread") * padded[self.hidden_at]
        share = 1 / (1 + np.exp(-logit[self.designs.rate_study]))
        return np.asarray(np.where(self.designs.rate_hidden, share, 0.0))

    def rates(self, theta: Floats) -> Floats:
        """Return the rate of each sign that free numbers imply, shape (rates,)."""
        numbers = self.space.table(theta[: self.space.size])
        return self._rates(self._shown(numbers), self.shift(theta), self.hidden(theta))

    def _shown(self, numbers: Floats) -> Floats:
        """Constant 1, what the links give at every point by grade, and their floors."""
        at = numbers[self.point_link]
        floor, ceiling, cut, spread = (at[..., part] for part in range(len(PARTS)))
        rise = _rise(self.designs.point_deficit[:, None], cut, spread)
        chance = np.minimum.accumulate(floor + (ceiling - floor) * rise, axis=1)
        return np.concatenate([np.ones((len(at), 1)), chance, floor[:, :1]], axis=1)

    def _weighing(self, shift: Floats) -> tuple[Floats, Floats]:
        design = self.designs
        tilt = np.exp(shift[design.row_rate] * design.row_step)
        weight = design.row_weight * tilt
        total = np.bincount(design.row_segment, weight, len(design.segment_rate))
        return np.asarray(tilt), total.astype(np.float64)

    def _segment_weight(self, hidden: Floats) -> Floats:
        design = self.designs
        share = hidden[design.segment_rate]
        return np.asarray(design.segment_share * np.where(design.segment_hidden, share, 1 - share))

    def _rates(self, shown: Floats, shift: Floats, hidden: Floats) -> Floats:
        design = self.designs
        tilt, total = self._weighing(shift)
        factor = (self._segment_weight(hidden) / total)[design.row_segment] * tilt
        sign = (design.row_affine * shown[design.row_point]).sum(axis=1)
        given = (design.given_affine * shown[design.given_point]).sum(axis=1)
        both = np.bincount(design.row_rate, factor * sign * given, len(design.rates))
        alone = np.bincount(design.row_rate, factor * design.row_weight * given, len(design.rates))
        return np.asarray(both / alone)

    def slopes(self, theta: Floats) -> tuple[Floats, Floats]:
        """Return the implied rates and how each changes with every free number.

        Returns:
            Shapes (rates,) and (rates, size).
        """
        design, space = self.designs, self.space
        shift, hidden = self.shift(theta), self.hidden(theta)
        numbers = space.table(theta[: space.size])
        shown = self._shown(numbers)
        tilt, total = self._weighing(shift)
        factor = (self._segment_weight(hidden) / total)[design.row_segment] * tilt
        sign = (design.row_affine * shown[design.row_point]).sum(axis=1)
        given = (design.given_affine * shown[design.given_point]).sum(axis=1)
        count = len(design.rates)
        both = np.bincount(design.row_rate, factor * sign * given, count)
        alone = np.bincount(design.row_rate, factor * design.row_weight * given, count)
        rate = both / alone
        by_sign = factor * given / alone[design.row_rate]
        spare = sign - rate[design.row_rate] * design.row_weight
        by_given = factor * spare / alone[design.row_rate]
        jacobian = np.zeros((count, self.size))
        told = np.flatnonzero(np.abs(design.given_affine[:, 1:]).sum(axis=1) > 0)
        for level, grade, part in space.colors:
            change = self._changed(theta, level, grade, part, shown)
            effect = space.effect[level, :, grade, part]
            moved = by_sign * (design.row_affine * change[design.row_point]).sum(axis=1)
            self._gather(jacobian, moved, design.row_rate, design.row_point, effect)
            moved = by_given[told] * (
                design.given_affine[told] * change[design.given_point[told]]
            ).sum(axis=1)
            self._gather(jacobian, moved, design.row_rate[told], design.given_point[told], effect)
        self._by_study(jacobian, theta, shown, rate)
        return rate, jacobian

    def _changed(self, theta: Floats, level: int, grade: int, part: int, shown: Floats) -> Floats:
        moved = theta.copy()[: self.space.size]
        effect = np.unique(self.space.effect[level, :, grade, part])
        moved[effect[effect >= 0]] += STEP
        return np.asarray((self._shown(self.space.table(moved)) - shown) / STEP)

    def _gather(
        self,
        jacobian: Floats,
        moved: Floats,
        rate: NDArray[np.intp],
        point: NDArray[np.intp],
        effect: NDArray[np.intp],
    ) -> None:
        column = effect[self.point_link[point]]
        asked = column >= 0
        place = rate[asked] * self.size + column[asked]
        jacobian += np.bincount(place, moved[asked], jacobian.size).reshape(jacobian.shape)

    def _by_study(self, jacobian: Floats, theta: Floats, shown: Floats, rate: Floats) -> None:
        for table in (self.shift_at, self.hidden_at):
            moved = theta.copy()
            moved[table[table >= 0]] += STEP
            change = (self._rates(shown, self.shift(moved), self.hidden(moved)) - rate) / STEP
            column = table[self.designs.rate_study]
            kept = np.flatnonzero(column >= 0)
            jacobian[kept, column[kept]] += change[kept]
