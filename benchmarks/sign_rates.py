"""``python -m benchmarks.sign_rates``: hold what the model says to published sign rates."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any, cast

import click
import numpy as np
from numpy.typing import NDArray

from radicular import __version__
from radicular.condition import Conditions
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.models import grade_chances
from radicular.findings.observation import Circumstances
from radicular.hypotheses import SIDES, Hypotheses, Setting, load_hypotheses
from radicular.provenance import Provenance

__all__ = [
    "USES",
    "Comparison",
    "SignRate",
    "Spectrum",
    "Summary",
    "binomial_interval",
    "compare",
    "implied",
    "load_sign_rates",
    "load_spectra",
    "summarize",
]

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs" / "sign_rates.md"
USES = ("compared", "synthesis", "check")
#: Normal deviate of a two-sided 95 % interval.
DEVIATE = 1.96
WORST = 15

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SignRate:
    """A published rate of a sign in a group of people.

    Args:
        id: Its key.
        cluster: The paragraph of the page that speaks of it.
        finding: Id in the catalog.
        grades: The grades that count as the sign.
        sites: The sites of the lesions of the group.
        spectrum: How severe they are.
        given: Findings, with grades, that everybody in the group has.
        value: The rate, 0 to 1.
        low: Lower end of the interval, None where none is known.
        high: Upper end.
        interval: ``confidence``, ``range`` (over studies), ``number`` (95 % from the number of
            people) or empty.
        n: Number of people, None where it is not known.
        source: Key of the bibliography, empty for our own judgment.
        use: ``compared``, ``synthesis`` or ``check``.
        note: What to know about it.
    """

    id: str
    cluster: str
    finding: str
    grades: frozenset[str]
    sites: tuple[str, ...]
    spectrum: str
    given: Mapping[str, frozenset[str]]
    value: float
    low: float | None
    high: float | None
    interval: str
    n: int | None
    source: str
    use: str
    note: str


@dataclass(frozen=True)
class Spectrum:
    """Who is looked at: a setting and how severe the lesions are.

    Args:
        setting: Weighs the sites of a group against each other.
        severities: Severity to share; empty for the severities that the model expects.
    """

    setting: Setting
    severities: Mapping[str, float]


@dataclass(frozen=True)
class Comparison:
    """A published rate beside what the model says.

    Args:
        rate: The published one.
        implied: The rate that the model implies.
    """

    rate: SignRate
    implied: float

    @property
    def residual(self) -> float:
        """What the model says less what was published."""
        return self.implied - self.rate.value

    @property
    def inside(self) -> bool | None:
        """Whether the model's rate lies in the interval; None where there is none."""
        if self.rate.low is None or self.rate.high is None:
            return None
        return self.rate.low <= self.implied <= self.rate.high


@dataclass(frozen=True)
class Summary:
    """How well a set of rates is met.

    Args:
        rows: How many rates.
        with_interval: How many of them have an interval.
        inside: How many of these the model's rate lies in.
        mean_absolute: Mean distance between model and publication.
        mean: Mean of model less publication.
    """

    rows: int
    with_interval: int
    inside: int
    mean_absolute: float
    mean: float


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def load_sign_rates() -> tuple[SignRate, ...]:
    """Return the published rates, in the order of the table."""
    return tuple(_with_interval(_sign_rate(row)) for row in _rows("sign_rates.csv"))


def _sign_rate(row: Mapping[str, str]) -> SignRate:
    return SignRate(
        id=row["id"],
        cluster=row["cluster"],
        finding=row["finding"],
        grades=frozenset(row["grades"].split("|")),
        sites=tuple(row["sites"].split(";")),
        spectrum=row["spectrum"],
        given=dict(_given(row["given"])),
        value=float(row["value"]),
        low=float(row["low"]) if row["low"] else None,
        high=float(row["high"]) if row["high"] else None,
        interval=row["interval"],
        n=int(row["n"]) if row["n"] else None,
        source=row["source_key"],
        use=row["use"],
        note=row["note"],
    )


def _given(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    for item in filter(None, text.split(";")):
        finding, _, grades = item.partition("=")
        yield finding, frozenset(grades.split("|"))


def _with_interval(rate: SignRate) -> SignRate:
    if rate.low is not None or rate.n is None:
        return rate
    low, high = binomial_interval(rate.value, rate.n)
    return replace(rate, low=low, high=high, interval="number")


def binomial_interval(share: float, people: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, after Wilson 1927.

    Args:
        share: 0 to 1.
        people: How many it was counted in.
    """
    square = DEVIATE**2 / people
    middle = (share + square / 2) / (1 + square)
    half = DEVIATE * sqrt(share * (1 - share) / people + square / people / 4) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


@cache
def load_spectra() -> Mapping[str, Spectrum]:
    """Return the spectra by name."""
    spectra: dict[str, Spectrum] = {}
    for row in _rows("sign_rate_spectra.csv"):
        known = spectra.get(row["spectrum"])
        shares = dict(known.severities) if known else {}
        if row["severity"]:
            shares[row["severity"]] = float(row["weight"])
        spectra[row["spectrum"]] = Spectrum(cast(Setting, row["setting"]), shares)
    return spectra


def implied(rate: SignRate) -> float:
    """Return the rate of a sign that the model implies for a group.

    The mean over all hypotheses of its sites, weighted by their priors. The severities of a
    spectrum replace those of the prior within each site; what everybody in the group has weighs
    each hypothesis by how well it explains that.
    """
    spectrum = load_spectra()[rate.spectrum]
    space = load_hypotheses(spectrum.setting)
    chosen = np.flatnonzero(np.isin(space.site, [space.sites.index(site) for site in rate.sites]))
    weight = np.exp(space.log_prior[chosen])
    if spectrum.severities:
        weight = weight * _severity_factors(space, chosen, weight, spectrum.severities)
    for finding, grades in rate.given.items():
        weight = weight * _chances(load_catalog()[finding], grades, space, chosen)
    chance = _chances(load_catalog()[rate.finding], rate.grades, space, chosen)
    return float(weight @ chance / weight.sum())


def _severity_factors(
    space: Hypotheses, chosen: NDArray[np.intp], weight: Floats, shares: Mapping[str, float]
) -> Floats:
    """Return what gives the severities of every site the wanted shares."""
    factors = np.zeros(len(chosen))
    severity = np.array([space.lesions[row].severity for row in space.row[chosen]])
    site = space.site[chosen]
    for name in set(site):
        here = site == name
        masses = {level: weight[here & (severity == level)].sum() for level in shares}
        wanted = sum(shares[level] for level, mass in masses.items() if mass > 0)
        for level, mass in masses.items():
            if mass > 0:
                part = shares[level] / wanted
                factors[here & (severity == level)] = part * weight[here].sum() / mass
    return factors


def _chances(
    finding: Finding, grades: frozenset[str], space: Hypotheses, chosen: NDArray[np.intp]
) -> Floats:
    """Return the chance of the grades under each chosen hypothesis, on the side it affects."""
    rows, place = np.unique(space.row[chosen], return_inverse=True)
    one = _of_lesions(finding, grades, space.conditions.take(rows), bilateral=False)[place]
    if finding.sided:
        return one
    two = _of_lesions(finding, grades, space.conditions.take(rows), bilateral=True)[place]
    return np.where(space.side[chosen] == SIDES.index("both"), two, one)


def _of_lesions(
    finding: Finding, grades: frozenset[str], conditions: Conditions, *, bilateral: bool
) -> Floats:
    columns = [finding.scale.grades.index(grade) for grade in grades]
    chances = grade_chances(finding, conditions, Circumstances(bilateral=bilateral))
    return np.asarray(chances[:, columns].sum(axis=1))


@cache
def compare() -> tuple[Comparison, ...]:
    """Return every published rate beside the model's, the largest distance first."""
    found = [Comparison(rate, implied(rate)) for rate in load_sign_rates()]
    return tuple(sorted(found, key=lambda item: -abs(item.residual)))


def summarize(comparisons: Sequence[Comparison]) -> Summary:
    """Return how well some rates are met."""
    verdicts = [item.inside for item in comparisons if item.inside is not None]
    residuals = np.array([item.residual for item in comparisons])
    return Summary(
        rows=len(comparisons),
        with_interval=len(verdicts),
        inside=sum(verdicts),
        mean_absolute=float(np.abs(residuals).mean()),
        mean=float(residuals.mean()),
    )


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print all numbers as JSON.")
@click.option("--write-docs", is_flag=True, help=f"Write docs/{DOCS.name}.")
def main(*, as_json: bool, write_docs: bool) -> None:
    """Compare the sign rates that the model implies with published ones."""
    print(json.dumps(_plain(), indent=1) if as_json else "\n".join(_short()))
    if write_docs:
        DOCS.write_text("\n".join(_page()) + "\n", encoding="utf-8")


def _of_use(use: str) -> list[Comparison]:
    return [item for item in compare() if item.rate.use == use]


def _provenance() -> dict[str, Any]:
    return Provenance.of(__version__, {}).to_dict()


def _plain() -> dict[str, Any]:
    return {
        "radicular_sign_rates": 1,
        "provenance": _provenance(),
        "summary": {use: asdict(summarize(_of_use(use))) for use in USES},
        "rates": [
            {
                "id": item.rate.id,
                "use": item.rate.use,
                "cluster": item.rate.cluster,
                "published": item.rate.value,
                "low": item.rate.low,
                "high": item.rate.high,
                "implied": round(item.implied, 4),
                "residual": round(item.residual, 4),
                "inside": item.inside,
            }
            for item in compare()
        ],
    }


def _short() -> Iterator[str]:
    yield from _summary_lines()
    for use in USES:
        yield ""
        yield f"{use}: the largest distances first"
        yield ""
        yield from _table(_of_use(use))


def _summary_lines() -> Iterator[str]:
    yield "| rates | rows | with an interval | inside it | mean distance | mean model less found |"
    yield "|---|--:|--:|--:|--:|--:|"
    for use in USES:
        yield _summary_line(use, summarize(_of_use(use)))


def _summary_line(name: str, found: Summary) -> str:
    share = f" ({found.inside / found.with_interval:.0%})" if found.with_interval else ""
    return (
        f"| {name} | {found.rows} | {found.with_interval} | {found.inside}{share} "
        f"| {found.mean_absolute:.3f} | {found.mean:+.3f} |"
    )


def _table(comparisons: Sequence[Comparison]) -> Iterator[str]:
    yield "| sign | group | found | interval | model | distance | inside | use | source |"
    yield "|---|---|--:|--:|--:|--:|---|---|---|"
    for item in comparisons:
        yield _table_line(item)


def _table_line(item: Comparison) -> str:
    rate = item.rate
    interval = "" if rate.low is None else f"{rate.low:.2f} to {rate.high:.2f}{_mark(rate)}"
    inside = {True: "yes", False: "**no**", None: ""}[item.inside]
    return (
        f"| {_sign(rate)} | {_group(rate)} | {rate.value:.2f} | {interval} | {item.implied:.2f} "
        f"| {item.residual:+.2f} | {inside} | {rate.use} | {rate.source} |"
    )


def _mark(rate: SignRate) -> str:
    return {"range": " r", "number": " n"}.get(rate.interval, "")


def _sign(rate: SignRate) -> str:
    finding = load_catalog()[rate.finding]
    abnormal = [grade for grade in finding.scale.grades if grade not in finding.scale.normal]
    called = [grade for grade in abnormal if grade in rate.grades]
    if len(called) == 1 < len(abnormal):
        return f"`{rate.finding}` {called[0].replace('_', ' ')}"
    return f"`{rate.finding}`"


def _group(rate: SignRate) -> str:
    sites = ", ".join(site.removeprefix("root_").replace("_", " ") for site in rate.sites)
    given = "".join(f", given `{finding}`" for finding in rate.given)
    return f"{sites} ({rate.spectrum}{given})"


def _page() -> Iterator[str]:
    yield "# Published sign rates"
    yield ""
    yield _text("opening")["reading"]
    yield ""
    yield from _summary_lines()
    yield ""
    yield _text("uses")["reading"]
    yield ""
    yield "## The largest distances among the compared rates"
    yield ""
    yield from _table(_of_use("compared")[:WORST])
    for row in _rows("sign_rate_texts.csv"):
        if row["kind"] == "cluster":
            yield ""
            yield from _cluster_lines(row)
    yield ""
    yield from _spectrum_lines()
    yield ""
    values = ", ".join(f"{key} {value}" for key, value in _provenance().items())
    yield f"Written by `python -m benchmarks.sign_rates --write-docs`. Computed with: {values}."


def _text(name: str) -> Mapping[str, str]:
    return next(row for row in _rows("sign_rate_texts.csv") if row["text"] == name)


def _cluster_lines(row: Mapping[str, str]) -> Iterator[str]:
    own = [item for item in compare() if item.rate.cluster == row["text"]]
    yield f"## {row['title']}"
    yield ""
    yield row["reading"]
    yield ""
    yield from _table(own)


def _spectrum_lines() -> Iterator[str]:
    yield "## The spectra"
    yield ""
    yield _text("spectra")["reading"]
    yield ""
    yield "| spectrum | setting | severities |"
    yield "|---|---|---|"
    for name, spectrum in load_spectra().items():
        shares = ", ".join(f"{level} {share:.2f}" for level, share in spectrum.severities.items())
        yield f"| {name} | {spectrum.setting} | {shares or 'those of the model'} |"


if __name__ == "__main__":
    main()
