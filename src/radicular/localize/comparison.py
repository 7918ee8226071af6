"""One place against another: what each finding adds, and on which way it does so."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any, Protocol

from radicular import __version__
from radicular.anatomy.sites import load_sites
from radicular.case import Case
from radicular.errors import InputError, NotationError
from radicular.findings.catalog import load_catalog
from radicular.lesion import Lesion, Side
from radicular.localize.red_flags import RedFlag, red_flags
from radicular.localize.routes import Route, route_of
from radicular.provenance import Provenance

__all__ = [
    "BitsOfFinding",
    "Comparing",
    "Comparison",
    "FindingBits",
    "SiteBits",
    "compare",
    "place_of",
    "read_place",
]

#: How far the parts may miss the whole, in bits.
ROUNDING = 1e-6


@dataclass(frozen=True)
class BitsOfFinding:
    """The numbers of one finding.

    Attributes:
        finding: As recorded.
        finding_id: Id in the catalog, or of a remark on the record that is no finding.
        side: ``left``, ``right``, ``both``, ``midline`` or ``unknown``.
        bits_first_second: Log2 of the factor by which it moves the odds of the first against the
            second place; over all findings they sum to the whole.
        bits_first_others: The same against all other places together.
        leave_one_out: Log2 of the factor by which those odds would fall without it, all others
            given.
        surprise: Bits of surprise at it under the first place, the other findings given.
    """

    finding: str
    finding_id: str
    side: str
    bits_first_second: float
    bits_first_others: float
    leave_one_out: float
    surprise: float


@dataclass(frozen=True)
class SiteBits:
    """The numbers of a comparison, as a localizer gives them.

    Attributes:
        prior_first: Probability of the first place before the findings, in the setting.
        prior_second: Of the second.
        prior_bits: Log2 of their ratio.
        posterior_bits: Log2 of the ratio after all findings.
        probability_first: Of the first place after all findings.
        probability_second: Of the second.
        findings: What each finding adds, in the order recorded.
    """

    prior_first: float
    prior_second: float
    prior_bits: float
    posterior_bits: float
    probability_first: float
    probability_second: float
    findings: Sequence[BitsOfFinding]


class _Ranked(Protocol):
    """A site of an answer."""

    @property
    def site(self) -> str:
        """Site id."""

    @property
    def side(self) -> str:
        """The likelier side of it."""


class _Answer(Protocol):
    """Where the lesion is."""

    @property
    def ranked(self) -> Sequence[_Ranked]:
        """The likeliest sites."""


class Comparing(Protocol):
    """What a localizer has to give for a comparison."""

    @property
    def setting(self) -> str:
        """Where the patient is seen."""

    def locate(self, case: Case, *, count: int, tests: int) -> _Answer:
        """Name the location."""

    def site_bits(self, case: Case, first: Lesion, second: Lesion) -> SiteBits:
        """Return the numbers of one place against another.

        Args:
            case: The recorded findings.
            first: Site and side, and a place or none for all places of the site.
            second: The other one.

        Raises:
            InputError: If one of them is not considered in the setting.
        """


@dataclass(frozen=True)
class FindingBits(BitsOfFinding):
    """What one finding says of the two places, and why.

    Attributes:
        route: The way of the map that carries it; None where it is a remark on the record.
    """

    route: Route | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "finding": self.finding,
            "finding_id": self.finding_id,
            "side": self.side,
            "bits_first_second": self.bits_first_second,
            "bits_first_others": self.bits_first_others,
            "leave_one_out": self.leave_one_out,
            "surprise": self.surprise,
            "route": None if self.route is None else self.route.to_dict(),
        }


@dataclass(frozen=True)
class Comparison:
    """Why one place and not another.

    Attributes:
        case: The case that was asked about.
        setting: Where the patient is seen; decides what the numbers start from.
        first_lesion: The first place.
        second_lesion: The second place.
        numbers: Prior, posterior and the bits of each finding.
        bits: The bits of each finding with its way on the map, in the order recorded.
        red_flags: Findings that need a look whatever the place.
        provenance: What it was computed with.

    Raises:
        ValueError: If prior and findings do not add up to the posterior.
    """

    case: Case
    setting: str
    first_lesion: Lesion
    second_lesion: Lesion
    numbers: SiteBits
    bits: tuple[FindingBits, ...]
    red_flags: tuple[RedFlag, ...]
    provenance: Provenance

    def __post_init__(self) -> None:
        missed = self.prior_bits + self.findings_bits - self.posterior_bits
        if not abs(missed) <= ROUNDING:
            raise ValueError(f"prior and findings miss the posterior odds by {missed} bits")

    @property
    def first(self) -> str:
        """The first place in words."""
        return str(self.first_lesion)

    @property
    def second(self) -> str:
        """The second place in words."""
        return str(self.second_lesion)

    @property
    def prior_bits(self) -> float:
        """Log2 of the odds of the first against the second place before the findings."""
        return self.numbers.prior_bits

    @property
    def findings_bits(self) -> float:
        """Log2 of how much likelier all findings are from the first than from the second place."""
        return fsum(item.bits_first_second for item in self.bits)

    @property
    def posterior_bits(self) -> float:
        """Log2 of the odds after all findings."""
        return self.numbers.posterior_bits

    @property
    def probability_first(self) -> float:
        """Of the first place, among all places of the map."""
        return self.numbers.probability_first

    @property
    def probability_second(self) -> float:
        """Of the second place."""
        return self.numbers.probability_second

    def to_dict(self) -> dict[str, Any]:
        """Return the whole comparison as plain values for JSON."""
        return {
            "radicular_comparison": 1,
            "case": self.case.id,
            "setting": self.setting,
            "first": self.first,
            "second": self.second,
            "prior_first": self.numbers.prior_first,
            "prior_second": self.numbers.prior_second,
            "prior_bits": self.prior_bits,
            "findings_bits": self.findings_bits,
            "posterior_bits": self.posterior_bits,
            "probability_first": self.probability_first,
            "probability_second": self.probability_second,
            "findings": [item.to_dict() for item in self.bits],
            "red_flags": [flag.to_dict() for flag in self.red_flags],
            "provenance": self.provenance.to_dict(),
            "note": "For education, research and documentation support; a clinician decides.",
        }


def read_place(field: str, text: str) -> Lesion:
    """Return a place with its side from its notation.

    Args:
        field: What the person called it, for an error.
        text: ``[side] site [place]``.

    Raises:
        InputError: If it is no site that is considered, or says more than site, side and place.
        NotationError: If it cannot be read.

    Example:
        >>> read_place("--against", "left L5 root").site
        'root_L5'
    """
    try:
        lesion = Lesion.parse(text)
    except NotationError as error:
        raise NotationError(field, error.value, error.allowed) from None
    if lesion.site not in load_sites():
        raise InputError(field, text, "a site that locate considers, such as 'left L5 root'")
    if lesion != Lesion(lesion.site, lesion.side, lesion.place):
        raise InputError(field, text, "side, site and place only; severity and time are not asked")
    return lesion


def _overlap(first: Lesion, second: Lesion) -> bool:
    """Return whether two places are the same, or one is a part of the other."""
    alike = (first.site, first.side) == (second.site, second.side)
    return alike and (None in (first.place, second.place) or first.place == second.place)


def compare(localizer: Comparing, case: Case, first: Lesion | None, second: Lesion) -> Comparison:
    """Compare two places as the source of the findings.

    Args:
        localizer: Of the setting.
        case: The recorded findings.
        first: One place; None for the likeliest site with its side.
        second: The other place.

    Raises:
        InputError: If both are the same, or one is a part of the other.
    """
    chosen = first or _likeliest(localizer, case)
    if _overlap(chosen, second):
        why = "is the likeliest one, so name another" if first is None else "is named twice"
        raise InputError("--against", str(second), f"another place; this one {why}")
    # The numbers are the localizer's; everything else here is words and ways.
    numbers = localizer.site_bits(case, chosen, second)
    return Comparison(
        case=case,
        setting=localizer.setting,
        first_lesion=chosen,
        second_lesion=second,
        numbers=numbers,
        bits=tuple(_with_route(item, chosen, second) for item in numbers.findings),
        red_flags=red_flags(case),
        provenance=Provenance.of(
            __version__, {"setting": localizer.setting, "case": case.id or ""}
        ),
    )


def _likeliest(localizer: Comparing, case: Case) -> Lesion:
    return place_of(localizer.locate(case, count=1, tests=0).ranked[0])


def place_of(ranked: "_Ranked") -> Lesion:
    """Return a site of an answer with its likelier side, as a place to compare.

    Args:
        ranked: The site.
    """
    sides: dict[str, Side] = {"left": "left", "right": "right"}
    return Lesion(ranked.site, sides.get(ranked.side, "both"))


def _with_route(item: BitsOfFinding, first: Lesion, second: Lesion) -> FindingBits:
    catalog = load_catalog()
    known = item.finding_id in catalog
    route = route_of(catalog[item.finding_id], item.side, first, second) if known else None
    return FindingBits(**item.__dict__, route=route)
