"""A recorded value as a report tells it."""

import re

from radicular.findings.finding import Finding
from radicular.findings.grades import UNJUDGED, Grades

__all__ = ["told"]

#: More neighboring grades than this are told by the first and the last.
LISTED = 2


def told(finding: Finding, value: Grades) -> str:
    """Return what a value was understood as, with the written words where they say it otherwise.

    Args:
        finding: What was observed.
        value: The value of the finding.

    Example:
        >>> from radicular.findings.catalog import load_catalog
        >>> from radicular.findings.values import parse_value
        >>> slr = load_catalog()["slr"]
        >>> told(slr, parse_value(slr, "positive at 40 degrees"))
        'positive at 40 degrees'
        >>> pulses = load_catalog()["pulses_reduced"]
        >>> told(pulses, parse_value(pulses, "absent", polarity="function"))
        'present (written: absent)'
        >>> needle = load_catalog()["emg_soleus"]
        >>> told(needle, parse_value(needle, "chronic_reinnervation"))
        'chronic reinnervation'
    """
    meant = _meant(finding, value)
    if value.text in value.grades:
        return meant
    names = {meant, *value.grades} if len(value.grades) == 1 else {meant}
    if any(re.match(rf"{re.escape(name)}(?![\w+-])", value.text, re.IGNORECASE) for name in names):
        return value.text
    return meant if _says_the_same(finding, value, meant) else f"{meant} (written: {value.text})"


def _says_the_same(finding: Finding, value: Grades, meant: str) -> bool:
    text = value.text.lower()
    plain = {"": value.grades, "yes": finding.scale.abnormal, "no": finding.scale.normal}
    in_other_order = sorted(text.split(" or ")) == sorted(meant.lower().split(" or "))
    return in_other_order or value.grades <= plain.get(text, frozenset())


def _meant(finding: Finding, value: Grades) -> str:
    scale = finding.scale
    if not value.judged:
        return UNJUDGED
    if value.missing:
        return "unknown"
    places = [place for place, grade in enumerate(scale.grades) if grade in value.grades]
    labels = [scale.labels[scale.grades[place]] for place in places]
    if len(labels) > LISTED and places[-1] - places[0] < len(places):
        return f"{labels[0]} to {labels[-1]}"
    return " or ".join(labels)
