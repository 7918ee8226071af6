"""What a method answers, in one form for all methods."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from radicular.anatomy.sites import load_sites
from radicular.case import Case

__all__ = ["Method", "Prediction"]


@dataclass(frozen=True)
class Prediction:
    """Probabilities over every site of the map, with what follows from them.

    Args:
        sites: Probability of every site, likeliest first.
        sides: Probability of left, right and both.
        roots: Probability that each root is involved.
    """

    sites: Mapping[str, float]
    sides: Mapping[str, float]
    roots: Mapping[str, float]

    @cached_property
    def ranking(self) -> tuple[str, ...]:
        """The sites, likeliest first."""
        return tuple(self.sites)

    @cached_property
    def family(self) -> str:
        """The likeliest family of sites."""
        sums: dict[str, float] = {}
        for site, probability in self.sites.items():
            family = load_sites()[site].family
            sums[family] = sums.get(family, 0.0) + probability
        return max(sums, key=sums.__getitem__)

    @cached_property
    def side(self) -> str:
        """The likeliest side."""
        return max(self.sides, key=self.sides.__getitem__)

    @cached_property
    def root_set(self) -> frozenset[str]:
        """The roots that are more likely involved than not."""
        return frozenset(root for root, probability in self.roots.items() if probability > 0.5)  # noqa: PLR2004


#: Answers a case seen in a setting.
Method = Callable[[Case, str], Prediction]
