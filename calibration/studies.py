"""Published sign rates: one record a rate of a group of people."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from math import sqrt
from typing import Any, Literal, cast

from calibration.tables import prior, rows_of

__all__ = [
    "DEVIATE",
    "USES",
    "Member",
    "SignRate",
    "Use",
    "binomial_interval",
    "load_groups",
    "load_rates",
    "load_spectra",
]

Use = Literal["fit", "check", "left_out", "prior"]
USES: tuple[Use, ...] = ("fit", "check", "left_out", "prior")
#: Normal deviate of a two-sided 95 % interval.
DEVIATE = 1.96


@dataclass(frozen=True)
class SignRate:
    """A published rate of a sign in a group of people.

    Args:
        id: Its key.
        study: The people it was counted in; their spectrum is shared by all rates of a study.
        source: Key of the bibliography, empty for our own judgment.
        finding: Id in the catalog.
        grades: The grades that count as the sign.
        role: ``target`` (the rate is a sensitivity) or ``control`` (one less a specificity).
        group: Which lesions the people had.
        setting: Where they were seen.
        spectrum: How severe they were.
        given: Findings, with grades, that everybody in the group had.
        reference_standard: How it is known what they had.
        value: The rate, 0 to 1.
        low: Lower end of the interval, None where none is known.
        high: Upper end.
        interval: ``confidence``, ``range`` (over studies or assumptions) or empty.
        n: Number of people, None where nothing is known of it.
        n_basis: ``counted``, ``derived`` (from shares or the interval), ``assumed`` or empty.
        provenance: Of the rate.
        trust: ``normal`` or ``low``.
        use: ``fit``, ``check`` (predicted, never fitted), ``left_out`` or ``prior``.
        reason: Why it is not fitted, or trusted less.
        note: What to know about it.
    """

    id: str
    study: str
    source: str
    finding: str
    grades: frozenset[str]
    role: str
    group: str
    setting: str
    spectrum: str
    given: Mapping[str, frozenset[str]]
    reference_standard: str
    value: float
    low: float | None
    high: float | None
    interval: str
    n: int | None
    n_basis: str
    provenance: str
    trust: str
    use: Use
    reason: str
    note: str

    @property
    def people(self) -> float:
        """How many people the rate counts in the fit."""
        if self.use == "prior":
            return prior("synthesis") * (self.n or 0)
        return (prior("low_trust") if self.trust == "low" else 1.0) * (self.n or 0)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The published interval, or the one that follows from the number of people."""
        if self.low is not None and self.high is not None:
            return self.low, self.high
        return None if self.n is None else binomial_interval(self.value, self.n)

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain values."""
        plain = asdict(self)
        plain["grades"] = sorted(self.grades)
        plain["given"] = {finding: sorted(grades) for finding, grades in self.given.items()}
        return plain


@dataclass(frozen=True)
class Member:
    """A site among those of a group.

    Args:
        site: Id of the map.
        both_sides: Whether only lesions of both sides count.
        painful: Whether only lesions that hurt count.
        hidden: Whether the share of such people in the group is not known.
        weight: Share among the known or the hidden part; None for as often as the setting sees it.
    """

    site: str
    both_sides: bool
    painful: bool
    hidden: bool
    weight: float | None


def binomial_interval(share: float, people: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, after Wilson 1927.

    Args:
        share: 0 to 1.
        people: How many it was counted in.

    Example:
        >>> low, high = binomial_interval(18 / 21, 21)
        >>> round(low, 3), round(high, 3)
        (0.654, 0.95)
    """
    square = DEVIATE**2 / people
    middle = (share + square / 2) / (1 + square)
    half = DEVIATE * sqrt(share * (1 - share) / people + square / people / 4) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


@cache
def load_rates() -> tuple[SignRate, ...]:
    """Return all published rates, in the order of the table.

    Example:
        >>> load_rates()[0].use
        'fit'
    """
    return tuple(_rate(row) for row in rows_of("studies"))


def _rate(row: Mapping[str, str]) -> SignRate:
    return SignRate(
        id=row["id"],
        study=row["study"],
        source=row["source_key"],
        finding=row["finding"],
        grades=frozenset(row["grades"].split("|")),
        role=row["role"],
        group=row["group"],
        setting=row["setting"],
        spectrum=row["spectrum"],
        given=dict(_given(row["given"])),
        reference_standard=row["reference_standard"],
        value=float(row["value"]),
        low=float(row["low"]) if row["low"] else None,
        high=float(row["high"]) if row["high"] else None,
        interval=row["interval"],
        n=int(row["n"]) if row["n"] else None,
        n_basis=row["n_basis"],
        provenance=row["provenance"],
        trust=row["trust"],
        use=cast(Use, row["use"]),
        reason=row["reason"],
        note=row["note"],
    )


def _given(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    for item in filter(None, text.split(";")):
        finding, _, grades = item.partition("=")
        yield finding, frozenset(grades.split("|"))


@cache
def load_groups() -> Mapping[str, tuple[Member, ...]]:
    """Return who the groups consist of, by name.

    Example:
        >>> [member.site for member in load_groups()["roots_L3_or_L4"]]
        ['root_L3', 'root_L4']
    """
    groups: dict[str, tuple[Member, ...]] = {}
    for row in rows_of("groups"):
        weight = float(row["weight"]) if row["weight"] else None
        member = Member(
            site=row["site"],
            both_sides=row["side"] == "both",
            painful=row["pain"] == "yes",
            hidden=row["part"] == "hidden",
            weight=weight,
        )
        groups[row["group"]] = (*groups.get(row["group"], ()), member)
    return groups


@cache
def load_spectra() -> Mapping[str, Mapping[str, float]]:
    """Return severity to share by name of the spectrum; empty for what the setting expects.

    Example:
        >>> load_spectra()["no_deficit"]
        {'irritation': 1.0}
    """
    spectra: dict[str, dict[str, float]] = {}
    for row in rows_of("spectra"):
        shares = spectra.setdefault(row["spectrum"], {})
        if row["severity"]:
            shares[row["severity"]] = float(row["weight"])
    return spectra
