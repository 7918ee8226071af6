"""The sections of the examination page, each with the findings of some domains of the catalog."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from radicular.findings.catalog import Finding, load_catalog
from radicular.tables import read_csv
from radicular.workbench.records.state import State

__all__ = ["Cell", "Row", "Section", "load_sections", "rows_of"]


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
        value: As recorded, empty where nothing is.
        choices: Grades with their labels; a recorded value that is none of them comes first.
    """

    side: str
    value: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Row:
    """A finding with its cells."""

    finding: Finding
    cells: tuple[Cell, ...]


@cache
def load_sections() -> Mapping[str, Section]:
    """Return the sections in their order."""
    findings = load_catalog().findings.values()
    sections = {}
    for row in read_csv("radicular.workbench.examine", "tables/sections.csv"):
        domains = row["domains"].split(";")
        chosen = tuple(finding for finding in findings if finding.domain in domains)
        sections[row["section"]] = Section(row["section"], row["title"], chosen)
    return sections


def rows_of(section: Section, state: State) -> tuple[Row, ...]:
    """Return the rows of a section with what is recorded in them."""
    recorded = {(str(one["finding"]), str(one["side"])): one for one in state.findings}
    return tuple(_row(finding, recorded) for finding in section.findings)


def _row(finding: Finding, recorded: Mapping[tuple[str, str], Mapping[str, object]]) -> Row:
    sides = ("right", "left") if finding.sided else ("midline",)
    return Row(
        finding,
        tuple(
            _cell(finding, side, str(recorded.get((finding.id, side), {}).get("value", "")))
            for side in sides
        ),
    )


def _cell(finding: Finding, side: str, value: str) -> Cell:
    grades = tuple((grade, finding.scale.labels[grade]) for grade in finding.scale.grades)
    extra = ((value, value),) if value and value not in finding.scale.grades else ()
    return Cell(side, value, (*extra, *grades))
