"""The score of an answer, rule by rule with its reason."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from radicular.anatomy.sites import load_sites, roots_at
from radicular.report.words import site_words
from radicular.tables import read_csv

__all__ = ["Facts", "Line", "nearness", "score_of", "scored"]

ROOTS = (*(f"L{number}" for number in range(1, 6)), *(f"S{number}" for number in range(1, 6)))
NEEDLESS_COUNTED = 5
BEST = 100


@dataclass(frozen=True)
class Facts:
    """What the score is made of.

    Attributes:
        site: The place named.
        side: The side named.
        confidence: Stated chance that both are right, 0 to 1.
        true_site: Where the lesion is.
        true_side: On which side.
        safety_open: Safety questions that were never settled, in words.
        missed: Those of them that would have been answered with yes.
        safety_questions: How many there are.
        needless: Burdensome tests that were expected to tell next to nothing, in words.
        helped: Whether the model's probabilities were looked at.
    """

    site: str
    side: str
    confidence: float
    true_site: str
    true_side: str
    safety_open: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    safety_questions: int = 2
    needless: tuple[str, ...] = ()
    helped: bool = False


@dataclass(frozen=True)
class Line:
    """One line of a score.

    Attributes:
        points: Given or taken.
        most: What could be had.
        what: What it is for, in words.
        why: Reason of the rule.
    """

    points: float
    most: int
    what: str
    why: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


@cache
def _rules() -> Mapping[str, tuple[int, str]]:
    rows = read_csv("radicular.workbench.teaching", "tables/scoring.csv")
    return {row["rule"]: (int(row["points"]), row["note"]) for row in rows}


def nearness(site: str, true_site: str) -> str:
    """Return the rule for a named place, empty where it is far from the true one.

    Example:
        >>> nearness("root_S1", "roots_L5_S1"), nearness("root_L5", "root_S1")
        ('shares_root', 'neighboring_root')
        >>> nearness("sural", "hip_joint")
        ''
    """
    if site == true_site:
        return "site_right"
    named, true = roots_at(site), roots_at(true_site)
    if set(named) & set(true):
        return "shares_root"
    gaps = [abs(ROOTS.index(one) - ROOTS.index(other)) for one in named for other in true]
    if min(gaps, default=BEST) == 1:
        return "neighboring_root"
    sites = load_sites()
    return "same_family" if sites[site].family == sites[true_site].family else ""


def scored(facts: Facts) -> tuple[Line, ...]:
    """Return the lines of a score."""
    return tuple(_lines(facts))


def score_of(lines: tuple[Line, ...]) -> int:
    """Return the sum of a score, 0 to 100."""
    return min(BEST, max(0, round(sum(line.points for line in lines))))


def _lines(facts: Facts) -> Iterator[Line]:
    rules = _rules()
    near = nearness(facts.site, facts.true_site)
    points, why = rules[near] if near else (0, "Another kind of place.")
    yield Line(points, rules["site_right"][0], f"Place: {site_words(facts.site)}", why)
    most, why = rules["side_right"]
    same = facts.side == facts.true_side
    yield Line(most if same else 0, most, f"Side: {facts.side}", why)
    most, why = rules["confidence"]
    right = float(facts.site == facts.true_site and same)
    earned = most * (1 - (facts.confidence - right) ** 2)
    yield Line(round(earned, 1), most, f"Confidence: {facts.confidence:.0%}", why)
    most, why = rules["safety_asked"]
    settled = 1 - len(facts.safety_open) / facts.safety_questions
    left_out = f", left out: {'; '.join(facts.safety_open)}" if facts.safety_open else ""
    yield Line(round(most * settled, 1), most, f"Safety questions{left_out}", why)
    if facts.missed:
        points, why = rules["missed_red_flag"]
        yield Line(points, 0, f"Missed red flag: {'; '.join(facts.missed)}", why)
    if facts.needless:
        points, why = rules["needless_test"]
        count = min(len(facts.needless), NEEDLESS_COUNTED)
        yield Line(points * count, 0, f"Needless tests: {'; '.join(facts.needless)}", why)
    if facts.helped:
        points, why = rules["training_wheels"]
        yield Line(points, 0, "Training wheels", why)
