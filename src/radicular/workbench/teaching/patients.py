"""Virtual patients as a student meets them: what they tell at first, and what can be examined."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from radicular.case import Case, Observation
from radicular.errors import InputError
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.told import told
from radicular.hypotheses import load_hypotheses
from radicular.lesion import Lesion
from radicular.patient import Hidden, draw_hidden
from radicular.report.words import observation_words
from radicular.tables import read_csv
from radicular.workbench.examine.sections import load_sections
from radicular.workbench.teaching.code import CaseCode
from radicular.workbench.teaching.models import Asked, Attempt

__all__ = [
    "Cell",
    "Row",
    "Section",
    "case_of",
    "complaints",
    "grid",
    "log_of",
    "patient_of",
    "record",
    "sections",
    "shown",
    "story",
    "value_of",
]

#: Complaints that a patient brings up unasked.
BROUGHT_UP = 3
_LONG_AGO = 52


@dataclass(frozen=True)
class Section:
    """A part of the examination with the findings that can be asked for in it."""

    key: str
    title: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Cell:
    """One test; ``value`` is empty until it is asked."""

    side: str
    number: int
    value: str


@dataclass(frozen=True)
class Row:
    """A finding with its cells."""

    finding: Finding
    cells: tuple[Cell, ...]


@cache
def _tests() -> frozenset[str]:
    rows = read_csv("radicular.workbench.teaching", "tables/tests.csv")
    return frozenset(row["finding"] for row in rows)


@cache
def sections() -> Mapping[str, Section]:
    """Return the sections in which something can be asked, in their order."""
    found = {}
    for section in load_sections().values():
        findings = tuple(one for one in section.findings if one.id in _tests())
        if findings:
            found[section.key] = Section(section.key, section.title, findings)
    return found


@cache
def record() -> tuple[tuple[str, str], ...]:
    """Return finding and side of everything that can be asked, in a fixed order."""
    findings = sorted(_tests())
    return tuple((name, side) for name in findings for side in _sides(load_catalog()[name]))


def _sides(finding: Finding) -> tuple[str, ...]:
    return ("right", "left") if finding.sided else ("midline",)


@lru_cache(maxsize=256)
def patient_of(code: CaseCode) -> Hidden:
    """Return the whole patient of a code, the lesion and every value."""
    return draw_hidden(code.seed, code.spread, record())


def value_of(code: CaseCode, finding: str, side: str) -> Observation:
    """Return what one test shows.

    Raises:
        InputError: If it cannot be asked.
    """
    for item in patient_of(code).case.observations:
        if (item.finding, item.side) == (finding, side):
            return item
    if finding not in _tests():
        raise InputError("finding", finding, "a test of the case")
    raise InputError("side", side, " or ".join(_sides(load_catalog()[finding])))


def complaints(code: CaseCode) -> tuple[Observation, ...]:
    """Return what the patient brings up unasked: pain and tingling, the first few there are."""
    return tuple(_pains(patient_of(code).case.observations))[:BROUGHT_UP]


def _pains(items: Iterable[Observation]) -> Iterator[Observation]:
    """Yield the pain and tingling that are there, in the order of the catalog."""
    there = [item for item in items if not item.grades & load_catalog()[item.finding].scale.normal]
    order = {finding.id: place for place, finding in enumerate(load_catalog())}
    pains = [item for item in there if load_catalog()[item.finding].domain == "pain"]
    yield from sorted(pains, key=lambda item: order[item.finding])


def story(code: CaseCode) -> str:
    """Return who comes and why, in the patient's own terms."""
    hidden = patient_of(code)
    person = hidden.case.patient
    sex = {"female": "woman", "male": "man"}.get(person.sex, "person")
    who = f"A {sex} of {person.age:g} years"
    told_first = [_complaint(item) for item in complaints(code)]
    since = _since(hidden.lesion)
    if not told_first:
        return f"{who} comes about the legs, {since}, and brings up neither pain nor numbness."
    return f"{who} comes with {_listed(told_first)}, {since}."


def _complaint(item: Observation) -> str:
    kind, _, area = load_catalog()[item.finding].name.partition(": ")
    side = f"{item.side} " if item.side in ("left", "right") else ""
    return f"{kind.lower().removesuffix(' told')} in the {side}{area}"


def _listed(parts: Sequence[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def _since(lesion: Lesion) -> str:
    weeks = lesion.weeks or 0.0
    if weeks < 1:
        return "for some days"
    if weeks < _LONG_AGO:
        return f"for about {weeks:.0f} week{'s' if round(weeks) != 1 else ''}"
    return "for more than a year"


def case_of(attempt: Attempt, count: int | None = None) -> Case:
    """Return what was uncovered so far, or the first of it, as a case."""
    code = CaseCode.parse(attempt.case)
    catalog = load_catalog()
    asked = list(attempt.asked.all())[:count]
    return Case(
        observations=tuple(Observation.of(catalog[a.finding], a.side, a.value) for a in asked),
        patient=patient_of(code).case.patient,
        setting=load_hypotheses("spine_clinic").setting,
    )


def shown(item: Observation) -> str:
    """Return a value in words."""
    return told(load_catalog()[item.finding], item.value)


def log_of(attempt: Attempt) -> tuple[tuple[Asked, str], ...]:
    """Return what was uncovered, in order, each in words."""
    catalog = load_catalog()
    return tuple(
        (one, observation_words(Observation.of(catalog[one.finding], one.side, one.value)))
        for one in attempt.asked.all()
    )


def grid(section: Section, attempt: Attempt) -> tuple[Row, ...]:
    """Return the tests of a section with what was uncovered of them."""
    catalog = load_catalog()
    known = {
        (one.finding, one.side): Cell(
            one.side,
            one.number,
            shown(Observation.of(catalog[one.finding], one.side, one.value)),
        )
        for one in attempt.asked.all()
    }
    return tuple(
        Row(
            finding,
            tuple(known.get((finding.id, side), Cell(side, 0, "")) for side in _sides(finding)),
        )
        for finding in section.findings
    )
