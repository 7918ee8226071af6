"""What clinic, electrodiagnosis, imaging and blocks say, apart and together, and if they agree."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from radicular import __version__
from radicular.case import Case
from radicular.hypotheses import SIDES, Hypotheses
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


@dataclass(frozen=True)
class SourceView:
    """What one source says by itself.

    Attributes:
        source: ``clinic``, ``electrodiagnosis``, ``imaging`` or ``block``.
        findings: How many findings of it are on record.
        informative: How many of them tell sites apart.
        ranked: The likeliest sites by this source alone.
        roots: Probability of every root by this source alone.
        families: Probability of every family of sites.
    """

    source: str
    findings: int
    informative: int
    ranked: tuple[RankedSite, ...]
    roots: Mapping[str, float]
    families: Mapping[str, float]

    @property
    def speaks(self) -> bool:
        """Whether it says anything about the place."""
        return self.informative > 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "source": self.source,
            "findings": self.findings,
            "informative": self.informative,
            "ranked": [site.to_dict() for site in self.ranked],
            "roots": dict(self.roots),
            "families": dict(self.families),
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
        comparable: Whether both say anything about the place.
    """

    first: str
    second: str
    bits: float
    second_on_first: float
    first_on_second: float
    comparable: bool

    @property
    def verdict(self) -> Verdict:
        """In a word."""
        if not self.comparable:
            return "nothing to compare"
        if self.bits >= AGREE:
            return "agree"
        return "conflict" if self.bits <= CONFLICT else "undecided"

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {**self.__dict__, "verdict": self.verdict}


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
        >>> concordance(load_localizer(), case).agreement("clinic", "imaging").verdict
        'agree'
    """
    parts = {source: case.of_stages(*stages) for source, stages in SOURCES.items()}
    answers = {
        source: localizer.locate(part, tests=0)
        for source, part in parts.items()
        if part.observations
    }
    together = localizer.locate(case)
    others = [
        source for source, answer in answers.items() if source != "imaging" and answer.informative
    ]
    stages = [stage for source in others for stage in SOURCES[source]]
    rest = localizer.locate(case.of_stages(*stages), count=1, tests=0).ranked[0] if others else None
    return Concordance(
        case=case,
        views=tuple(_view(source, answer) for source, answer in answers.items()),
        together=together,
        agreements=tuple(_agreements(localizer, answers)),
        incidental=incidental_changes(case, rest),
        provenance=Provenance.of(
            __version__, {"setting": localizer.setting, "case": case.id or ""}
        ),
    )


def _view(source: str, answer: Answer) -> SourceView:
    return SourceView(
        source=source,
        findings=len(answer.case.observations),
        informative=answer.informative,
        ranked=answer.ranked,
        roots=answer.posterior.roots(),
        families=answer.posterior.families(),
    )


def _agreements(localizer: Localizer, answers: Mapping[str, Answer]) -> Iterator[Agreement]:
    prior = _places(localizer.space, np.exp(localizer.space.log_prior))
    for first, second in combinations(answers, 2):
        one, other = answers[first], answers[second]
        by_first = _places(localizer.space, one.posterior.weight)
        by_second = _places(localizer.space, other.posterior.weight)
        known = prior > 0
        factor = (by_first[known] * by_second[known] / prior[known]).sum()
        yield Agreement(
            first=first,
            second=second,
            bits=float(np.log2(factor)),
            second_on_first=_of_first(other.posterior, one.ranked),
            first_on_second=_of_first(one.posterior, other.ranked),
            comparable=bool(one.informative and other.informative),
        )


def _places(space: Hypotheses, weight: Floats) -> Floats:
    """Sum the weight of hypotheses by site and side, shape (sites * sides,), normalized."""
    place = space.site * len(SIDES) + space.side
    sums = np.bincount(place, weight, len(space.sites) * len(SIDES))
    return np.asarray(sums / sums.sum())


def _of_first(posterior: Posterior, ranked: Sequence[RankedSite]) -> float:
    return posterior.sites()[ranked[0].site]
