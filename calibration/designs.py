"""What the map says of every group of people whose signs were counted, once for all links.

Which deficits the people of a group have, and how often, does not depend on the links. It is
computed here once; the rate that links imply is then a weighted sum, see ``implied``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.studies import Member, SignRate, load_groups, load_spectra
from radicular.condition import Conditions
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.links import Link, load_links
from radicular.findings.models import drive, shown
from radicular.findings.observation import Circumstances
from radicular.hypotheses import SIDES, load_hypotheses
from radicular.lesion import BLOCK, Lesion

__all__ = ["GRADES_AT_MOST", "Designs", "design"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

#: Abnormal grades of the link that has most.
GRADES_AT_MOST = 6
SEVERITIES = tuple(BLOCK)


@dataclass(frozen=True)
class Designs:
    """All rates of a set as one long table of rows.

    A row is a deficit that people of a group have. Its chance to show the sign is affine in what
    the link gives at that deficit (a *point*): ``constant + slope * at_least + lift * floor``.

    Attributes:
        rates: The rates, in order.
        studies: The studies that they come from.
        links: The links that they ask, in order.
        point_link: Position in ``links`` of each point, shape (points,).
        point_deficit: Deficit of each point, shape (points,).
        row_segment: Segment of each row, shape (rows,).
        row_step: Severity of each row, as a step above irritation, shape (rows,).
        row_weight: Share of the row within its segment, shape (rows,).
        row_point: Point of each row, shape (rows,).
        row_affine: Constant, slopes by grade, lift; times ``row_weight``; shape (rows, grades + 2).
        given_point: The same for what everybody in the group has, shape (rows,).
        given_affine: Not weighted, shape (rows, grades + 2); constant 1 where nothing is given.
        segment_rate: Rate of each segment: the part of a group that has one site.
        segment_share: Share of the segment in its part of the group, known or hidden.
        segment_hidden: Whether it belongs to the hidden part.
        rate_study: Study of each rate, shape (rates,).
        rate_shifted: Whether the spectrum of the rate's group is unknown, shape (rates,).
    """

    rates: tuple[SignRate, ...]
    studies: tuple[str, ...]
    links: tuple[str, ...]
    point_link: Ints
    point_deficit: Floats
    row_segment: Ints
    row_step: Floats
    row_weight: Floats
    row_point: Ints
    row_affine: Floats
    given_point: Ints
    given_affine: Floats
    segment_rate: Ints
    segment_share: Floats
    segment_hidden: NDArray[np.bool_]
    rate_study: Ints
    rate_shifted: NDArray[np.bool_]

    @cached_property
    def row_rate(self) -> Ints:
        """Rate of each row, shape (rows,)."""
        return np.asarray(self.segment_rate[self.row_segment])

    @cached_property
    def rate_hidden(self) -> NDArray[np.bool_]:
        """Whether the group of each rate has a hidden part, shape (rates,)."""
        hidden = np.zeros(len(self.rates), dtype=np.bool_)
        hidden[self.segment_rate[self.segment_hidden]] = True
        return hidden


class _Probe(Link):
    """A link that tells which deficits it is asked for, and answers what it was told to."""

    def at_least(self, deficit: Floats) -> Floats:
        """Return the ceiling for every deficit, whatever it is."""
        _ASKED[:] = [deficit]
        return np.repeat(self.ceiling[None, :], len(deficit), axis=0)


#: The deficits that a probe was last asked for.
_ASKED: list[Floats] = []


class _Probes(Mapping[str, Link]):
    """Answers with one probe for every name and remembers which was asked."""

    def __init__(self, floor: float, grade: int | None) -> None:
        self.floor, self.grade, self.name = floor, grade, ""

    def __getitem__(self, name: str) -> Link:
        self.name = name
        grades = load_links()[name].grades
        ceiling = np.array([float(number == self.grade) for number in range(len(grades))])
        blank = np.zeros(len(grades))
        return _Probe(grades, np.full(len(grades), self.floor), ceiling, blank, blank + 1)

    def __iter__(self) -> Iterator[str]:
        return iter(load_links())

    def __len__(self) -> int:
        return len(load_links())


@dataclass(frozen=True)
class _Affine:
    """How the chance of some grades follows from a link, for rows of features."""

    link: str
    deficit: Floats
    affine: Floats


def _affine(finding: Finding, grades: frozenset[str], features: Floats) -> _Affine:
    columns = [finding.scale.grades.index(grade) for grade in sorted(grades)]

    def chance(probes: _Probes) -> Floats:
        return np.asarray(shown(finding, features, probes)[:, columns].sum(axis=1))

    probes = _Probes(0.0, None)
    constant = chance(probes)
    deficit = np.array(_ASKED[0]) if _ASKED else np.zeros(len(features))
    affine = np.zeros((len(features), GRADES_AT_MOST + 2))
    affine[:, 0] = constant
    if not probes.name:
        return _Affine("", np.zeros(len(features)), affine)
    for grade in range(len(load_links()[probes.name].grades)):
        affine[:, 1 + grade] = chance(_Probes(0.0, grade)) - constant
    affine[:, -1] = chance(_Probes(1.0, None)) - constant
    return _Affine(probes.name, deficit, affine)


@dataclass(frozen=True)
class _People:
    """All lesions of a site in all anatomies, as rows."""

    conditions: Conditions
    lesions: tuple[Lesion, ...]
    step: Ints


@cache
def _people(site: str) -> _People:
    space = load_hypotheses("spine_clinic")
    lesions = tuple(lesion for lesion in space.lesions if lesion.site == site)
    conditions = Conditions.over_anatomies(lesions)
    step = np.array([SEVERITIES.index(lesion.severity or "moderate") for lesion in lesions])
    return _People(conditions, lesions, step[conditions.lesion])


@cache
def _weights(setting: str, site: str) -> tuple[Floats, Floats]:
    """Return how often the setting sees each row of a site, on one side and on both."""
    space, people = load_hypotheses(setting), _people(site)
    prior, both = np.exp(space.log_prior), space.side == SIDES.index("both")
    position = {lesion: number for number, lesion in enumerate(space.lesions)}
    place = np.array([position.get(lesion, -1) for lesion in people.lesions])
    one, two = (
        np.append(np.bincount(space.row[kept], prior[kept], len(space.lesions)), 0.0)[place]
        for kept in (~both, both)
    )
    row, share = people.conditions.lesion, people.conditions.share
    return one[row] * share, two[row] * share


@dataclass(frozen=True)
class _Coded:
    """The distinct rows of features of a finding, and which of them each row of people has."""

    distinct: Floats
    code: Ints


@cache
def _features(finding_id: str, site: str, *, bilateral: bool) -> _Coded:
    conditions = _people(site).conditions
    driven = drive(load_catalog()[finding_id], conditions, Circumstances(bilateral=bilateral))
    told_apart = np.ptp(driven, axis=0) > 0
    distinct, first, code = np.unique(
        driven[:, told_apart], axis=0, return_index=True, return_inverse=True
    )
    del distinct
    return _Coded(driven[first], np.asarray(code.ravel(), dtype=np.intp))


def _of_spectrum(weight: Floats, step: Ints, spectrum: str) -> Floats:
    wanted = load_spectra()[spectrum]
    if not wanted:
        return weight
    masses = {level: weight[step == SEVERITIES.index(level)].sum() for level in wanted}
    there = {level: share for level, share in wanted.items() if masses[level] > 0}
    factor = np.zeros(len(SEVERITIES))
    for level, share in there.items():
        factor[SEVERITIES.index(level)] = share / masses[level]
    if not there:
        return weight
    return np.asarray(weight * factor[step])


@dataclass(frozen=True)
class _Segment:
    """One site of a group: rows of features with their weight and severity step."""

    share: float
    hidden: bool
    step: Ints
    weight: Floats
    blocks: tuple[Floats, ...]


def _segment(rate: SignRate, member: Member) -> _Segment:
    people = _people(member.site)
    one, two = _weights(rate.setting, member.site)
    if member.both_sides:
        one = np.zeros_like(one)
    if member.painful:
        one, two = one * people.conditions.painful, two * people.conditions.painful
    mass = float(one.sum() + two.sum())
    findings = (rate.finding, *rate.given)
    if all(load_catalog()[name].sided for name in findings):
        parts = [(one + two, False)]
    else:
        parts = [(one, False), (two, True)]
    pieces = [
        _piece(rate, member, weight, people.step, bilateral=bilateral)
        for weight, bilateral in parts
        if weight.sum() > 0
    ]
    weight = np.concatenate([piece.weight for piece in pieces])
    return _Segment(
        share=mass if member.weight is None else member.weight,
        hidden=member.hidden,
        step=np.concatenate([piece.step for piece in pieces]),
        weight=weight / weight.sum(),
        blocks=tuple(
            np.concatenate(blocks) for blocks in zip(*(p.blocks for p in pieces), strict=True)
        ),
    )


def _piece(
    rate: SignRate, member: Member, weight: Floats, step: Ints, *, bilateral: bool
) -> _Segment:
    coded = [
        _features(name, member.site, bilateral=bilateral) for name in (rate.finding, *rate.given)
    ]
    shape = (len(SEVERITIES), *(len(one.distinct) for one in coded))
    place = np.ravel_multi_index((step, *(one.code for one in coded)), shape)
    distinct, alike = np.unique(place, return_inverse=True)
    merged = np.bincount(alike, _of_spectrum(weight, step, rate.spectrum)).astype(np.float64)
    kept = merged > 0
    steps, *codes = np.unravel_index(distinct[kept], shape)
    return _Segment(
        share=1.0,
        hidden=False,
        step=np.asarray(steps, dtype=np.intp),
        weight=merged[kept],
        blocks=tuple(one.distinct[code] for one, code in zip(coded, codes, strict=True)),
    )


class _Points:
    """The distinct pairs of link and deficit."""

    def __init__(self) -> None:
        self.links: dict[str, int] = {}
        self.position: dict[tuple[int, float], int] = {}

    def of(self, affine: _Affine) -> Ints:
        """Return the point of each row."""
        link = self.links.setdefault(affine.link, len(self.links)) if affine.link else -1
        return np.array(
            [
                self.position.setdefault((link, round(float(deficit), 6)), len(self.position))
                for deficit in affine.deficit
            ],
            dtype=np.intp,
        )


def design(
    rates: Sequence[SignRate], groups: Mapping[str, Sequence[Member]] | None = None
) -> Designs:
    """Compute what the map says of the groups of some rates.

    Args:
        rates: Any of the table; all need a kind of finding that the map predicts.
        groups: Who the groups consist of; those of the table where none are given.

    Example:
        >>> from calibration.studies import load_rates
        >>> one = design(load_rates()[:1])
        >>> one.links
        ('reflex',)
    """
    points = _Points()
    columns: dict[str, list[NDArray[Any]]] = {name: [] for name in _PER_ROW}
    segments: list[tuple[int, float, bool]] = []
    for number, rate in enumerate(rates):
        members = [_segment(rate, member) for member in (groups or load_groups())[rate.group]]
        for segment in members:
            total = sum(other.share for other in members if other.hidden == segment.hidden)
            for name, column in _rows(rate, segment, points).items():
                columns[name].append(column)
            rows = len(columns["row_step"][-1])
            columns["row_segment"].append(np.full(rows, len(segments), dtype=np.intp))
            segments.append((number, segment.share / total, segment.hidden))
    studies = tuple(dict.fromkeys(rate.study for rate in rates))
    link_of, deficit = zip(*points.position, strict=True)
    per_row: dict[str, Any] = {name: np.concatenate(columns[name]) for name in _PER_ROW}
    return Designs(
        rates=tuple(rates),
        studies=studies,
        links=tuple(points.links),
        point_link=np.array(link_of, dtype=np.intp),
        point_deficit=np.array(deficit),
        segment_rate=np.array([number for number, _, _ in segments], dtype=np.intp),
        segment_share=np.array([share for _, share, _ in segments]),
        segment_hidden=np.array([hidden for _, _, hidden in segments]),
        rate_study=np.array([studies.index(rate.study) for rate in rates], dtype=np.intp),
        rate_shifted=np.array([_is_shifted(rate) for rate in rates]),
        **per_row,
    )


_PER_ROW = (
    "row_segment",
    "row_step",
    "row_weight",
    "row_point",
    "row_affine",
    "given_point",
    "given_affine",
)


def _is_shifted(rate: SignRate) -> bool:
    """Whether the spectrum is the study's own and unknown, not stated by it or set by us."""
    return rate.use != "prior" and not load_spectra()[rate.spectrum]


def _rows(rate: SignRate, segment: _Segment, points: _Points) -> dict[str, NDArray[Any]]:
    catalog = load_catalog()
    _ASKED.clear()
    own = _affine(catalog[rate.finding], rate.grades, segment.blocks[0])
    given_point = np.zeros(len(segment.weight), dtype=np.intp)
    given_affine = np.zeros((len(segment.weight), GRADES_AT_MOST + 2))
    given_affine[:, 0] = 1.0
    own_point = points.of(own)
    for number, (name, grades) in enumerate(rate.given.items(), start=1):
        _ASKED.clear()
        given = _affine(catalog[name], grades, segment.blocks[number])
        given_point, given_affine = points.of(given), given.affine
    keys = np.column_stack([segment.step, own_point, given_point, np.round(given_affine, 9)])
    _, first, alike = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    affine = np.zeros((len(first), GRADES_AT_MOST + 2))
    np.add.at(affine, alike.ravel(), own.affine * segment.weight[:, None])
    return {
        "row_step": segment.step[first].astype(np.float64),
        "row_weight": np.bincount(alike.ravel(), segment.weight),
        "row_point": own_point[first],
        "row_affine": affine,
        "given_point": given_point[first],
        "given_affine": given_affine[first],
    }
