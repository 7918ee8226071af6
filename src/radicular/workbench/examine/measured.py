"""Values with a number: what is written into the record, and what is refused."""

from collections.abc import Mapping
from math import isfinite

from radicular.errors import CaseError, InputError
from radicular.findings.catalog import Finding
from radicular.findings.values import parse_value

__all__ = ["read_number", "value_text"]

TENSION = "deg"


def value_text(finding: Finding, fields: Mapping[str, str]) -> str:
    """Return the value of a case file that a grade, a number and its limit mean together.

    Args:
        finding: What was measured.
        fields: ``value``, ``number`` and ``limit`` as sent, any of them empty or left out.

    Raises:
        InputError: If a number is none, is out of range, or has neither a limit nor a grade that
            tells what it means.

    Example:
        >>> from radicular.findings.catalog import load_catalog
        >>> slr = load_catalog()["slr"]
        >>> value_text(slr, {"value": "positive", "number": "40"})
        'positive at 40 deg'
    """
    grade, written = fields.get("value", ""), fields.get("number", "")
    if not written:
        return grade
    number, unit = read_number(finding, "number", written), finding.scale.notation.unit
    if unit == TENSION and grade:
        return f"{grade} at {number} {unit}"
    text = f"{number} {unit}"
    if fields.get("limit"):
        return f"{text} (limit {read_number(finding, 'limit', fields['limit'])})"
    try:
        parse_value(finding, text)
    except CaseError:
        if not grade:
            allowed = "a number with the limit of the laboratory, or a grade beside it"
            raise InputError("limit", "", allowed) from None
        return f"{grade} {text}"
    return text


def read_number(finding: Finding, field: str, written: str) -> str:
    """Return a number as it is recorded.

    Args:
        finding: Whose scale says which numbers can be.
        field: Its name, for the error.
        written: As sent; a comma stands for a point.

    Raises:
        InputError: If it is none or cannot be.
    """
    notation = finding.scale.notation
    if not notation.unit:
        raise InputError(field, written, f"no number: {finding.name} is graded")
    try:
        number = float(written.replace(",", "."))
    except ValueError:
        number = float("nan")
    if not isfinite(number) or not notation.lowest <= number <= notation.highest:
        allowed = f"a number from {notation.lowest:g} to {notation.highest:g} {notation.unit}"
        raise InputError(field, written, allowed)
    return f"{round(number, 3):g}"
