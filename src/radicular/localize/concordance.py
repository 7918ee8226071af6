"""What clinic, electrodiagnosis, imaging and blocks say, apart and together, and if they agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from radicular import __version__
from radicular.case import Case
from radicular.hypotheses import SIDES, Hypotheses
from radicular.localize.evidence import evidence_of
from radicular.localize.incidental import Incidental, incidental_changes
from radicular.localize.localizer import Answer, Localizer
from radicular.localize.posterior import Posterior, RankedSite
from radicular.parameters import parameter
from radicular.provenance import Provenance

__all__ = ["SOURCES", "Agreement", "Concordance", "SourceView", "concordance"]

Floats = NDArray[np.float64]
Verdict = Literal["agree", "undecided", "conflict", "nothing to compare"]

#: The sources and the parts of the work-up that they are made of.
SOURCES: Mapping[str, tuple[str, ...]] = {
    "clinic": ("history", "examination"),
    "electrodiagnosis": ("electrodiagnosis",),
    "imaging": ("imaging",),
    "block": ("block",),
}
AGREE, CONFLICT = parameter("concordance_agree_bits"), parameter("concordance_conflict_bits")
SURE_SIDE = parameter("concordance_side_probability")
SPEAKS = parameter("concordance_speaks_bits")


@dataclass(frozen=True)
class SourceView:
    """What one source says by itself.

    Attributes:
        source: ``clinic``, ``electrodiagnosis``, ``imaging`` or ``block``.
        findings: How many findings of it are on record.
        posterior: Probability of every hypothesis by this source alone.
        places: The same by site and side, shape (sites * sides,).
        bits: How far it moves these from the prior, as relative entropy.
    """

    source: str
    findings: int
    posterior: Posterior
    places: Floats
    bits: float

    @cached_property
    def ranked(self) -> tuple[RankedSite, ...]:
        """The likeliest sites by this source alone."""
        return self.posterior.ranked()

    @property
    def speaks(self) -> bool:
        """Whether it says anything about the place."""
        return self.bits >= SPEAKS

    @property
    def side(self) -> str:
        """The side that it names, both together left out; empty where it is unsure."""
        sides = self.posterior.sides()
        side = "left" if sides["left"] > sides["right"] else "right"
        return side if sides[side] >= SURE_SIDE * (sides["left"] + sides["right"]) else ""

    def of_first(self, other: "SourceView") -> float:
        """Return the probability that it gives to the likeliest site of another source."""
        return self.posterior.sites()[other.ranked[0].site]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "source": self.source,
            "findings": self.findings,
            "bits": round(self.bits, 4),
            "ranked": [site.to_dict() for site in self.ranked],
            "roots": dict(self.posterior.roots()),
            "families": dict(self.posterior.families()),
        }


@dataclass(frozen=True)
class Agreement:
    """Whether two sources speak of the same lesion.

    Attributes:
        first: A source.
        second: Another.
        bits: Log2 of how much likelier both records are from one place than from two places drawn
            apart; above 0 they support each other, below 0 they contradict.
        second_on_first: Probability that the second source gives the first one's likeliest site.
        first_on_second: The other way round.
        sides: The side that each names, where it is sure of one; empty where it is not.
        comparable: Whether both say anything about the place.
    """

    first: str
    second: str
    bits: float
    second_on_first: float
    first_on_second: float
    sides: tuple[str, str]
    comparable: bool

    @property
    def other_side(self) -> bool:
        """Whether one names the left and the other the right side."""
        return set(self.sides) == {"left", "right"}

    @property
    def verdict(self) -> Verdict:
        """In a word."""
        if not self.comparable:
            return "nothing to compare"
        if self.other_side or self.bits <= CONFLICT:
            return "conflict"
        return "agree" if self.bits >= AGREE else "undecided"

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {**self.__dict__, "sides": list(self.sides), "verdict": self.verdict}


@dataclass(frozen=True)
class Concordance:
    """All sources of a case side by side.

    Attributes:
        case: The recorded findings.
        views: Each source that has findings, by itself.
        together: The answer from all of them.
        agreements: Every pair of sources.
        incidental: What imaging shows, beside how common it is without symptoms.
        provenance: What it was computed with.
    """

    case: Case
    views: tuple[SourceView, ...]
    together: Answer
    agreements: tuple[Agreement, ...]
    incidental: tuple[Incidental, ...]
    provenance: Provenance

    def view(self, source: str) -> SourceView | None:
        """Return what one source says; None where it has no findings."""
        return next((view for view in self.views if view.source == source), None)

    def agreement(self, first: str, second: str) -> Agreement | None:
        """Return whether two sources agree; None where one has no findings."""
        return next(
            (item for item in self.agreements if {item.first, item.second} == {first, second}), None
        )

    @property
    def conflicts(self) -> tuple[Agreement, ...]:
        """The pairs of sources that contradict each other."""
        return tuple(item for item in self.agreements if item.verdict == "conflict")

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "radicular_concordance": 1,
            "case": self.case.id,
            "sources": [view.to_dict() for view in self.views],
            "agreements": [item.to_dict() for item in self.agreements],
            "incidental": [item.to_dict() for item in self.incidental],
            "together": {
                "ranked": [site.to_dict() for site in self.together.ranked],
                "roots": dict(self.together.posterior.roots()),
                "enough_data": self.together.enough_data,
            },
            "provenance": self.provenance.to_dict(),
            "note": "For education, research and documentation support; a clinician decides.",
        }


def concordance(localizer: Localizer, case: Case) -> Concordance:
    """Localize every source of a case apart and all together.

    Two sources are compared by place: with the probabilities a and b that they give to every site
    and side, and the prior p, the factor is sum(a b / p), the Bayes factor of "both records come
    from one place" against "each from its own". How severe the lesion is may differ, so that a
    normal study does not contradict a clinic that names a place.

    Args:
        localizer: Of the setting.
        case: The recorded findings.

    Example:
        >>> from radicular.localize.localizer import load_localizer
        >>> case = Case.from_dict(
        ...     {
        ...         "radicular_case": 1,
        ...         "findings": [
        ...             {"finding": "ankle jerk", "side": "left", "value": "absent"},
        ...             {"finding": "L5-S1 paracentral disc", "side": "left", "value": "extrusion"},
        ...         ],
        ...     }
        ... )
        >>> concordance(load_localizer(), case).agreement("clinic", "imaging").bits > 0
        True
    """
    prior = _places(localizer.space, np.exp(localizer.space.log_prior))
    parts = {source: case.of_stages(*stages) for source, stages in SOURCES.items()}
    views = tuple(
        _view(localizer, source, part, prior) for source, part in parts.items() if part.observations
    )
    return Concordance(
        case=case,
        views=views,
        together=localizer.locate(case),
        agreements=tuple(_agreement(*pair, prior) for pair in combinations(views, 2)),
        incidental=incidental_changes(case, _without_imaging(localizer, case, views)),
        provenance=Provenance.of(
            __version__, {"setting": localizer.setting, "case": case.id or ""}
        ),
    )


def _view(localizer: Localizer, source: str, part: Case, prior: Floats) -> SourceView:
    posterior = localizer.posterior(evidence_of(part), part.vertebrae)
    places = _places(localizer.space, posterior.weight)
    known = (places > 0) & (prior > 0)
    bits = (places[known] * np.log2(places[known] / prior[known])).sum()
    return SourceView(source, len(part.observations), posterior, places, float(bits))


def _agreement(first: SourceView, second: SourceView, prior: Floats) -> Agreement:
    known = prior > 0
    factor = (first.places[known] * second.places[known] / prior[known]).sum()
    return Agreement(
        first=first.source,
        second=second.source,
        bits=float(np.log2(factor)),
        second_on_first=second.of_first(first),
        first_on_second=first.of_first(second),
        sides=(first.side, second.side),
        comparable=first.speaks and second.speaks,
    )


def _without_imaging(
    localizer: Localizer, case: Case, views: Sequence[SourceView]
) -> RankedSite | None:
    """Return the place that all but imaging name; None if they say nothing."""
    others = [view.source for view in views if view.source != "imaging" and view.speaks]
    if not others:
        return None
    rest = case.of_stages(*(stage for source in others for stage in SOURCES[source]))
    return localizer.posterior(evidence_of(rest), rest.vertebrae).ranked(1)[0]


def _places(space: Hypotheses, weight: Floats) -> Floats:
    """Sum the weight of hypotheses by site and side, shape (sites * sides,), normalized."""
    place = space.site * len(SIDES) + space.side
    sums = np.bincount(place, weight, len(space.sites) * len(SIDES))
    return np.asarray(sums / sums.sum())
