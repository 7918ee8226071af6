"""A comparison of two places in words, the same as text and as a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

from radicular.localize.comparison import Comparison, FindingBits
from radicular.localize.route_words import place_words
from radicular.parameters import parameter
from radicular.report.words import setting_words
from radicular.wording import percent

__all__ = [
    "SCALE_WORDS",
    "Groups",
    "after_words",
    "grouped",
    "lead_words",
    "start_words",
    "strength",
    "sum_words",
    "surprise_words",
    "times",
    "title_words",
]

#: Least factor of each word. The classes are those of likelihood ratios in the Users' Guides to the
#: Medical Literature (Jaeschke, Guyatt and Sackett, JAMA 1994; recalled): above 10 large, 5 to 10
#: moderate, 2 to 5 small, below 2 rarely important.
SCALE: Mapping[str, float] = {"strong": 10.0, "moderate": 5.0, "weak": 2.0, "slight": 1.1}
#: A finding that moves the odds by less tells the two places not apart.
LEAST_BITS = log2(SCALE["slight"])
UNEXPECTED = parameter("misfit_unexpected")
SCALE_WORDS = (
    "Strong: a finding at least 10 times likelier from one place than from the other; moderate: "
    "5 to 10 times; weak: 2 to 5 times; slight: less than 2 times. One bit is a factor of two; "
    "the bits of the start and of all findings add up to those of the end. Findings overlap: "
    "each is told as it counts, on average, when they are added in the order of the record and in "
    "reverse."
)
_TEN, _HUNDRED, _MILLION = 10, 100, 1e6


@dataclass(frozen=True)
class Groups:
    """The findings by what they say of the two places.

    Attributes:
        speaks_for: For the first place, strongest first.
        speaks_against: For the second place, strongest first.
        neither: What tells the two not apart.
    """

    speaks_for: Sequence[FindingBits]
    speaks_against: Sequence[FindingBits]
    neither: Sequence[FindingBits]


def grouped(comparison: Comparison) -> Groups:
    """Return the findings by what they say of the two places."""
    ordered = sorted(comparison.bits, key=lambda item: -abs(item.bits_first_second))
    return Groups(
        [item for item in ordered if item.bits_first_second >= LEAST_BITS],
        [item for item in ordered if item.bits_first_second <= -LEAST_BITS],
        [item for item in comparison.bits if abs(item.bits_first_second) < LEAST_BITS],
    )


def strength(bits: float) -> str:
    """Return how strong a finding speaks, whichever way.

    Args:
        bits: Log2 of the factor.

    Example:
        >>> strength(3.5), strength(-2.5), strength(0.5), strength(0.0)
        ('strong', 'moderate', 'slight', 'none')
    """
    return next((word for word, factor in SCALE.items() if abs(bits) >= log2(factor)), "none")


def times(bits: float) -> str:
    """Return a factor in words.

    Args:
        bits: Its log2; the sign does not count.

    Example:
        >>> times(1), times(-4.52), times(10), times(40)
        ('2.0 times', '23 times', '1,000 times', 'more than a million times')
    """
    if abs(bits) >= log2(_MILLION):
        return "more than a million times"
    factor = 2 ** abs(bits)
    if factor < _TEN:
        return f"{factor:.1f} times"
    if factor < _HUNDRED:
        return f"{factor:.0f} times"
    return f"{float(f'{factor:.2g}'):,.0f} times"


def title_words(comparison: Comparison) -> str:
    """Return the question that a comparison answers."""
    first, second = _places(comparison)
    if comparison.posterior_bits > 0:
        return f"Why {first} and not {second}"
    return f"{first[0].upper()}{first[1:]} or {second}"


def lead_words(comparison: Comparison) -> str:
    """Return in one sentence what the findings say of the two places."""
    first, second = _places(comparison)
    bits = comparison.findings_bits
    if not comparison.bits:
        return "No finding is recorded, so nothing tells the two places apart."
    if abs(bits) < LEAST_BITS:
        return f"The findings are about as likely from {first} as from {second}."
    one, other = (first, second) if bits > 0 else (second, first)
    return f"The findings are {times(bits)} more likely from {one} than from {other}."


def after_words(comparison: Comparison) -> str:
    """Return the probabilities that result, among all places of the map."""
    first, second = comparison.first, comparison.second
    return (
        f"With what is usual in the setting, among all places of the map: {first} "
        f"{percent(comparison.probability_first)}, {second} "
        f"{percent(comparison.probability_second)}."
    )


def start_words(comparison: Comparison) -> str:
    """Return what the numbers start from: the setting and how usual each place is in it."""
    first, second = _places(comparison)
    numbers = comparison.numbers
    if abs(comparison.prior_bits) < LEAST_BITS:
        said = f"{first} is about as usual as {second}"
    else:
        one, other = (first, second) if comparison.prior_bits > 0 else (second, first)
        said = f"{one} is {times(comparison.prior_bits)} as usual as {other}"
    return (
        f"Before any finding, in the setting {setting_words(comparison.setting)}, {said} "
        f"({_rare(numbers.prior_first)} and {_rare(numbers.prior_second)} of patients)."
    )


def sum_words(comparison: Comparison) -> str:
    """Return how start and findings add up."""
    return (
        f"{comparison.prior_bits:+.1f} bits at the start and {comparison.findings_bits:+.1f} bits "
        f"of the findings make {comparison.posterior_bits:+.1f} bits at the end, "
        "positive for the first place."
    )


def surprise_words(comparison: Comparison, item: FindingBits) -> str:
    """Return that a finding is not expected under the first place; empty where it is."""
    chance: float = 2.0**-item.surprise
    if chance >= UNEXPECTED:
        return ""
    return (
        f"Unexpected under {place_words(comparison.first_lesion)}: {_rare(chance)} would show it."
    )


def _places(comparison: Comparison) -> tuple[str, str]:
    return place_words(comparison.first_lesion), place_words(comparison.second_lesion)


def _rare(chance: float) -> str:
    """A probability in percent, with more places where it is small."""
    least = 0.0001
    if chance >= 0.1:  # noqa: PLR2004 - two figures suffice
        return percent(chance)
    return f"{chance * 100:.2g} %" if chance >= least else f"less than {least * 100:g} %"
