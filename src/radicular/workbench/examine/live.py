"""Where the lesion is, after every entry: at once the places, a moment later the reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from threading import Lock

from radicular.case import Case
from radicular.localize.evidence import evidence_of
from radicular.localize.explain import Clue, Misfit
from radicular.localize.localizer import Answer, Localizer, load_localizer
from radicular.localize.posterior import Posterior
from radicular.localize.red_flags import red_flags
from radicular.report import words
from radicular.workbench.examine.urgent import UrgentQuestion, open_questions

__all__ = ["Live", "Reasons", "answer_of", "live_view", "reasons_of"]

SHOWN, EXPLAINED, CLUES = 6, 3, 6
#: Smaller probabilities of a root and bits of a finding are not worth a line.
LIKELY, TELLING = 0.01, 0.05
#: Reasons take long; those who enter go first.
_ONE_AT_A_TIME = Lock()


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
        roots: Probability that a root is involved, of those that may well be.
        sides: Probability of left, right and both.
        credible: The sites that together reach 90 %.
        alarms: What needs a look whatever the site, each concern once.
        recorded: Number of findings.
        open_questions: What has to be asked for the sake of the cauda equina.
    """

    places: tuple[Place, ...]
    roots: dict[str, float]
    sides: dict[str, float]
    credible: tuple[str, ...]
    alarms: tuple[words.Concern, ...]
    recorded: int
    open_questions: tuple[UrgentQuestion, ...]


def live_view(case: Case) -> Live:
    """Return what the page shows at once for a case."""
    posterior = _posterior(case)
    return Live(
        places=tuple(
            Place(words.headline(site), site.probability) for site in posterior.ranked(SHOWN)
        ),
        roots={root: share for root, share in posterior.roots().items() if share >= LIKELY},
        sides=dict(posterior.sides()),
        credible=tuple(words.site_words(site) for site in posterior.credible_set()),
        alarms=words.concerns(red_flags(case)),
        recorded=len(case.observations),
        open_questions=open_questions(case),
    )


def answer_of(case: Case) -> Answer:
    """Return the whole answer, with reasons and next tests."""
    return _localizer(case).locate(case)


@dataclass(frozen=True)
class Explained:
    """A site with what speaks most for and against it."""

    headline: str
    clues: tuple[Clue, ...]


@dataclass(frozen=True)
class Test:
    """A test that would tell something.

    Attributes:
        name: With its side.
        bits: Expected information about the site.
        share: Part of what is still open that it would settle, 0 to 1.
        burden: What it costs the person.
        safety: Whether it is named first because missing it would harm.
    """

    name: str
    bits: float
    share: float
    burden: str
    safety: bool


@dataclass(frozen=True)
class Reasons:
    """What the page shows a moment later.

    Attributes:
        explained: The first sites, each with its clues.
        misfits: Findings that the first site does not explain.
        tests: What would tell most next.
        not_enough: Why the findings do not suffice to name a place, or empty.
    """

    explained: tuple[Explained, ...]
    misfits: tuple[Misfit, ...]
    tests: tuple[Test, ...]
    not_enough: str


def reasons_of(case: Case) -> Reasons:
    """Return what speaks for and against the first sites, and the next tests."""
    with _ONE_AT_A_TIME:
        answer = answer_of(case)
    still_open = _entropy(list(answer.posterior.sites().values()))
    return Reasons(
        explained=tuple(
            Explained(words.headline(site), _telling(answer.clues[site.site]))
            for site in answer.ranked[:EXPLAINED]
        ),
        misfits=answer.misfits,
        tests=tuple(
            Test(
                words.test_words(test),
                test.bits,
                min(test.bits / still_open, 1.0) if still_open else 0.0,
                test.burden,
                test.safety,
            )
            for test in answer.next_tests
        ),
        not_enough="" if answer.enough_data else words.not_enough(answer),
    )


def _telling(clues: Sequence[Clue]) -> tuple[Clue, ...]:
    return tuple(clue for clue in clues[:CLUES] if abs(clue.bits) >= TELLING)


def _entropy(chances: Sequence[float]) -> float:
    return -sum(chance * log2(chance) for chance in chances if chance > 0)


def _posterior(case: Case) -> Posterior:
    return _localizer(case).posterior(evidence_of(case), case.vertebrae)


def _localizer(case: Case) -> Localizer:
    return load_localizer(case.setting, "numba")
