"""The sections of the examination page: the routine, and the catalog domain by domain."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from radicular.case import Case, Observation
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.grades import UNJUDGED
from radicular.tables import read_csv
from radicular.workbench.examine.choices import Choice, choices_of
from radicular.workbench.examine.muscles import Behind, muscles_behind
from radicular.workbench.examine.usual_limit import UsualLimit, usual_limit

__all__ = ["Cell", "Row", "Section", "load_sections", "rest_of", "rest_rows", "rows_of"]

#: Scales whose numbers mean something beside the limit of the laboratory.
LABORATORY = frozenset({"snap", "cmap", "latency", "velocity"})
#: Scales whose cells ask for a number; of the others a number is read, but nobody counts so.
MEASURED = LABORATORY | {"tension", "residual", "wasting", "relief"}
#: Findings that are counted; the count is kept beside the grade.
COUNTED: Mapping[str, str] = {"heel_raise_single": "raises", "sit_to_stand_single": "times"}


@dataclass(frozen=True)
class Section:
    """A part of the page.

    Attributes:
        key: Its name in addresses.
        title: Its title.
        findings: What can be entered in it.
    """

    key: str
    title: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Cell:
    """A place for one value.

    Attributes:
        side: ``left``, ``right`` or ``midline``.
        value: The grade or the words on record, empty where nothing is.
        choices: What can be chosen; a recorded value that is no single grade comes first.
        number: The number on record, or empty.
        note: What was noted beside it.
        by_rest: Whether "everything else normal" covers it.
    """

    side: str
    value: str
    choices: tuple[Choice, ...]
    number: str = ""
    note: str = ""
    by_rest: bool = False


@dataclass(frozen=True)
class Row:
    """A finding with its cells.

    Attributes:
        finding: What is recorded.
        cells: One, or right and left.
        rest: The finding of "everything else" that covers it, or empty.
        limit: Of the laboratory, or empty.
    """

    finding: Finding
    cells: tuple[Cell, ...]
    rest: str = ""
    limit: str = ""

    @property
    def normal(self) -> str:
        """The one grade found in health."""
        return next(iter(self.finding.scale.normal))

    @property
    def unit(self) -> str:
        """The unit of the number that is asked for, or empty."""
        scale = self.finding.scale
        asked = scale.name in MEASURED and not self.finding.of_the_rest
        return scale.notation.unit if asked else ""

    @property
    def limited(self) -> bool:
        """Whether the number is read beside the limit of the laboratory."""
        return self.finding.scale.name in LABORATORY

    @property
    def usual_limit(self) -> UsualLimit | None:
        """What counts where the laboratory gives no limit."""
        return usual_limit(self.finding) if self.limited else None

    @property
    def counted(self) -> str:
        """What is counted, or empty."""
        return COUNTED.get(self.finding.id, "")

    @property
    def muscles(self) -> tuple[Behind, ...]:
        """The muscles behind a tested movement."""
        return muscles_behind(self.finding.id) if self.finding.kind == "strength" else ()


@cache
def load_sections() -> Mapping[str, Section]:
    """Return the sections in their order."""
    return {
        row["section"]: Section(row["section"], row["title"], _findings_of(row["domains"]))
        for row in read_csv("radicular.workbench.examine", "tables/sections.csv")
    }


def _findings_of(domains: str) -> tuple[Finding, ...]:
    """Return the findings of some domains, those of a routine examination where none is given."""
    catalog = load_catalog()
    if not domains:
        rows = read_csv("radicular.workbench.examine", "tables/routine.csv")
        return tuple(catalog[row["finding"]] for row in rows)
    return tuple(finding for finding in catalog if finding.domain in domains.split(";"))


@cache
def rest_of(finding_id: str) -> str:
    """Return the finding of "everything else" that covers a finding, or nothing.

    Example:
        >>> rest_of("strength_hip_flexion"), rest_of("slr")
        ('strength_otherwise', '')
    """
    finding = load_catalog()[finding_id]
    if finding.of_the_rest or not finding.sided:
        return ""
    kind = (finding.domain, finding.kind, finding.scale.name)
    rest = (
        other.id
        for other in load_catalog()
        if other.of_the_rest and (other.domain, other.kind, other.scale.name) == kind
    )
    return next(rest, "")


def rows_of(section: Section, case: Case, limits: Mapping[str, str]) -> tuple[Row, ...]:
    """Return the rows of a section with what is recorded in them.

    Args:
        section: Which.
        case: What is recorded.
        limits: Of the laboratory, by finding.
    """
    recorded = {item.key: item for item in case.observations}
    return tuple(
        _row(finding, recorded, limits.get(finding.id, ""))
        for finding in section.findings
        if not finding.of_the_rest and not _by_level(finding)
    )


def rest_rows(section: Section, case: Case) -> tuple[Row, ...]:
    """Return the rows of a section that speak of everything not named."""
    recorded = {item.key: item for item in case.observations}
    return tuple(_row(finding, recorded) for finding in section.findings if finding.of_the_rest)


def _by_level(finding: Finding) -> bool:
    """Whether the form of imaging records it."""
    level_not_named = load_catalog().at_level(finding, "L5-S1") is not finding
    return "level" in finding.attributes or level_not_named


Recorded = Mapping[tuple[str, str, str, str], Observation]


def _row(finding: Finding, recorded: Recorded, limit: str = "") -> Row:
    sides = ("right", "left") if finding.sided else ("midline",)
    rest = rest_of(finding.id)
    cells = []
    for side in sides:
        item, others = recorded.get((finding.id, side, "", "")), recorded.get((rest, side, "", ""))
        normal = load_catalog()[rest].scale.normal if rest else frozenset()
        cells.append(_cell(finding, side, item, by_rest=bool(others and others.grades <= normal)))
    return Row(finding, tuple(cells), rest, limit)


def _cell(finding: Finding, side: str, item: Observation | None, *, by_rest: bool) -> Cell:
    choices = choices_of(finding.id)
    if item is None:
        return Cell(side, "", choices, by_rest=by_rest)
    value = item.value.text
    if not item.value.judged:
        value = UNJUDGED
    elif len(item.grades) == 1:
        (value,) = item.grades
    elif value not in {choice.value for choice in choices}:
        choices = (Choice(value, value, ""), *choices)
    number = "" if item.value.number is None else f"{item.value.number:g}"
    return Cell(side, value, choices, number, item.note, by_rest=by_rest)
