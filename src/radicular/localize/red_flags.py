"""Findings that need a look before anything else, whatever the site."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from radicular.case import Case, Observation
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.told import told
from radicular.tables import read_csv

__all__ = ["RedFlag", "red_flags"]


@dataclass(frozen=True)
class RedFlag:
    """A recorded finding that raises concern.

    Attributes:
        finding: The finding as recorded.
        concern: What it may mean.
        urgent: Whether it points to a threat to bladder, cord or life within hours.
    """

    finding: str
    concern: str
    urgent: bool

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return dict(self.__dict__)


@cache
def _concerns() -> Mapping[str, Mapping[str, str]]:
    rows = read_csv("radicular.localize", "tables/red_flags.csv")
    return {row["finding"]: row for row in rows}


def _raising(finding: Finding, concern: Mapping[str, str]) -> frozenset[str]:
    """The grades of a finding that raise the concern: those named, else all abnormal ones."""
    named = frozenset(filter(None, concern["grades"].split(";")))
    return named or finding.scale.abnormal


def _declared(item: Observation) -> str:
    """What the record says of another cause; the flag stays all the same."""
    if not item.unrelated:
        return ""
    return f" (declared to have another cause{': ' if item.note else ''}{item.note})"


def red_flags(case: Case) -> tuple[RedFlag, ...]:
    """Return the red flags of a case, urgent ones first."""
    found: dict[str, RedFlag] = {}
    for item in case.observations:
        concern = _concerns().get(item.finding)
        finding = load_catalog()[item.finding]
        if concern and item.grades <= _raising(finding, concern):
            flag = RedFlag(
                f"{finding.name}: {told(finding, item.value)}{_declared(item)}",
                concern["concern"],
                urgent=concern["urgent"] == "yes",
            )
            found.setdefault(item.finding, flag)
    return tuple(sorted(found.values(), key=lambda flag: not flag.urgent))
