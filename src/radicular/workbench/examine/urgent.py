"""Questions for bladder, bowel and saddle that stay in sight until each is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from radicular.case import Case
from radicular.findings.catalog import Finding, load_catalog
from radicular.tables import read_csv

__all__ = ["UrgentQuestion", "open_questions", "urgent_questions"]

_ASKED = "Asked: "


@dataclass(frozen=True)
class UrgentQuestion:
    """A question.

    Attributes:
        finding: The finding that the answer records.
        open: Whether nothing on record answers it.
    """

    finding: Finding
    open: bool

    @property
    def words(self) -> str:
        """How it is asked."""
        asked = self.finding.how.removeprefix(_ASKED).rstrip(".")
        return f"{asked[0].upper()}{asked[1:]}?"


@cache
def _settled_by() -> Mapping[str, tuple[str, ...]]:
    rows = read_csv("radicular.workbench.examine", "tables/urgent_questions.csv")
    return {row["finding"]: tuple(row["settled_by"].split(";")) for row in rows}


def urgent_questions(case: Case) -> tuple[UrgentQuestion, ...]:
    """Return the questions in their order.

    What was looked at and could not be judged counts as answered; unknown does not.
    """
    known = [
        item.finding
        for item in case.observations
        if not item.value.missing or not item.value.judged
    ]
    return tuple(
        UrgentQuestion(load_catalog()[finding], not any(one.startswith(begins) for one in known))
        for finding, begins in _settled_by().items()
    )


def open_questions(case: Case) -> tuple[UrgentQuestion, ...]:
    """Return the questions that nothing on record answers."""
    return tuple(question for question in urgent_questions(case) if question.open)
