"""Where the lesion is, after every entry: at once the places, a moment later the reasons."""

from dataclasses import dataclass

from radicular.case import Case
from radicular.localize.evidence import evidence_of
from radicular.localize.localizer import Answer, Localizer, load_localizer
from radicular.localize.posterior import Posterior
from radicular.localize.red_flags import RedFlag, red_flags
from radicular.report import words

__all__ = ["Live", "answer_of", "live_view"]

SHOWN = 6


@dataclass(frozen=True)
class Place:
    """A site in the list.

    Attributes:
        headline: Site, side and place in words.
        probability: Of the site, 0 to 1.
    """

    headline: str
    probability: float


@dataclass(frozen=True)
class Live:
    """What the page shows at once.

    Attributes:
        places: The likeliest sites.
        roots: Probability that each root is involved.
        sides: Probability of left, right and both.
        credible: How many sites together reach 90 %.
        red_flags: What needs a look whatever the site.
        recorded: Number of findings.
    """

    places: tuple[Place, ...]
    roots: dict[str, float]
    sides: dict[str, float]
    credible: int
    red_flags: tuple[RedFlag, ...]
    recorded: int


def live_view(case: Case) -> Live:
    """Return what the page shows at once for a case."""
    posterior = _posterior(case)
    return Live(
        places=tuple(
            Place(words.headline(site), site.probability) for site in posterior.ranked(SHOWN)
        ),
        roots=dict(posterior.roots()),
        sides=dict(posterior.sides()),
        credible=len(posterior.credible_set()),
        red_flags=red_flags(case),
        recorded=len(case.observations),
    )


def answer_of(case: Case) -> Answer:
    """Return the whole answer, with reasons and next tests."""
    return _localizer(case).locate(case)


def _posterior(case: Case) -> Posterior:
    return _localizer(case).posterior(evidence_of(case), case.vertebrae)


def _localizer(case: Case) -> Localizer:
    return load_localizer(case.setting, "numba")
