"""Reading recorded values as people write them: ``4-/5``, ``reduced pinprick``, ``40 degrees``."""

import re
from dataclasses import replace

from radicular.errors import CaseError
from radicular.findings.finding import Finding
from radicular.findings.grades import Grades, allowed_values, grades_of, unjudged
from radicular.findings.names import load_name_words
from radicular.findings.value_reader import Reader
from radicular.findings.value_words import value_key

__all__ = ["Grades", "grades_of", "parse_value", "unjudged"]

LONGEST = 200


def parse_value(finding: Finding, value: object, *, polarity: str = "") -> Grades:
    """Return the grades that a recorded value means.

    Args:
        finding: What was observed.
        value: Words, a number or yes and no, as the person wrote it.
        polarity: What the written name of the finding says itself: ``deficit`` (weakness),
            ``excess`` (allodynia), ``function`` (bladder control) or nothing.

    Raises:
        CaseError: If the value cannot be read or is impossible on the scale.

    Example:
        >>> from radicular.findings.catalog import load_catalog
        >>> catalog = load_catalog()
        >>> sorted(parse_value(catalog["strength_ankle_dorsiflexion"], "4-/5").grades)
        ['4-']
        >>> slr = parse_value(catalog["slr"], "positive at 40 degrees")
        >>> sorted(slr.grades), slr.number, slr.unit
        (['positive'], 40.0, 'deg')
        >>> parse_value(catalog["slr"], "not testable (plaster)").judged
        False
    """
    text = written_text(finding, value)
    reader = Reader(finding, polarity)
    key = value_key(text)
    try:
        read = reader.read(key)
    except CaseError as error:
        raise refusal(finding, value, error.allowed) from None
    modality: str | None = ""
    if read is None and finding.scale.name == "sensation":
        modality, rest = split_modality(key)
        read = reader.read(rest) if modality is not None else None
    if read is None:
        raise refusal(finding, value, allowed_values(finding.scale))
    return replace(read, text=text, modality=modality or "")


def written_text(finding: Finding, value: object) -> str:
    """Return a value as text."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, str) and 0 < len(value.strip()) <= LONGEST:
        return value.strip()
    raise refusal(finding, value, allowed_values(finding.scale))


def refusal(finding: Finding, value: object, allowed: str) -> CaseError:
    """Return the error of a value, which tells how the name of the finding was read."""
    return CaseError("value", value, f"{allowed} (read as: {finding.name})")


def split_modality(key: str) -> tuple[str | None, str]:
    """Return the way of testing in a value and the value without it.

    Returns:
        The modality, empty if several are named and None if none is; the rest of the value.

    Example:
        >>> split_modality("reduced light touch")
        ('touch', 'reduced')
    """
    modalities = load_name_words().modalities
    found: set[str] = set()
    rest = key
    for phrase in sorted(modalities, key=len, reverse=True):
        shorter = re.sub(rf"\b{phrase}\b", " ", rest)
        if shorter != rest:
            found.add(modalities[phrase])
            rest = shorter
    words = [word for word in rest.split() if word not in ("and", "to", ",")]
    return (found.pop() if len(found) == 1 else "" if found else None), " ".join(words)
