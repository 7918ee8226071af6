"""Values in words."""

from django import template

from radicular.case import Case, Observation
from radicular.findings.grades import UNJUDGED
from radicular.report.words import observation_words
from radicular.wording import percent
from radicular.workbench.records.models import Entry
from radicular.workbench.records.state import COMPLETE, FINDING, STROKE

__all__ = ["entry_words", "only_grade"]

register = template.Library()
register.filter("percent", percent)


@register.filter
def only_grade(item: Observation) -> str:
    """Return the grade that an observation means, empty where it may mean several."""
    if not item.value.judged:
        return UNJUDGED
    return next(iter(item.grades)) if len(item.grades) == 1 else ""


@register.filter
def entry_words(entry: Entry) -> str:
    """Return in words what somebody entered."""
    kind = entry.cell.partition(":")[0]
    if kind == FINDING and entry.value is not None:
        case = Case.from_dict({"radicular_case": 1, "findings": [entry.value]})
        return f"entered {observation_words(case.observations[0])}"
    what = {
        FINDING: "this finding",
        STROKE.rstrip(":"): "this stroke of the pain drawing",
        COMPLETE.partition(":")[0]: "whether the pain drawing is complete",
        "header": "the number of lumbar vertebrae",
    }.get(kind, "the limit of the laboratory")
    return f"{'emptied' if entry.value is None else 'entered'} {what}"
