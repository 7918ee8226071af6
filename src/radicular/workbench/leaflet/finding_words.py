"""Recorded findings as a patient would say them."""

from collections.abc import Sequence

from radicular.case import Observation
from radicular.findings.catalog import Finding, load_catalog
from radicular.workbench.leaflet.texts import Texts

__all__ = ["finding_words", "named_finding", "topic_of"]

_AREAS = ("sensation_", "pain_", "paresthesia_")
_ALIKE = ("dermatome", "nerve")


def topic_of(finding: Finding) -> str:
    """Return the key of what a finding is about.

    Example:
        >>> topic_of(load_catalog()["paresthesia_heel"]), topic_of(load_catalog()["pain_heel"])
        ('tingling', 'pain')
    """
    told = finding.domain == "pain" and finding.kind == "sensation"
    return "tingling" if told else finding.domain


def named_finding(finding: Finding, texts: Texts) -> str:
    """Return what was looked at or told in particular, empty where only the topic is told."""
    if texts.has("word", finding.id):
        return texts("word", finding.id)
    prefix = next((one for one in _AREAS if finding.id.startswith(one)), "")
    area = finding.id.removeprefix(prefix) if prefix else ""
    group, _, detail = area.partition("_")
    if group in _ALIKE:
        return texts("area", group, root=detail)
    return texts("area", area) if area and texts.has("area", area) else ""


def finding_words(items: Sequence[Observation], texts: Texts) -> str:
    """Return the records of one finding in a line.

    Args:
        items: Of one finding, one for each side.
        texts: Language.
    """
    finding = load_catalog()[items[0].finding]
    topic, name = texts("topic", topic_of(finding)), named_finding(finding, texts)
    if not name:
        return topic
    told = ", ".join(filter(None, (_told(item, finding, texts) for item in items)))
    return f"{topic}: {name} ({told})" if told else f"{topic}: {name}"


def _told(item: Observation, finding: Finding, texts: Texts) -> str:
    abnormal, normal = item.grades & finding.scale.abnormal, item.grades & finding.scale.normal
    if abnormal and normal:
        return ""
    state = texts.words["state"][finding.scale.name]["changed" if abnormal else "normal"]
    side = f"{texts('side', item.side)}: " if texts.has("side", item.side) else ""
    return f"{side}{state}"
